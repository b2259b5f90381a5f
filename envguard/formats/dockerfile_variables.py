"""Variables in Dockerfile words: `$X`, `${X:-default}`, quotes and escapes.

Source of the facts: moby/buildkit, frontend/dockerfile/shell/lex.go. What is not known stays
UNKNOWN in the value; a word that BuildKit would refuse is UNKNOWN as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from envguard.model import Text
from envguard.model.patterns import late

UNKNOWN = "\ue000"
"""Stands in a value where something unknown goes; the same character as a command's HOLE."""

MAXIMUM_VALUE = 10_000
MAXIMUM_PATTERN = 200
MAXIMUM_DEPTH = 20

Lookup = Callable[[str], "str | None"]
"""The value of a variable, UNKNOWN where it is declared without one, None where it is not set."""

_NAME = late(r"[0-9]+|[@*#?$!-]|[^\W\d]\w*")
_OPERATOR = late(r":?[-+?]|##?|%%?|//?")


def expand(word: Text, lookup: Lookup, escape: str = "\\", quotes: bool = True) -> Text:
    """The word with its variables put in, and without its quotes and escapes.

    `quotes` False leaves quotes as they stand, as Docker does in the content of a heredoc.
    """
    reader = _Expander(word, lookup, escape, quotes)
    try:
        parts = reader.until("", 0)
    except _RefusedError:
        return word.decoded(UNKNOWN)
    kept = [part for part in parts if part]
    if not kept:
        return parts[0] if parts else word[:0]
    joined = kept[0] if len(kept) == 1 else Text.join(kept)
    return joined if len(joined) <= MAXIMUM_VALUE else word.decoded(UNKNOWN)


class _RefusedError(Exception):
    """BuildKit refuses the word: a quote or brace that is not closed, a bad substitution."""


def _bare(value: str) -> str | None:
    """A value outside of quotes; what would need some is refused."""
    return None if re.search(r"[\s'\"\\`$]", value) else value


def _single(value: str) -> str | None:
    return None if re.search(r"['\r\n]", value) else value


def _double(value: str) -> str | None:
    return None if re.search(r'["\\`$\r\n]', value) else value


