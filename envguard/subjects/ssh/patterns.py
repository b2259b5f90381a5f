"""Patterns of ssh_config: `*` and `?` only, lists with commas and `!`. Linear in practice.

A pattern is cut at its stars and the parts are searched from left to right, so that no input
makes matching exponential; `?` is one byte, as it is for ssh.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from envguard.formats.ssh_config import lower

Matcher = Callable[[str], bool]


def is_wild(pattern: str) -> bool:
    """Whether a pattern, `!` gone, has wildcards."""
    return "*" in pattern or "?" in pattern


def matches(pattern: str, name: str) -> bool:
    """Whether a single pattern matches a name; case counts."""
    return _compile(pattern)(_bytes(name))


class PatternList:
    """Several patterns of which one must match, and none of those with `!`, whatever the order."""

    __slots__ = ("excluded", "included", "names", "not_names")

    def __init__(self, patterns: Iterable[str]) -> None:
        self.names: set[str] = set()
        self.not_names: set[str] = set()
        self.included: list[Matcher] = []
        self.excluded: list[Matcher] = []
        for pattern in patterns:
            negated = pattern.startswith("!")
            pattern = pattern[1:] if negated else pattern
            if is_wild(pattern):
                (self.excluded if negated else self.included).append(_compile(pattern))
            else:
                (self.not_names if negated else self.names).add(_bytes(pattern))

    def matches(self, name: str) -> bool:
        """Whether the list matches a name; case counts."""
        name = _bytes(name)
        if name not in self.names and not any(match(name) for match in self.included):
            return False
        return name not in self.not_names and not any(match(name) for match in self.excluded)


@lru_cache(maxsize=20_000)
def comma_list(patterns: str, fold: bool = False) -> PatternList:
    """The list that a text with commas is.

    `fold` lowers the patterns first, as ssh does for host names (whose case the caller folds).
    """
    return PatternList((lower(patterns) if fold else patterns).split(","))


def in_list(patterns: str, name: str, fold: bool = False) -> bool:
    """Whether a comma list matches a name."""
    return comma_list(patterns, fold).matches(name)


@lru_cache(maxsize=20_000)
def word_list(patterns: tuple[str, ...]) -> PatternList:
    """The list that the words of a Host line are."""
    return PatternList(patterns)


def in_words(patterns: tuple[str, ...], name: str) -> bool:
    """Whether the patterns of a Host line match a name."""
    return word_list(patterns).matches(name)


def ends(pattern: str) -> tuple[str, str]:
    """What stands before the first and behind the last wildcard of a pattern that has one."""
    found = [at for at, character in enumerate(pattern) if character in "*?"]
    return (pattern[: found[0]], pattern[found[-1] + 1 :]) if found else (pattern, pattern)


def sample(pattern: str) -> str:
    """A name that the pattern matches: something short in place of each wildcard."""
    return pattern.replace("*", "x").replace("?", "x")


def _bytes(value: str) -> str:
    """One character a byte, since `?` matches a byte."""
    return value if value.isascii() else value.encode("utf-8", "surrogatepass").decode("latin-1")


@lru_cache(maxsize=20_000)
def _compile(pattern: str) -> Matcher:
    pattern = _bytes(pattern)
    if not is_wild(pattern):
        return pattern.__eq__
    if pattern.strip("*") == "":
        return _anything
    parts = pattern.split("*")
    if len(parts) == 1:
        return _whole(parts[0])
    head, tail = parts[0], parts[-1]
    middle = [part for part in parts[1:-1] if part]
    least = len(head) + len(tail) + sum(map(len, middle))
    if "?" not in pattern and not middle:
        return _two_ends(head, tail, least)
    if "?" not in pattern:
        return _plain_parts(head, middle, tail, least)
    return _several(head, middle, tail, least)


def _anything(name: str) -> bool:
    return True


def _whole(pattern: str) -> Matcher:
    expression = re.compile(_expression(pattern), re.DOTALL)
    return lambda name: len(name) == len(pattern) and expression.match(name) is not None


def _two_ends(head: str, tail: str, least: int) -> Matcher:
    def match(name: str) -> bool:
        return len(name) >= least and name.startswith(head) and name.endswith(tail)

    return match


def _plain_parts(head: str, middle: list[str], tail: str, least: int) -> Matcher:
    """Parts without `?`: to compile an expression for each of thousands of patterns is slow."""

    def match(name: str) -> bool:
        at, end = len(head), len(name) - len(tail)
        if len(name) < least or not name.startswith(head) or not name.endswith(tail):
            return False
        for part in middle:
            at = name.find(part, at, end)
            if at < 0:
                return False
            at += len(part)
        return True

    return match


def _several(head: str, middle: list[str], tail: str, least: int) -> Matcher:
    first = re.compile(_expression(head), re.DOTALL)
    last = re.compile(_expression(tail), re.DOTALL)
    searches = [re.compile(_expression(part), re.DOTALL) for part in middle]

    def match(name: str) -> bool:
        at, end = len(head), len(name) - len(tail)
        if len(name) < least or not first.match(name) or not last.match(name, end):
            return False
        for search in searches:
            found = search.search(name, at, end)
            if not found:
                return False
            at = found.end()
        return True

    return match


def _expression(part: str) -> str:
    return "".join("." if c == "?" else re.escape(c) for c in part)
