"""The words of a Dockerfile line: flags, `NAME=value` pairs, heredoc openings.

Source of the facts: moby/buildkit, frontend/dockerfile/parser (line_parsers, split_command) and
frontend/dockerfile/shell (lex). The words keep their quotes; dockerfile_variables reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_HEREDOC = late(r"\d*<<(-?)\s*([^<]+)")
_SUBSTITUTION = late(r"\$\{(?:\w+|[@*#?$!-])(?:\}|:?[-+?]|[#%/])")


class Flag(NamedTuple):
    """`--name=value` behind an instruction's keyword; the value without its quotes, or None."""

    name: Text
    value: Text | None


class Opening(NamedTuple):
    """`<<-"EOF"`: what a line says about a heredoc that follows it."""

    name: str
    expands: bool
    strips_tabs: bool
    text: Text


class Heredoc(NamedTuple):
    """A heredoc: its opening, its content, and all of its lines with the closing one."""

    opening: Opening
    content: Text
    text: Text


def split_words(body: Text, escape: str) -> list[Text]:
    """Words between white space, quotes and escapes kept, as ENV, ARG and LABEL split them."""
    return [body[begin:end] for begin, end in _spans(body.value, escape)]


def _spans(value: str, escape: str) -> Iterator[tuple[int, int]]:
    begin, quote, at = -1, "", 0
    while at < len(value):
        character = value[at]
        if begin < 0:
            if character.isspace():
                at += 1
                continue
            begin = at
        if not quote and character.isspace():
            yield begin, at
            begin = -1
        elif character == escape and quote != "'":
            at += 1
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        at += 1
    if begin >= 0:
        yield begin, len(value)


def split_flags(rest: Text, escape: str) -> tuple[tuple[Flag, ...], Text]:
    """The `--flags` at the beginning of an instruction's arguments, and the rest of them."""
    flags: list[Flag] = []
    for begin, end in _spans(rest.value, escape):
        word = rest[begin:end]
        if word.value == "--":
            return tuple(flags), rest[end:]
        if not word.value.startswith("--"):
            return tuple(flags), rest[begin:]
        flags.append(_flag(word))
    return tuple(flags), rest[len(rest) :]


def _flag(word: Text) -> Flag:
    equals = word.value.find("=")
    if equals < 0:
        return Flag(word[2:], None)
    value = word[equals + 1 :]
    if len(value) > 1 and value.value[0] in "'\"" and value.value[-1] == value.value[0]:
        value = value[1:-1]
    return Flag(word[2:equals], value)


def heredoc_openings(line: Text) -> list[Opening]:
    """The heredocs that a RUN, COPY or ADD line opens; none where its quotes do not close."""
    if "<<" not in line.value:
        return []
    found: list[Opening] = []
    for begin, end in _shell_spans(line.value):
        opened = _HEREDOC.fullmatch(line.value, begin, end)
        if opened:
            word = opened.group(2)
            name = re.sub(r"\\(.)|['\"]", r"\1", word, flags=re.DOTALL)
            if name:
                quoted = "'" in word or '"' in word
                found.append(Opening(name, not quoted, bool(opened.group(1)), line[begin:end]))
    return found


def _shell_spans(value: str) -> list[tuple[int, int]]:
    """Words as BuildKit's shell lexer cuts them; none at all where it refuses the line."""
    spans: list[tuple[int, int]] = []
    begin, at = -1, 0
    while at < len(value):
        character = value[at]
        if character.isspace():
            if begin >= 0:
                spans.append((begin, at))
            begin, at = -1, at + 1
            continue
        begin = at if begin < 0 else begin
        if character in "'\"":
            at = _closing_quote(value, at)
            if at < 0:
                return []
        elif character == "\\":
            at += 1
        elif value.startswith("${", at) and not _SUBSTITUTION.match(value, at):
            return []
        elif value.startswith("<<", at):
            at += 1
            while value[at + 1 : at + 2] in (" ", "\t", "\r"):
                at += 1
        at += 1
    if begin >= 0:
        spans.append((begin, len(value)))
    return spans


def _closing_quote(value: str, at: int) -> int:
    quote, at = value[at], at + 1
    while at < len(value):
        if value[at] == quote:
            return at
        if quote == '"' and value.startswith("${", at) and not _SUBSTITUTION.match(value, at):
            return -1
        at += 2 if value[at] == "\\" and quote == '"' else 1
    return -1