class _Expander:
    def __init__(self, word: Text, lookup: Lookup, escape: str, quotes: bool) -> None:
        self.word = word
        self.value = word.value
        self.lookup = lookup
        self.escape = escape
        self.quotes = quotes
        self.at = 0
        self.filled = 0

    def until(self, stop: str, depth: int) -> list[Text]:
        """The parts up to `stop` (to the end, where it is empty), which is passed."""
        parts: list[Text] = []
        while self.at < len(self.value):
            character = self.value[self.at]
            if character == stop:
                self.at += 1
                return parts
            if character == "$":
                parts.extend(self._dollar(depth))
            elif self.quotes and character == "'":
                parts.append(self._single_quoted())
            elif self.quotes and character == '"':
                parts.extend(self._double_quoted(depth))
            elif character == self.escape:
                parts.append(self._escaped(_bare))
            else:
                parts.append(self._literal(stop))
        if stop:
            raise _RefusedError
        return parts

    def _literal(self, stop: str) -> Text:
        begin = self.at
        special = "$" + self.escape + stop + ("'\"" if self.quotes else "")
        while self.at < len(self.value) and self.value[self.at] not in special:
            self.at += 1
        return self.word[begin : self.at].through(_bare)

    def _escaped(self, writer: Callable[[str], str | None]) -> Text:
        begin = self.at
        self.at = min(self.at + 2, len(self.value))
        region = self.word[begin : self.at]
        return region.decoded(region.value[1:], writer)

    def _single_quoted(self) -> Text:
        begin = self.at + 1
        end = self.value.find("'", begin)
        if end < 0:
            raise _RefusedError
        self.at = end + 1
        return self.word[begin:end].through(_single)

    def _double_quoted(self, depth: int) -> list[Text]:
        self.at += 1
        begin = self.at
        parts = [self.word[begin:begin].through(_double)]
        while self.at < len(self.value):
            character = self.value[self.at]
            if character in '"$' or character == self.escape:
                parts.append(self.word[begin : self.at].through(_double))
                if character == '"':
                    self.at += 1
                    return parts
                if character == "$":
                    parts.extend(self._dollar(depth))
                elif self.value[self.at + 1 : self.at + 2] in ('"', "$", self.escape):
                    parts.append(self._escaped(_double))
                else:
                    parts.append(self.word[self.at : self.at + 1].through(_double))
                    self.at += 1
                begin = self.at
            else:
                self.at += 1
        raise _RefusedError

    def _dollar(self, depth: int) -> list[Text]:
        begin = self.at
        braced = self.value.startswith("${", begin)
        named = _NAME.match(self.value, begin + (2 if braced else 1))
        if not named:
            if braced:
                raise _RefusedError
            self.at += 1
            return [self.word[begin : self.at].through(_bare)]
        self.at = named.end()
        value = self.lookup(named.group())
        if not braced or self.value.startswith("}", self.at):
            self.at += 1 if braced else 0
            return [self._put(begin, UNKNOWN if value is None else value)]
        return self._modified(begin, value, depth)

    def _modified(self, begin: int, value: str | None, depth: int) -> list[Text]:
        operator = _OPERATOR.match(self.value, self.at)
        if not operator or depth >= MAXIMUM_DEPTH:
            raise _RefusedError
        self.at = operator.end()
        kind = operator.group().lstrip(":")
        if kind[0] == "/":
            pattern = _joined(self.until("/", depth + 1))
            replacement = _joined(self.until("}", depth + 1))
            return [self._put(begin, _replaced(value, pattern, replacement, kind == "//"))]
        words = self.until("}", depth + 1)
        if kind[0] in "#%":
            return [self._put(begin, _trimmed(value, _joined(words), kind))]
        filled = bool(value) if operator.group()[0] == ":" else value is not None
        if kind == "+":
            if value is None or value == UNKNOWN:
                return [self._put(begin, UNKNOWN)]
            return words if filled else [self._put(begin, "")]
        if value is not None and value != UNKNOWN and filled:
            return [self._put(begin, value)]
        return words if kind == "-" else [self._put(begin, UNKNOWN)]

    def _put(self, begin: int, value: str) -> Text:
        self.filled += len(value)
        if self.filled > MAXIMUM_VALUE:
            raise _RefusedError
        return self.word[begin : self.at].decoded(value)


def _joined(parts: list[Text]) -> str:
    return "".join(part.value for part in parts)


def _trimmed(value: str | None, pattern: str, kind: str) -> str:
    """`${X#p}`, `${X##p}`, `${X%p}`, `${X%%p}`."""
    if value is None or UNKNOWN in value + pattern:
        return UNKNOWN
    if len(pattern) > MAXIMUM_PATTERN or len(value) > MAXIMUM_VALUE:
        return UNKNOWN
    backwards = kind[0] == "%"
    order = -1 if backwards else 1
    lengths = _matching_lengths(value[::order], pattern[::order])
    if not lengths:
        return value
    length = max(lengths) if len(kind) == 2 else min(lengths)
    return value[: len(value) - length] if backwards else value[length:]


def _matching_lengths(value: str, pattern: str) -> list[int]:
    """Lengths of the beginnings of `value` that a pattern with `*` and `?` matches."""
    states = _skip_stars({0}, pattern)
    lengths = [0] if len(pattern) in states else []
    for index, character in enumerate(value):
        reached = set()
        for state in states:
            if state < len(pattern):
                if pattern[state] == "*":
                    reached.add(state)
                elif pattern[state] in ("?", character):
                    reached.add(state + 1)
        states = _skip_stars(reached, pattern)
        if not states:
            break
        if len(pattern) in states:
            lengths.append(index + 1)
    return lengths


def _skip_stars(states: set[int], pattern: str) -> set[int]:
    found = set(states)
    for state in states:
        while state < len(pattern) and pattern[state] == "*":
            state += 1
            found.add(state)
    return found


def _replaced(value: str | None, pattern: str, words: str, everywhere: bool) -> str:
    """`${X/p/w}` and `${X//p/w}`; a pattern with wildcards stays unknown."""
    if value is None or UNKNOWN in value + pattern + words or re.search(r"[*?\\]", pattern):
        return UNKNOWN
    if not pattern or len(value) * len(words) > MAXIMUM_VALUE**2 // 10:
        return UNKNOWN if pattern else value
    return value.replace(pattern, words, -1 if everywhere else 1)
