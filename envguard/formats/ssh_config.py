"""ssh_config to directives with spans, cut into lines as ssh itself does it.

Measured with OpenSSH 9.2p1: lines break at `\\n` only; space, tab, CR and FF at the end go; what
stands behind a NUL is not read; a byte order mark belongs to the first keyword.
"""

from __future__ import annotations

from envguard.formats.ssh_words import (
    OPEN_QUOTE,
    SPACE,
    Argument,
    Words,
    lower,
    next_word,
    skip,
    split_arguments,
)
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

__all__ = [
    "OPEN_QUOTE",
    "Argument",
    "Configuration",
    "Directive",
    "lower",
    "next_word",
    "parse",
    "read_line",
]

_TRAILING = " \t\r\n\f"
_COMMAND_START = late(r"[ \t\r\n=]*")


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
        words: Words,
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
    start = skip(SPACE, value, 0)
    word = next_word(value, start) if start < len(value) else None
    if word is not None and not word.value:
        # an empty word, such as a lone `=` or `""`, does not count as the keyword
        start = word.after
        word = next_word(value, start) if start < len(value) else None
    if word is None or not word.value or word.value.startswith("#"):
        return None
    words = split_arguments(line, value, word.after, comments == "word")
    return Directive(line, number, word.value, (start, word.end), word.after, words)
