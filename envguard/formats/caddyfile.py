"""Caddyfiles as blocks of lines: a site or a directive, its words, and what is inside.

Source of the facts: Caddy 2's caddyfile lexer: a word ends at white space, `{` opens a block at
the end of a line, `#` after white space begins a comment.
"""

from __future__ import annotations

import re

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late

MAXIMUM_DEPTH = 40
_WORD = late(r"\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|(\S+)", re.DOTALL)


class Line:
    """A line's words, and the lines of the block that it opens (None where it opens none)."""

    __slots__ = ("block", "words")

    def __init__(self, words: list[Text], block: list[Line] | None) -> None:
        self.words = words
        self.block = block

    @property
    def text(self) -> Text:
        """The line's words."""
        whole = Text.whole(self.words[0].source)
        return whole[self.words[0].start : self.words[-1].end]

    @property
    def values(self) -> list[str]:
        """The words as strings."""
        return [word.value for word in self.words]


def parse(text: Text) -> list[Line]:
    """The lines outside of all blocks. SyntaxProblem where a brace closes nothing."""
    stack: list[list[Line]] = []
    found: list[Line] = []
    for line in text.lines():
        words = _words(line)
        if not words:
            continue
        if words[0].value == "}":
            if not stack:
                raise SyntaxProblem(words[0], "this brace closes nothing")
            found = stack.pop()
            continue
        opens = words[-1].value == "{"
        if opens and len(words) == 1 and not stack and not found:
            one = Line(words, [])  # the global options stand in a block without a name
        else:
            one = Line(words[:-1] if opens and len(words) > 1 else words, [] if opens else None)
        found.append(one)
        if opens:
            if len(stack) >= MAXIMUM_DEPTH:
                raise SyntaxProblem(words[-1], "blocks are nested too deeply")
            stack.append(found)
            found = one.block if one.block is not None else []
    if stack:
        raise SyntaxProblem(text[len(text) :], "a block is not closed")
    return found


def _words(line: Text) -> list[Text]:
    found = []
    for word in _WORD.finditer(line.value):
        if word[3] is not None and word[3].startswith("#"):
            break
        group = 1 if word[1] is not None else 2 if word[2] is not None else 3
        found.append(line[word.start(group) : word.end(group)])
    return found
