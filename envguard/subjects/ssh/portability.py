"""What is spelled so that some ssh, or every ssh, reads it in another way than it looks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from envguard.formats.ssh_config import Directive, lower
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.config import MATCH, Line, SshConfig
from envguard.subjects.ssh.criteria import read_criteria
from envguard.subjects.ssh.problems import Refused

MARK, BLANK, LINE_BREAK, SEMICOLON, CONTINUATION = "mark", "blank", "line break", ";", "\\"
MATCH_EQUALS, MATCH_QUOTES, MATCH_NEW, COMMENT = "match =", "match '", "match new", "comment"

NEW_CRITERIA = {
    "localnetwork": (9, 4), "tagged": (9, 4), "version": (10, 0), "sessiontype": (10, 0),
    "command": (10, 0),
}  # fmt: skip

_NEWEST = (99, 0)
_ASKING = ("host", "originalhost", "user", "localuser", "exec", *NEW_CRITERIA)
_MARK = "\ufeff"
BLANKS = ("\xa0", "\u2007", "\u202f", "\u3000", "\u2003", "\u2002", "\u2009", "\u200b")


class Spelling(NamedTuple):
    """One such place: `kind` is a constant above, `value` the word that it is about."""

    kind: str
    text: Text
    line: Line
    value: str = ""


@lru_cache(maxsize=1)
def spellings(config: SshConfig) -> tuple[Spelling, ...]:
    """Every such place in the file itself, in file order; two rules ask for them.

    Measured: since 9.9 `Match host = foo` is refused, and single quotes count in Match.
    """
    return tuple(_spellings(config))


def _spellings(config: SshConfig) -> Iterator[Spelling]:
    continued = continued_numbers(config)
    for line in config.own_directives():
        directive = line.directive
        if directive.number in continued:
            continue
        kind = keyword_kind(directive.written)
        if kind is None and "\r" in directive.rest.value:
            kind = LINE_BREAK
        if kind is not None:
            yield Spelling(kind, directive.keyword, line, directive.written)
            continue
        if ends_in_backslash(directive):
            yield Spelling(CONTINUATION, directive.rest[-1:], line)
        elif directive.comment is not None:
            yield Spelling(COMMENT, directive.comment, line)
        if line.block.kind == MATCH and line.block.directive is directive:
            yield from _match(line, config.version)


def keyword_kind(written: str) -> str | None:
    """Which of the kinds makes a keyword unreadable for ssh; None for an ordinary keyword."""
    if written.startswith(_MARK):
        return MARK
    if any(blank in written for blank in BLANKS):
        return BLANK
    if "\r" in written:
        return LINE_BREAK
    return SEMICOLON if written.startswith((";", "//", "--")) else None


def ends_in_backslash(directive: Directive) -> bool:
    """Whether a line is written as if the next one continued it."""
    rest = directive.rest.value
    return rest.endswith("\\") and not rest.endswith("\\\\") and rest[-2:-1] in ("", " ", "\t", ",")


def continued_numbers(config: SshConfig) -> set[int]:
    """The numbers of the lines that stand behind a backslash, in the file itself."""
    return {
        line.directive.number + 1
        for line in config.own_directives()
        if ends_in_backslash(line.directive)
    }


def _match(line: Line, version: tuple[int, int]) -> Iterator[Spelling]:
    directive = line.directive
    for argument in directive.arguments:
        raw = argument.raw.value
        name, sign, _ = raw.partition("=")
        if sign and (lower(name.lstrip("!")) in _ASKING or not name):
            yield Spelling(MATCH_EQUALS, argument.raw, line)
        elif raw.startswith("'"):
            yield Spelling(MATCH_QUOTES, argument.raw, line)
    try:
        criteria = read_criteria(directive, _NEWEST)
    except Refused:
        return
    for criterion in criteria:
        release = NEW_CRITERIA.get(criterion.name)
        if release is not None and release > version:
            spelled = f"{release[0]}.{release[1]}"
            yield Spelling(MATCH_NEW, directive.text, line, f"{criterion.name} needs {spelled}")
