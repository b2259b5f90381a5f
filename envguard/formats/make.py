"""Makefiles (GNU make's dialect): assignments, rules and their recipe lines, with places.

Nothing is expanded here; `references` finds what make would expand. Source: the GNU make manual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.line_ranges import LineRange, line_ranges
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple


class Assignment(NamedTuple):
    """`name operator value`; `::=` and `:::=` read `:=`, and `define` gives a block of lines.

    `targets` are those of a target-specific variable, `conditional` says whether it stands
    between ifeq and endif, `exported` whether `export` stands before it.
    """

    name: Text
    operator: str
    value: Text
    targets: tuple[Text, ...] = ()
    exported: bool = False
    conditional: bool = False
    block: bool = False


class Rule(NamedTuple):
    """`targets: prerequisites` and its recipe, one Text a shell line.

    A recipe line keeps its `@-+` and its backslash-newlines; the recipe prefix is gone from
    the line and from those that continue it.
    """

    targets: tuple[Text, ...]
    prerequisites: tuple[Text, ...]
    recipe: list[Text]


class Makefile(NamedTuple):
    """What a makefile says, in file order; `exports` are the names of `export NAME` lines."""

    assignments: list[Assignment]
    rules: list[Rule]
    exports: set[str]
    exports_all: bool


class Reference(NamedTuple):
    """`$(name)`, `${name}` or `$c` at [start:end] of a value; `$$` has the name `$`."""

    start: int
    end: int
    name: str


def parse(text: Text) -> Makefile:
    """The assignments and rules of a makefile; lines that are neither are passed over."""
    return _Reader(text).read()


def references(value: str) -> Iterator[Reference]:
    """What make expands in a value, outermost ones only; one that is not closed ends the search."""
    at = value.find("$")
    while 0 <= at < len(value) - 1:
        mark = value[at + 1]
        end = at + 2
        if mark in "({":
            end = _behind_closing(value, at + 1)
            if end < 0:
                return
            yield Reference(at, end, value[at + 2 : end - 1].strip())
        else:
            yield Reference(at, end, mark)
        at = value.find("$", end)


_BRACKETS = {"(": late(r"[()]"), "{": late(r"[{}]")}


def _behind_closing(value: str, opening: int) -> int:
    depth = 0
    for found in _BRACKETS[value[opening]].finditer(value, opening):
        depth += 1 if found.group() in "({" else -1
        if not depth:
            return found.end()
    return -1


_TOKEN = late(r"\\.|\$\$|\$?[({]|[)}]|:{1,3}=|[?+!]?=|&?::?|;|#")
_DIRECTIVE = late(r"[ \t]*(ifeq|ifneq|ifdef|ifndef|else|endif|define|endef)(?=[ \t(\"']|$)")
_MODIFIERS = late(r"[ \t]*((?:(?:export|override|private|unexport)[ \t]+)*)")
_DEFINE = late(r"[ \t]*(?:override[ \t]+|export[ \t]+)*define[ \t]+([^\s=:?+!]+)")
_EXPORT = late(r"[ \t]*export(?:[ \t]+(.*))?$", re.DOTALL)
_WORD = late(r"\S+")
_CONTINUED = late(r"(?:(?<![ \t])[ \t]+)?\\(?:\r\n|\n|\r)[ \t]*")


def write_recipe(value: str) -> str | None:
    """The spelling of shell words in a recipe line."""
    return None if "\n" in value or "\r" in value else value.replace("$", "$$")


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.value = text.value
        self.lines = line_ranges(text.value)
        self.at = 0
        self.prefix = "\t"
        self.depth = 0
        self.rule: Rule | None = None
        self.result = Makefile([], [], set(), False)

    def read(self) -> Makefile:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if self.rule is not None and self.value.startswith(self.prefix, line.start):
                self.rule.recipe.append(self._recipe_line())
            else:
                self._statement()
        return self.result

    def _continues(self, line: LineRange) -> bool:
        words = self.value[line.start : line.end]
        return (len(words) - len(words.rstrip("\\"))) % 2 == 1 and line.next > line.end

    def _recipe_line(self) -> Text:
        parts: list[Text] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            start = line.start + self.value.startswith(self.prefix, line.start)
            parts.append(self.text[start : line.end].through(write_recipe))
            self.at += 1
            if not self._continues(line):
                break
            parts.append(self.text[line.end : line.next].decoded("\n"))
        return Text.join(parts)

    def _logical_line(self) -> Text:
        """The next line with those that continue it; a break between them reads as a space."""
        start = self.lines[self.at].start
        while self.at < len(self.lines) - 1 and self._continues(self.lines[self.at]):
            self.at += 1
        text = self.text[start : self.lines[self.at].end]
        self.at += 1
        parts, begin = [], 0
        for found in _CONTINUED.finditer(text.value):
            parts += [text[begin : found.start()], text[found.start() : found.end()].decoded(" ")]
            begin = found.end()
        return Text.join([*parts, text[begin:]])

    def _statement(self) -> None:
        first = self.lines[self.at]
        defined = _DEFINE.match(self.value, first.start, first.end)
        if defined:
            self._define(self.text[defined.start(1) : defined.end(1)], "export" in defined.group())
            return
        line = self._logical_line()
        directive = _DIRECTIVE.match(line.value)
        if directive:
            self.depth += {"if": 1, "en": -1}.get(directive.group(1)[:2], 0)
            self.depth = max(0, self.depth)
            return
        at, token = _first_token(line.value, 0)
        if token == "#":
            line, token = line[:at], ""
        if not line.value.strip():
            return
        if token.endswith("="):
            self.rule = None
            self._assignment(line, at, token, ())
        elif ":" in token:
            self._rule(line, at, token)
        else:
            self.rule = None
            self._export(line)

    def _assignment(self, line: Text, at: int, token: str, targets: tuple[Text, ...]) -> None:
        name = line[:at]
        modifiers = _MODIFIERS.match(name.value)
        begin = modifiers.end() if modifiers else 0
        words = modifiers.group(1).split() if modifiers else []
        value = line[at + len(token) :]
        comment = _comment(value.value)
        value = value[:comment]
        lead = len(value.value) - len(value.value.lstrip(" \t"))
        operator = ":=" if token in ("::=", ":::=") else token
        found = Assignment(
            name[begin:].strip(), operator, value[lead:], targets, "export" in words, self.depth > 0
        )
        self.result.assignments.append(found)
        if found.name.value == ".RECIPEPREFIX":
            self.prefix = found.value.value[:1] or "\t"

    def _define(self, name: Text, exported: bool) -> None:
        self.at += 1
        start = end = self.lines[self.at].start if self.at < len(self.lines) else len(self.value)
        nesting = 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            directive = _DIRECTIVE.match(self.value, line.start, line.end)
            word = directive.group(1) if directive else ""
            nesting += {"define": 1, "endef": -1}.get(word, 0)
            if not nesting:
                break
            end = line.end
        value = self.text[start:end].through(write_recipe)
        self.result.assignments.append(
            Assignment(name, "=", value, (), exported, self.depth > 0, block=True)
        )

    def _rule(self, line: Text, at: int, token: str) -> None:
        targets = _words(line[:at])
        rest = line[at + len(token) :]
        next_at, next_token = _first_token(rest.value, 0)
        if next_token.endswith("="):
            self._assignment(rest, next_at, next_token, targets)
            self.rule = None
            return
        if next_token == ":":  # targets: pattern: prerequisites
            rest = rest[next_at + 1 :]
            next_at, next_token = _first_token(rest.value, 0)
        prerequisites = rest[:next_at] if next_token else rest
        recipe = [rest[next_at + 1 :].through(write_recipe)] if next_token == ";" else []
        self.rule = Rule(targets, _words(prerequisites), recipe)
        self.result.rules.append(self.rule)

    def _export(self, line: Text) -> None:
        found = _EXPORT.match(line.value)
        if found is None:
            return
        names = (found.group(1) or "").split()
        self.result.exports.update(names)
        if not names:
            self.result = self.result._replace(exports_all=True)


def _first_token(value: str, start: int) -> tuple[int, str]:
    """The first operator, colon, semicolon or comment outside of `$(…)`; (length, "") for none."""
    depth = 0
    for found in _TOKEN.finditer(value, start):
        token = found.group()
        if token in ("$(", "${") or (depth and token in "({"):
            depth += 1
        elif token in (")", "}"):
            depth = max(0, depth - 1)
        elif not depth and token[0] not in "\\$({":
            return found.start(), token
    return len(value), ""


def _comment(value: str) -> int:
    """Where a comment starts in a value, its length where there is none."""
    at = value.find("#")
    while at > 0 and value[at - 1] == "\\":
        at = value.find("#", at + 1)
    return at if at >= 0 else len(value)


def _words(text: Text) -> tuple[Text, ...]:
    return tuple(text[found.start() : found.end()] for found in _WORD.finditer(text.value))
