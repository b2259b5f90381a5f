"""Platform selectors behind a line, `# [linux]`, as conda-lock 4 and as CEP 24 read them.

conda-lock takes one word alone and drops a line with anything else in the brackets, on every
platform. CEP 24 allows `and`, `or`, `not` and parentheses too.
"""

from __future__ import annotations

from functools import lru_cache

from envguard.model import Text
from envguard.model.patterns import late

_BRACKETS = late(r"\[([^\[\]]+)\]")
_TOKENS = late(r"[()]|[A-Za-z0-9_]+|\S")
_MAXIMUM_TOKENS = 60

_WORDS = {
    "linux-64": "linux64 unix linux", "linux-aarch64": "aarch64 unix linux",
    "linux-ppc64le": "ppc64le unix linux", "osx-64": "osx64 osx unix",
    "osx-arm64": "arm64 osx unix", "win-64": "win win64",
}  # fmt: skip
_ALL_WORDS = frozenset((
    "linux", "osx", "win", "unix", "linux32", "linux64", "osx64", "win32", "win64", "x86",
    "x86_64", "x64", "aarch64", "arm64", "armv6l", "armv7l", "ppc64le", "s390x", "riscv64",
))  # fmt: skip


def selector(line: str) -> str | None:
    """What stands in the brackets of a line's comment, as conda-lock finds it; None without one."""
    at = line.find("#", 1)
    if at < 0 or "[" not in line:
        return None
    last = None
    for found in _BRACKETS.finditer(line, at):
        last = found
    # a parenthesis behind the brackets makes the whole a mere comment
    if last is None or any(sign in line[last.end() :] for sign in "()"):
        return None
    return last.group(1)


def conda_lock_keeps(words: str, platform: str) -> bool:
    """Whether conda-lock keeps a line with this selector."""
    return words in _WORDS.get(platform, "").split()


@lru_cache(maxsize=512)
def holds(words: str, platform: str) -> bool | None:
    """Whether the selector holds on a platform by CEP 24; None where it is no such expression."""
    tokens: list[str] = _TOKENS.findall(words)
    if not tokens or len(tokens) > _MAXIMUM_TOKENS:
        return None
    try:
        value, rest = _either(tokens, _true_words(platform))
    except (IndexError, ValueError):
        return None
    return None if rest else value


def _true_words(platform: str) -> frozenset[str]:
    system, _, machine = platform.partition("-")
    found = {system, *_WORDS.get(platform, "").split()}
    if system in ("linux", "osx"):
        found.add("unix")
    if machine == "64":
        found |= {"x86", "x86_64", "x64", f"{system}64"}
    elif machine:
        found.add(machine)
    return frozenset(found)


def _either(tokens: list[str], true: frozenset[str]) -> tuple[bool, list[str]]:
    value, rest = _both(tokens, true)
    while rest[:1] == ["or"]:
        other, rest = _both(rest[1:], true)
        value = value or other
    return value, rest


def _both(tokens: list[str], true: frozenset[str]) -> tuple[bool, list[str]]:
    value, rest = _one(tokens, true)
    while rest[:1] == ["and"]:
        other, rest = _one(rest[1:], true)
        value = value and other
    return value, rest


def _one(tokens: list[str], true: frozenset[str]) -> tuple[bool, list[str]]:
    word, rest = tokens[0], tokens[1:]
    if word == "not":
        value, rest = _one(rest, true)
        return not value, rest
    if word == "(":
        value, rest = _either(rest, true)
        if rest[0] != ")":
            raise ValueError(word)
        return value, rest[1:]
    if word not in _ALL_WORDS:
        raise ValueError(word)
    return word in true, rest


class Filtered:
    """A text without the lines that do not concern a platform.

    `doubtful` are offsets, in the file, of kept lines that conda-lock would drop: it reads no
    `and` and `or`, and takes any bracket in a comment for a selector.
    """

    __slots__ = ("doubtful", "text")

    def __init__(self, text: Text, doubtful: list[tuple[int, int]]) -> None:
        self.text = text
        self.doubtful = doubtful

    def is_doubtful(self, text: Text) -> bool:
        """Whether a text stands in a line that conda-lock would drop."""
        return any(begin <= text.start < end for begin, end in self.doubtful)


def filtered(text: Text, platform: str, strict: bool = False) -> Filtered:
    """The lines that concern a platform. `strict`: exactly those that conda-lock keeps."""
    dropped: list[tuple[int, int]] = []
    doubtful: list[tuple[int, int]] = []
    at = 0
    for line in text.value.splitlines(keepends=True):
        begin, at = at, at + len(line)
        words = None if line.lstrip().startswith("#") else selector(line.rstrip("\r\n"))
        if words is None or conda_lock_keeps(words, platform):
            continue
        if strict or holds(words, platform) is False:
            dropped.append((begin, at))
        else:
            kept = text[begin:at]
            doubtful.append((kept.start, kept.end))
    return Filtered(_without(text, dropped), doubtful)


def _without(text: Text, dropped: list[tuple[int, int]]) -> Text:
    if not dropped:
        return text
    parts, at = [], 0
    for begin, end in dropped:
        parts.append(text[at:begin])
        at = end
    parts.append(text[at:])
    return Text.join(parts)
