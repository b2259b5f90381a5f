"""JSON (with comments and trailing commas where a dialect allows them) to a tree with spans."""

from __future__ import annotations

import json as standard
import re

from envguard.formats.remembered import remembered
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late

MAXIMUM_DEPTH = 100

_SPACE = late(r"\s*")
_SPACE_AND_COMMENTS = late(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
# unrolled, so that a string of megabytes (a picture in a notebook) costs no stack per character
_STRING = late(r'"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"')
_LITERAL = late(r"-?[0-9][0-9.eE+-]*|true|false|null|NaN|-?Infinity")
_ESCAPE = late(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_SHORT_ESCAPES = {"\\n": "\n", '\\"': '"', "\\\\": "\\", "\\t": "\t", "\\/": "/"}


@remembered
def parse(text: Text, comments: bool = False, skip: frozenset[str] = frozenset()) -> Node:
    """The tree of a JSON text; SyntaxProblem where it is none. `comments` reads JSONC.

    The values at keys in `skip` become leaves that are not looked into, such as the megabytes of
    a notebook's outputs.
    """
    reader = _Reader(text, comments, skip)
    node, at = reader.value(0, 0)
    at = reader.skip(at)
    if at < len(text):
        raise reader.problem(at, "something follows the end of the JSON document")
    return node


def string(raw: Text) -> Text | None:
    """The value of a JSON string (quotes included) with its map; None where it is no string."""
    if not _STRING.fullmatch(raw.value):
        return None
    return _decode(raw)


def write_string(value: str) -> str:
    """The inside of a JSON string that spells `value`."""
    return standard.dumps(value, ensure_ascii=False)[1:-1]


class _Reader:
    def __init__(self, text: Text, comments: bool, skip: frozenset[str]) -> None:
        self.text = text
        self.source = text.value
        self.space = _SPACE_AND_COMMENTS if comments else _SPACE
        self.lenient = comments
        self.skipped = skip

    def problem(self, at: int, reason: str) -> SyntaxProblem:
        return SyntaxProblem(self.text[at : at + 1], reason)

    def skip(self, at: int) -> int:
        found = self.space.match(self.source, at)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        at = self.skip(at)
        if depth > MAXIMUM_DEPTH:
            raise self.problem(at, "nested too deeply")
        first = self.source[at : at + 1]
        if first == "{":
            return self._object(at, depth)
        if first == "[":
            return self._array(at, depth)
        if first == '"':
            return self._string(at)
        found = _LITERAL.match(self.source, at)
        if not found:
            raise self.problem(at, "a JSON value was expected here")
        raw = self.text[at : found.end()]
        return Scalar(raw, raw), found.end()

    def _string(self, at: int) -> tuple[Scalar, int]:
        found = _STRING.match(self.source, at)
        if not found:
            raise self.problem(at, "this string is not closed, or holds a bare control character")
        raw = self.text[at : found.end()]
        return Scalar(_decode(raw), raw, '"'), found.end()

    def _array(self, start: int, depth: int) -> tuple[Sequence, int]:
        items: list[Node] = []
        at = self.skip(start + 1)
        while self.source[at : at + 1] != "]":
            item, at = self.value(at, depth + 1)
            items.append(item)
            at = self._separator(at, "]")
        return Sequence(self.text.stretch(start, at + 1), items, True), at + 1

    def _object(self, start: int, depth: int) -> tuple[Mapping, int]:
        entries: list[tuple[Node, Node]] = []
        at = self.skip(start + 1)
        while self.source[at : at + 1] != "}":
            if self.source[at : at + 1] != '"':
                raise self.problem(at, "a key in double quotes was expected here")
            key, at = self._string(at)
            at = self.skip(at)
            if self.source[at : at + 1] != ":":
                raise self.problem(at, "a colon was expected here")
            if key.value in self.skipped:
                value, at = self._pass_over(at + 1, depth + 1)
            else:
                value, at = self.value(at + 1, depth + 1)
            entries.append((key, value))
            at = self._separator(at, "}")
        return Mapping(self.text.stretch(start, at + 1), entries, True), at + 1

    def _pass_over(self, at: int, depth: int) -> tuple[Node, int]:
        """A value as one leaf; what the standard decoder refuses is read to find its fault."""
        at = self.skip(at)
        try:
            _, end = standard.JSONDecoder().raw_decode(self.source, at)
        except (ValueError, RecursionError):
            return self.value(at, depth)
        raw = self.text.stretch(at, end)
        return Scalar(raw, raw), end

    def _separator(self, at: int, close: str) -> int:
        at = self.skip(at)
        if self.source[at : at + 1] == ",":
            after = self.skip(at + 1)
            if self.source[after : after + 1] == close and not self.lenient:
                raise self.problem(at, "a comma before the end, which JSON does not allow")
            return after
        if self.source[at : at + 1] != close:
            raise self.problem(at, f"a comma or `{close}` was expected here")
        return at


def _decode(raw: Text) -> Text:
    inner = raw[1:-1].through(write_string)
    if "\\" not in inner.value:
        return inner
    return inner.unescaped(
        (found.start(), found.end(), _character(found.group()))
        for found in _ESCAPE.finditer(inner.value)
    )


def _character(escape: str) -> str:
    if escape in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[escape]
    try:
        return str(standard.loads(f'"{escape}"'))
    except ValueError:
        return escape
