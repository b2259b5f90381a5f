"""ssh_config to directives with spans, cut into lines and words as ssh itself does it.

Measured with OpenSSH 9.2p1: lines break at `\\n` only; space, tab, CR and FF at the end go; what
stands behind a NUL is not read; a byte order mark belongs to the first keyword.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from envguard.model import Text

OPEN_QUOTE = "invalid quotes"
"""ssh's words for a quote that nothing closes: it refuses the whole file."""

_TRAILING = " \t\r\n\f"
_AFTER_KEYWORD = re.compile(r"[ \t\r\n]*")
_WORD_END = re.compile(r'[ \t\r\n"=]')
_BLANK = re.compile(r"[ \t]*")
_PLAIN_WORD = re.compile(r"[^ \t]+")
_PLAIN_RUN = re.compile(r"[^ \t\"'\\]+")
_COMMAND_START = re.compile(r"[ \t\r\n=]*")
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
        return Text.join(parts) if parts else raw.decoded("", write_quoted)

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


class Directive:
    """One line that says something. `name` is the keyword in lower case.

    `number` counts `\\n` lines from 1 (an editor's count differs where a lone CR breaks lines).
    `rest` is everything behind keyword and separator, as LocalCommand and its like take it.
    `problem` is OPEN_QUOTE where the words cannot be told apart; `arguments` ends before it.
    """

    __slots__ = (
        "_body_end",
        "_comment_start",
        "_keyword_end",
        "_keyword_start",
        "arguments",
        "line",
        "name",
        "number",
        "problem",
        "rest_start",
        "written",
    )

    def __init__(
        self,
        line: Text,
        number: int,
        written: str,
        keyword: tuple[int, int],
        rest_start: int,
        words: _Words,
    ) -> None:
        self.line = line
        self.number = number
        self.written = written
        self.name = lower(written)
        self._keyword_start, self._keyword_end = keyword
        self.rest_start = rest_start
        self.arguments = words.arguments
        self.problem = words.problem
        self._comment_start = words.comment
        self._body_end = words.end

    @property
    def keyword(self) -> Text:
        """The keyword as it is spelled."""
        return self.line[self._keyword_start : self._keyword_end]

    @property
    def separator(self) -> Text:
        """What stands between the keyword and the rest: white space, perhaps one `=`."""
        return self.line[self._keyword_end : self.rest_start]

    @property
    def rest(self) -> Text:
        """Everything behind the separator, comment included, trailing white space gone."""
        return self.line[self.rest_start : self._body_end]

    @property
    def has_rest(self) -> bool:
        """Whether anything stands behind the separator."""
        return self.rest_start < self._body_end

    @property
    def command(self) -> Text:
        """The rest as ProxyCommand, LocalCommand, ProxyJump … take it: leading `=` gone too."""
        found = _COMMAND_START.match(self.line.value, self.rest_start)
        start = found.end() if found else self.rest_start
        return self.line[min(start, self._body_end) : self._body_end]

    @property
    def comment(self) -> Text | None:
        """The comment at the end of the line, with its `#`."""
        if self._comment_start < 0:
            return None
        return self.line[self._comment_start : self._body_end]

    @property
    def text(self) -> Text:
        """The directive itself: from its keyword to its last word, no comment."""
        end = self.arguments[-1].end if self.arguments else self._keyword_end
        return self.line[self._keyword_start : max(end, self._keyword_end)]

    @property
    def indentation(self) -> Text:
        """The white space before the keyword."""
        return self.line[: self._keyword_start]

    @property
    def values(self) -> list[str]:
        """The values of all arguments."""
        return [argument.value for argument in self.arguments]

    def __repr__(self) -> str:
        return f"Directive({self.written!r}, {self.values!r})"


class Configuration(NamedTuple):
    """A file: what it says, and its comments (whole lines and those at line ends)."""

    directives: tuple[Directive, ...]
    comments: tuple[Text, ...]


