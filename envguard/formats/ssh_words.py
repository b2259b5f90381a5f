"""The words of ssh_config: quotes, escapes and comments as ssh reads them (9.2p1 measured)."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

OPEN_QUOTE = "invalid quotes"
"""ssh's words for a quote that nothing closes: it refuses the whole file."""

SPACE = late(r"[ \t\r\n]*")
"""White space around keywords; between arguments only spaces and tabs count."""

_WORD_END = late(r'[ \t\r\n"=]')
_BLANK = late(r"[ \t]*")
_PLAIN_WORD = late(r"[^ \t]+")
_PLAIN_RUN = late(r"[^ \t\"'\\]+")
_QUOTED_RUN = {'"': late(r'[^"\\]+'), "'": late(r"[^'\\]+")}
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def lower(value: str) -> str:
    """Lower case as ssh sees it: ASCII letters only."""
    return value.translate(_LOWER)


class Argument:
    """One word behind a keyword: `value` is what ssh makes of it, quotes and escapes undone."""

    __slots__ = ("end", "line", "quoted", "start", "value")

    def __init__(self, line: Text, start: int, end: int, value: str, quoted: bool) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.value = value
        self.quoted = quoted

    @property
    def raw(self) -> Text:
        """The word as it is spelled, quotes included."""
        return self.line[self.start : self.end]

    @property
    def text(self) -> Text:
        """The value with its map to the file."""
        raw = self.raw
        if raw.value == self.value:
            return raw.through(write_word)
        scanned = _scan_word(self.line.value, self.start, self.end)
        parts = [self._part(piece) for piece in scanned.pieces] if scanned else []
        return Text.join(parts) if parts else raw.decoded("", _write_in_quotes)

    def _part(self, piece: _Piece) -> Text:
        text = self.line[piece.start : piece.end]
        writer = write_quoted if piece.quote == '"' else write_word
        if piece.quote == "'":
            writer = write_single_quoted
        if text.value == piece.value:
            return text.through(writer)
        return text.decoded(piece.value, writer)

    def __repr__(self) -> str:
        return f"Argument({self.value!r})"


class Words(NamedTuple):
    """The words of a line, where its comment begins (-1: none), where it ends, what is wrong."""

    arguments: tuple[Argument, ...]
    comment: int
    end: int
    problem: str | None


class DelimitedWord(NamedTuple):
    """A word of the older grammar: its value, where its spelling ends, where the next begins."""

    value: str
    end: int
    after: int


def next_word(value: str, at: int) -> DelimitedWord | None:
    """The word at an index by the grammar of keywords (and of Match before 9.9).

    A word ends at white space, one `=`, or behind a part in double quotes; `""` and `=` give
    empty words. None where a double quote stays open.
    """
    found = _WORD_END.search(value, at)
    if not found:
        return DelimitedWord(value[at:], len(value), len(value))
    end = found.start()
    if value[end] == '"':
        close = value.find('"', end + 1)
        if close < 0:
            return None
        word = value[at:end] + value[end + 1 : close]
        return DelimitedWord(word, close + 1, skip(SPACE, value, close + 1))
    after = skip(SPACE, value, end)
    if value[after : after + 1] == "=":
        after = skip(SPACE, value, after + 1)
    return DelimitedWord(value[at:end], end, after)


def split_arguments(line: Text, value: str, at: int, comments: bool = True) -> Words:
    """The words of `value` (a beginning of the line's) from an index on."""
    found: list[Argument] = []
    length = len(value)
    simple = not ('"' in value or "'" in value or "\\" in value)
    while True:
        at = skip(_BLANK, value, at)
        if at >= length:
            return Words(tuple(found), -1, length, None)
        if comments and value[at] == "#":
            return Words(tuple(found), at, length, None)
        if simple:
            end = skip(_PLAIN_WORD, value, at)
            found.append(Argument(line, at, end, value[at:end], False))
        else:
            scanned = _scan_word(value, at, length)
            if scanned is None:
                return Words(tuple(found), -1, length, OPEN_QUOTE)
            word = "".join(piece.value for piece in scanned.pieces)
            end = scanned.end
            found.append(Argument(line, at, end, word, scanned.quoted))
        at = end


def write_word(value: str) -> str | None:
    """Spells a value without quotes; None where it needs them."""
    if not value or value[0] in "#=" or any(c in value for c in " \t\r\n\f\0\"'"):
        return None
    return value.replace("\\", "\\\\")


def write_quoted(value: str) -> str | None:
    """Spells a value inside double quotes; None where no spelling exists."""
    if "\n" in value or "\0" in value:
        return None
    return value.replace("\\", "\\\\").replace('"', '\\"')


def write_single_quoted(value: str) -> str | None:
    """Spells a value inside single quotes; None where no spelling exists."""
    if "\n" in value or "\0" in value:
        return None
    return value.replace("\\", "\\\\").replace("'", "\\'")


def skip(pattern: re.Pattern[str], value: str, at: int) -> int:
    """The index behind what a pattern matches at an index."""
    found = pattern.match(value, at)
    return found.end() if found else at


def _write_in_quotes(value: str) -> str | None:
    spelled = write_quoted(value)
    return None if spelled is None else f'"{spelled}"'


class _Piece(NamedTuple):
    start: int
    end: int
    value: str
    quote: str


class _Scanned(NamedTuple):
    pieces: list[_Piece]
    end: int
    quoted: bool


def _scan_word(value: str, at: int, length: int) -> _Scanned | None:
    """One word with quotes and escapes; None where a quote stays open before `length`."""
    pieces: list[_Piece] = []
    quote, quoted = "", False
    while at < length:
        character = value[at]
        if not quote and character in " \t":
            break
        if character == "\\":
            escaped = value[at + 1 : at + 2] if at + 1 < length else ""
            taken = escaped != "" and (escaped in "\"'\\" or (escaped == " " and not quote))
            end = at + 2 if taken else at + 1
            pieces.append(_Piece(at, end, escaped if taken else "\\", quote))
        elif character in "\"'" and (not quote or character == quote):
            quote, quoted, end = ("" if quote else character), True, at + 1
        else:
            run = _PLAIN_RUN.match(value, at) if not quote else _QUOTED_RUN[quote].match(value, at)
            end = min(run.end() if run else at + 1, length)
            pieces.append(_Piece(at, end, value[at:end], quote))
        at = end
    return None if quote else _Scanned(pieces, at, quoted)
