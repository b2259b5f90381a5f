"""nginx's configuration as directives with their places.

Source of the facts: nginx 1.22's ngx_conf_file.c (tokens, quotes, `${x}` inside a word).
Placeholders of templates (`{{ x }}`, `{% … %}`) are read over.
"""

from __future__ import annotations

import re

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late

MAXIMUM_DEPTH = 40
MAXIMUM_DIRECTIVES = 20_000

_SPACE = late(r"(?:\s|#[^\n]*|\{%[^\n]*?%\})+")
# one step inside a word: a run of plain characters, an escape, `${x}`, a template's `{{ x }}`
_STEP = late(r"[^\s;{}\\$]+|\\.|\$\{[^\s{}]*\}|\$|\{\{[^\n{}]*\}\}", re.DOTALL)


class Directive:
    """`name argument … ;` or `name argument … { … }`; `block` is None for the first form."""

    __slots__ = ("_named", "arguments", "block", "name", "text")

    def __init__(self, words: list[Text], block: list[Directive] | None) -> None:
        self.name = words[0]
        self.arguments = words[1:]
        self.block = block
        self._named: tuple[list[Directive] | None, dict[str, list[Directive]]] = (None, {})
        whole = Text.whole(words[0].source)
        self.text = whole[words[0].start : max(words[0].end, words[-1].end)]

    @property
    def values(self) -> list[str]:
        """The arguments without their quotes."""
        return [word.value for word in self.arguments]

    def every(self, name: str) -> list[Directive]:
        """The directives of a name directly inside this block, in order."""
        if self._named[0] is not self.block:
            found: dict[str, list[Directive]] = {}
            for one in self.block or ():
                found.setdefault(one.name.value, []).append(one)
            self._named = (self.block, found)
        return self._named[1].get(name, [])

    def last(self, name: str) -> Directive | None:
        """The last directive of a name directly inside this block."""
        found = self.every(name)
        return found[-1] if found else None

    def __repr__(self) -> str:
        return f"Directive({self.name.value!r}, {self.values!r})"


def parse(text: Text) -> list[Directive]:
    """The top-level directives. SyntaxProblem where a brace or a quote does not close."""
    value = text.value
    stack: list[tuple[list[Text], list[Directive]]] = []
    found: list[Directive] = []
    words: list[Text] = []
    at = count = 0
    while True:
        space = _SPACE.match(value, at)
        at = space.end() if space else at
        if at >= len(value):
            break
        sign = value[at]
        if sign == ";":
            at += 1
            if words:
                found.append(Directive(words, None))
                words = []
            count += 1
        elif sign == "{" and not value.startswith("{{", at):
            if not words or len(stack) >= MAXIMUM_DEPTH:
                raise SyntaxProblem(text[at : at + 1], "a block without a name, or too deep")
            at += 1
            if words[0].value.endswith("_by_lua_block"):
                at = _after_lua(text, at)
                found.append(Directive(words, []))
                words = []
                continue
            stack.append((words, found))
            words, found = [], []
        elif sign == "}":
            if not stack:
                raise SyntaxProblem(text[at : at + 1], "this brace closes nothing")
            opened, outer = stack.pop()
            outer.append(Directive(opened, found))
            words, found = [], outer
            at += 1
            count += 1
        else:
            word, at = _word(text, at)
            words.append(word)
        if count > MAXIMUM_DIRECTIVES:
            raise SyntaxProblem(text[at : at + 1], "there are too many directives")
    if stack:
        raise SyntaxProblem(stack[-1][0][0], "this block is not closed")
    return found


def _word(text: Text, at: int) -> tuple[Text, int]:
    value = text.value
    quote = value[at]
    if quote in "\"'":
        end = at + 1
        while end < len(value) and value[end] != quote:
            end += 2 if value[end] == "\\" else 1
        if end >= len(value):
            raise SyntaxProblem(text[at : at + 1], "this quote is not closed")
        return text[at + 1 : end], end + 1
    begin = at
    while step := _STEP.match(value, at):
        at = step.end()
    return text[begin : max(at, begin + 1)], max(at, begin + 1)


def _after_lua(text: Text, at: int) -> int:
    depth, value = 1, text.value
    while at < len(value) and depth:
        depth += {"{": 1, "}": -1}.get(value[at], 0)
        at += 1
    if depth:
        raise SyntaxProblem(text[at - 1 : at], "this block is not closed")
    return at
