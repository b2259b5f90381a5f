"""Dockerfiles to instructions with spans, as BuildKit's parser reads them.

Source of the facts: moby/buildkit, frontend/dockerfile/parser. Nothing is expanded here; stages
and the variables in them are in dockerfile_stages.
"""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats import json
from envguard.formats.dockerfile_words import (
    Flag,
    Heredoc,
    Opening,
    heredoc_openings,
    split_flags,
)
from envguard.formats.remembered import remembered
from envguard.formats.tree import Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

MAXIMUM_INSTRUCTIONS = 5_000
"""Docker itself stops at some 127 layers; the bound keeps memory small for hostile files."""

KEYWORDS = {
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL",
    "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
}  # fmt: skip
_LISTS = {"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"}
_WITH_HEREDOCS = {"ADD", "COPY", "RUN"}
_DIRECTIVES = {"syntax", "escape", "check"}
_DIRECTIVE_NAME = late(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=")
_BLANKS = late(r"[\t\v\f\r ]+")
_JSON_ESCAPE = late(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')


class Instruction:
    """One instruction.

    `keyword` is in capitals, `name` as spelled. `body` is what stands behind the keyword and the
    flags, its line continuations and the comments between them taken out as Docker takes them
    out before any shell sees the text. `words` is the JSON (exec) form, None for the other one.
    `inner` is what ONBUILD triggers, or the CMD of a HEALTHCHECK. `text` is all of it, heredocs
    included.
    """

    __slots__ = ("body", "flags", "heredocs", "inner", "keyword", "name", "text", "words")

    def __init__(self, line: Text, name: Text, flags: tuple[Flag, ...], body: Text) -> None:
        self.text = line
        self.keyword = name.value.upper()
        self.name = name
        self.flags = flags
        self.body = body
        self.words = _exec_form(body) if self.keyword in _LISTS else None
        self.inner: Instruction | None = None
        self.heredocs: tuple[Heredoc, ...] = ()

    def flag(self, name: str) -> Text | None:
        """The value of the last flag of that name (`from` for `--from=builder`)."""
        for flag in reversed(self.flags):
            if flag.name.value == name:
                return flag.value
        return None

    def __repr__(self) -> str:
        return f"Instruction({self.keyword} {self.body.value!r})"


class Instructions(NamedTuple):
    """All instructions of a file in order, its parser directives, and its escape character."""

    instructions: list[Instruction]
    directives: dict[str, Text]
    escape: str


def _one_line(value: str) -> str | None:
    """A line break would end the instruction."""
    return None if "\n" in value or "\r" in value else value


@remembered
def read(text: Text) -> Instructions:
    """The instructions of a Dockerfile; SyntaxProblem where BuildKit's parser refuses it."""
    return _Reader(text).read()


class _Line(NamedTuple):
    """An instruction's lines as one: indexes of its first and last character, and its words."""

    begin: int
    end: int
    words: Text


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.value = text.value
        self.at = 0
        self.escape = "\\"
        self.directives: dict[str, Text] = {}

    def read(self) -> Instructions:
        self._read_directives()
        found: list[Instruction] = []
        for begin, end, words in self._lines():
            if len(found) >= MAXIMUM_INSTRUCTIONS:
                raise SyntaxProblem(words[:1], "more instructions than a Dockerfile can hold")
            instruction = _instruction(words.strip(), self.escape)
            holder = instruction.inner if instruction.keyword == "ONBUILD" else instruction
            if holder and holder.keyword in _WITH_HEREDOCS and holder.words is None:
                opened = heredoc_openings(words)
                if opened:
                    holder.heredocs = tuple(self._heredoc(opening) for opening in opened)
                    end = self._before_break(self.at)
            instruction.text = self.text[begin:end]
            found.append(instruction)
        return Instructions(found, self.directives, self.escape)

    def _physical(self) -> tuple[int, int] | None:
        """Indexes of the next line without its break; None behind the last one."""
        begin = self.at
        if begin >= len(self.value):
            return None
        feed = self.value.find("\n", begin)
        self.at = len(self.value) if feed < 0 else feed + 1
        return begin, max(begin, self._before_break(self.at))

    def _before_break(self, at: int) -> int:
        while at and self.value[at - 1] in "\r\n":
            at -= 1
        return at

    def _read_directives(self) -> None:
        while True:
            here = self.at
            line = self._physical()
            words = self.text[line[0] : line[1]].strip() if line else None
            found = _DIRECTIVE_NAME.match(words.value) if words else None
            name = found.group(1).lower() if found else ""
            if not words or not found or name not in _DIRECTIVES or found.end() == len(words):
                self.at = here
                return
            value = words[found.end() :].strip()
            if name in self.directives:
                raise SyntaxProblem(words, f"a second `{name}` directive, which Docker refuses")
            self.directives[name] = value
            if name == "escape":
                if value.value not in ("\\", "`"):
                    raise SyntaxProblem(value, "the escape character can only be \\ or `")
                self.escape = value.value

    def _lines(self) -> Iterator[_Line]:
        """Lines joined over their continuations, without comments and blank lines."""
        while (line := self._physical()) is not None:
            begin, end = line
            while begin < end and self.value[begin].isspace():
                begin += 1
            if begin == end or self.value[begin] == "#":
                continue
            stop, continued = self._continuation(begin, end)
            parts = [self.text[begin:stop]]
            while continued and (line := self._physical()) is not None:
                content = self.value[line[0] : line[1]].lstrip()
                if not content or content[0] == "#":
                    continue
                end = line[1]
                stop, continued = self._continuation(*line)
                parts.append(self.text[line[0] : stop])
            words = parts[0] if len(parts) == 1 else Text.join(parts)
            if words.value.strip():
                yield _Line(begin, end, words.through(_one_line))

    def _continuation(self, begin: int, end: int) -> tuple[int, bool]:
        """Where a line's words end, and whether its end joins it to the next line."""
        last = end
        while last > begin and self.value[last - 1] in " \t":
            last -= 1
        if last == begin or self.value[last - 1] != self.escape:
            return end, False
        if last - 1 > begin and self.value[last - 2] == self.escape:
            return end, False
        return last - 1, True

    def _heredoc(self, opening: Opening) -> Heredoc:
        begin = self.at
        content: list[Text] = []
        while (line := self._physical()) is not None:
            words = self.value[line[0] : line[1]]
            tabs = len(words) - len(words.lstrip("\t")) if opening.strips_tabs else 0
            if words[tabs:] == opening.name:
                text = Text.join(content) if content else self.text[begin:begin]
                if not opening.strips_tabs:
                    text = self.text[begin : line[0]]
                return Heredoc(opening, text, self.text[begin : line[1]])
            if opening.strips_tabs:
                content.append(self.text[line[0] + tabs : self.at])
        raise SyntaxProblem(opening.text, f"the heredoc is never closed by `{opening.name}`")


def _instruction(line: Text, escape: str) -> Instruction:
    """The instruction that a logical line spells, ONBUILD and HEALTHCHECK with their inner one."""
    parted = _BLANKS.search(line.value)
    name = line[: parted.start()] if parted else line
    if name.value.upper() not in KEYWORDS:
        raise SyntaxProblem(name, f"`{name.value[:40]}` is no Dockerfile instruction")
    rest = line[parted.end() :] if parted else line[len(line) :]
    flags, body = split_flags(rest, escape)
    instruction = Instruction(line, name, flags, body.strip())
    if instruction.keyword == "ONBUILD":
        instruction.inner = _triggered(instruction, escape)
    elif instruction.keyword == "HEALTHCHECK":
        instruction.inner = _checked(instruction, escape)
    return instruction


def _triggered(onbuild: Instruction, escape: str) -> Instruction:
    word = onbuild.body.value.split(None, 1)[0].upper() if onbuild.body else ""
    if not word or word in ("ONBUILD", "FROM", "MAINTAINER"):
        raise SyntaxProblem(onbuild.text, f"ONBUILD cannot trigger `{word}`")
    return _instruction(onbuild.body, escape)


def _checked(healthcheck: Instruction, escape: str) -> Instruction | None:
    word = healthcheck.body.value.split(None, 1)[0].upper() if healthcheck.body else ""
    if word == "CMD":
        return _instruction(healthcheck.body, escape)
    if word != "NONE":
        raise SyntaxProblem(healthcheck.text, "HEALTHCHECK takes CMD or NONE")
    return None


def _exec_form(body: Text) -> tuple[Text, ...] | None:
    """The words of a JSON array; None for the shell form, which takes whatever is no JSON.

    Go's JSON refuses unknown escapes, so `["c:\\windows\\x.exe"]` is a shell form.
    """
    if not body.value.startswith("["):
        return None
    if "\\" in _JSON_ESCAPE.sub("", body.value):
        return None
    try:
        node = json.parse(body)
    except SyntaxProblem:
        return None
    if not isinstance(node, Sequence):
        return None
    words: list[Text] = []
    for item in node:
        if not isinstance(item, Scalar) or item.style != '"':
            raise SyntaxProblem(item.text, "the JSON form of an instruction takes strings only")
        words.append(item.text)
    return tuple(words)
