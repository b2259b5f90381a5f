"""TOML to a tree with spans: Python's own parser judges the file, this one finds the places."""

from __future__ import annotations

import re
import sys

from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.text import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAXIMUM_DEPTH = 100

# tomllib's time grows with the square of a dotted key's parts
_MAXIMUM_DOTS = 5000

_SPACE = late(r"[ \t]*")
_SPACE_AND_COMMENTS = late(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = late(r"[A-Za-z0-9_-]+")
_STRING = late(
    r'"""[^"\\]*(?:(?:\\.|"{1,2}(?!"))[^"\\]*)*"{3,5}'
    r"|'''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_LITERAL = late(r"\d{4}-\d{2}-\d{2} \d{2}:[^\s,\]}#]*|[^\s,\]}#]+")
_PLACE = late(r"\(at line (\d+), column (\d+)\)")


def parse(text: Text) -> Mapping:
    """The tree of a TOML document; SyntaxProblem where it is none.

    Tables, dotted keys and inline tables become mappings, arrays of tables lists of mappings. Every
    leaf is a string as it is spelled without its quotes.
    """
    values = load(text)
    return _Reader(text).document() if values else Mapping(text, [], False)


def load(text: Text) -> dict[str, Any]:
    """The document's plain values; SyntaxProblem where it is none."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    if text.value.count(".") > _MAXIMUM_DOTS and any(
        line.count(".") > _MAXIMUM_DOTS for line in text.value.split("\n")
    ):
        raise SyntaxProblem(text[:1], "a key of too many parts")
    try:
        return tomllib.loads(text.value)
    except tomllib.TOMLDecodeError as error:
        raise SyntaxProblem(_place(text, str(error)), _PLACE.sub("", str(error)).strip()) from None
    except RecursionError:
        raise SyntaxProblem(text[:1], "nested too deeply") from None


def _place(text: Text, said: str) -> Text:
    found = _PLACE.search(said)
    if found is None:
        return text[-1:]
    lines = text.value.split("\n")
    at = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
    return text[at : at + 1]


class _Reader:
    """Finds the places in a document that is known to be valid."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.source = text.value
        # what stands at a table's key, for a search through its entries would take ever longer
        self.known: dict[tuple[int, str], Node] = {}

    def _put(self, table: Mapping, key: Scalar, value: Node) -> None:
        table.entries.append((key, value))
        self.known[id(table), key.value] = value

    def _inner(self, table: Mapping, key: Scalar, place: Text | None = None) -> Mapping:
        """The table at a key, made where there is none yet; of a list of tables the last one."""
        found = self.known.get((id(table), key.value))
        if isinstance(found, Sequence) and found.items:
            found = found.items[-1]
        if not isinstance(found, Mapping):
            found = Mapping(place or key.raw, [], False)
            self._put(table, key, found)
        return found

    def document(self) -> Mapping:
        root = Mapping(self.text, [], False)
        table = root
        at = self._skip(0)
        while at < len(self.source):
            if self.source.startswith("[", at):
                table, at = self._header(root, at)
            else:
                at = self._pair(table, at, 0)
            at = self._skip(at)
        return root

    def _skip(self, at: int, pattern: re.Pattern[str] = _SPACE_AND_COMMENTS) -> int:
        found = pattern.match(self.source, at)
        return found.end() if found else at

    def _problem(self, at: int, reason: str) -> SyntaxProblem:
        return SyntaxProblem(self.text[at : at + 1], reason)

    def _header(self, root: Mapping, start: int) -> tuple[Mapping, int]:
        is_list = self.source.startswith("[[", start)
        path, at = self._path(start + 1 + is_list)
        end = at + 1 + is_list
        table = root
        for key in path[:-1]:
            table = self._inner(table, key)
        place = self.text[start:end]
        if not is_list:
            return self._inner(table, path[-1], place), end
        found = self.known.get((id(table), path[-1].value))
        if not isinstance(found, Sequence):
            found = Sequence(place, [], False)
            self._put(table, path[-1], found)
        found.items.append(Mapping(place, [], False))
        last = found.items[-1]
        assert isinstance(last, Mapping)
        return last, end

    def _path(self, at: int) -> tuple[list[Scalar], int]:
        """A dotted key, and what stands behind it."""
        path = []
        while True:
            at = self._skip(at, _SPACE)
            found = _BARE_KEY.match(self.source, at)
            if found is not None:
                raw = self.text[at : found.end()]
                path.append(Scalar(raw, raw))
                at = found.end()
            else:
                key, at = self._string(at)
                path.append(key)
            at = self._skip(at, _SPACE)
            if not self.source.startswith(".", at):
                return path, at
            at += 1

    def _pair(self, table: Mapping, at: int, depth: int) -> int:
        path, at = self._path(at)
        for key in path[:-1]:
            table = self._inner(table, key)
        value, at = self._value(self._skip(at + 1, _SPACE), depth)
        self._put(table, path[-1], value)
        return at

    def _value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > MAXIMUM_DEPTH:
            raise self._problem(at, "nested too deeply")
        first = self.source[at : at + 1]
        if first in ("'", '"'):
            return self._string(at)
        if first == "[":
            return self._array(at, depth)
        if first == "{":
            return self._inline(at, depth)
        found = _LITERAL.match(self.source, at)
        if found is None:
            raise self._problem(at, "a value was expected here")
        raw = self.text[at : found.end()]
        return Scalar(raw, raw), found.end()

    def _string(self, at: int) -> tuple[Scalar, int]:
        found = _STRING.match(self.source, at)
        if found is None:
            raise self._problem(at, "a string was expected here")
        raw = self.text[at : found.end()]
        return Scalar(_decoded(raw), raw, raw.value[0]), found.end()

    def _array(self, start: int, depth: int) -> tuple[Sequence, int]:
        items: list[Node] = []
        at = self._skip(start + 1)
        while not self.source.startswith("]", at):
            item, at = self._value(at, depth + 1)
            items.append(item)
            at = self._comma(at, "]")
        return Sequence(self.text[start : at + 1], items, True), at + 1

    def _inline(self, start: int, depth: int) -> tuple[Mapping, int]:
        table = Mapping(self.text[start:start], [], True)
        at = self._skip(start + 1)
        while not self.source.startswith("}", at):
            at = self._comma(self._pair(table, at, depth + 1), "}")
        table.text = self.text[start : at + 1]
        return table, at + 1

    def _comma(self, at: int, close: str) -> int:
        at = self._skip(at)
        if self.source.startswith(",", at):
            return self._skip(at + 1)
        if not self.source.startswith(close, at):
            raise self._problem(at, f"a comma or `{close}` was expected here")
        return at


def _decoded(raw: Text) -> Text:
    """A string's value; edits stay inside its quotes, and are refused where it has escapes."""
    words = raw.value
    if words.startswith(('"""', "'''")) or ("\\" in words and words[0] == '"'):
        value = load(Text.of(f"x = {words}"))["x"]
        return raw.decoded(value, refuse)
    return raw[1:-1].through(_write_literal if words[0] == "'" else _write_basic)


def _write_basic(value: str) -> str | None:
    return None if any(sign in '"\\' or not sign.isprintable() for sign in value) else value


def _write_literal(value: str) -> str | None:
    return None if any(sign == "'" or not sign.isprintable() for sign in value) else value