def parse(text: Text, comments: str = "word") -> Configuration:
    """All directives of a file, in order; never fails, problems are marked on the directive.

    `comments` says what `#` means behind a keyword: "word" (it begins a comment at the start of
    a word, since 8.7), "anywhere" (8.5 and 8.6), "never" (before 8.5).
    """
    directives: list[Directive] = []
    remarks: list[Text] = []
    value, begin, number = text.value, 0, 1
    while begin <= len(value):
        end = value.find("\n", begin)
        end = len(value) if end < 0 else end
        line = text[begin:end]
        if number == 1 and text.source.mark and text.start == 0:
            # the mark is no part of the content, but ssh reads it as part of the keyword
            line = Text.join([text[0:0].decoded("\ufeff"), line])
        directive = read_line(line, number, comments)
        if directive is not None:
            directives.append(directive)
            if directive.comment is not None:
                remarks.append(directive.comment)
        elif line.value.lstrip(" \t\r").startswith("#"):
            remarks.append(line.strip(_TRAILING))
        begin, number = end + 1, number + 1
    return Configuration(tuple(directives), tuple(remarks))


def read_line(line: Text, number: int = 1, comments: str = "word") -> Directive | None:
    """One line, or the word behind `-o`; None where ssh finds nothing to do in it.

    ssh skips blank lines and comments, and also a keyword whose double quote stays open.
    """
    value = line.value.partition("\0")[0].rstrip(_TRAILING)
    if comments == "anywhere":
        value = value.partition("#")[0].rstrip(_TRAILING)
    start = _skip(_AFTER_KEYWORD, value, 0)
    word = next_word(value, start) if start < len(value) else None
    if word is not None and not word.value:
        # an empty word, such as a lone `=` or `""`, does not count as the keyword
        start = word.after
        word = next_word(value, start) if start < len(value) else None
    if word is None or not word.value or word.value.startswith("#"):
        return None
    words = split_arguments(line, value, word.after, comments == "word")
    return Directive(line, number, word.value, (start, word.end), word.after, words)


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
        return DelimitedWord(word, close + 1, _skip(_AFTER_KEYWORD, value, close + 1))
    after = _skip(_AFTER_KEYWORD, value, end)
    if value[after : after + 1] == "=":
        after = _skip(_AFTER_KEYWORD, value, after + 1)
    return DelimitedWord(value[at:end], end, after)


def split_arguments(line: Text, value: str, at: int, comments: bool = True) -> _Words:
    """The words of `value` (a beginning of the line's) from an index on."""
    found: list[Argument] = []
    length = len(value)
    simple = not ('"' in value or "'" in value or "\\" in value)
    while True:
        at = _skip(_BLANK, value, at)
        if at >= length:
            return _Words(tuple(found), -1, length, None)
        if comments and value[at] == "#":
            return _Words(tuple(found), at, length, None)
        if simple:
            end = _skip(_PLAIN_WORD, value, at)
            found.append(Argument(line, at, end, value[at:end], False))
        else:
            scanned = _scan_word(value, at, length)
            if scanned is None:
                return _Words(tuple(found), -1, length, OPEN_QUOTE)
            word = "".join(piece.value for piece in scanned.pieces)
            end = scanned.end
            found.append(Argument(line, at, end, word, scanned.quoted))
        at = end


def write_word(value: str) -> str | None:
    """Spells a value without quotes; None where it needs them."""
    if not value or value[0] == "#" or any(c in value for c in " \t\r\n\f\0\"'"):
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


class _Words(NamedTuple):
    arguments: tuple[Argument, ...]
    comment: int
    end: int
    problem: str | None


class _Piece(NamedTuple):
    start: int
    end: int
    value: str
    quote: str


class _Scanned(NamedTuple):
    pieces: list[_Piece]
    end: int
    quoted: bool


def _skip(pattern: re.Pattern[str], value: str, at: int) -> int:
    found = pattern.match(value, at)
    return found.end() if found else at


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


_QUOTED_RUN = {'"': re.compile(r'[^"\\]+'), "'": re.compile(r"[^'\\]+")}
