"""Who owns a file by CODEOWNERS, as GitHub reads it.

Facts of GitHub's own page "About code owners": the first of .github/, the root and docs/ that has
the file counts; the last line whose pattern matches wins, also one without owners; `!`, `[ ]` and
an escaped `#` are not taken; a file over 3 MB is not loaded. `docs/*` takes the files of a folder
and none below.
"""

from __future__ import annotations

from envguard.model.patterns import late
from envguard.model.records import NamedTuple

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
MAXIMUM_BYTES = 3 * 1024 * 1024

_WORD = late(r"(?:\\.|[^\s\\])+")
_OWNER = late(r"@[\w.-]+(?:/[\w.-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+")


class Line(NamedTuple):
    """A line: the pattern's parts between slashes, and its owners, none to free what it names."""

    parts: tuple[str, ...]
    owners: tuple[str, ...]


def read_codeowners(content: str) -> list[Line]:
    """All valid lines in order; GitHub skips the others."""
    if len(content.encode("utf-8", "replace")) >= MAXIMUM_BYTES:
        return []
    found = []
    for line in content.splitlines():
        words = []
        for match in _WORD.finditer(line):
            if match.group().startswith("#"):
                break
            words.append(match.group())
        if not words or words[0].startswith("!") or "[" in words[0] or "***" in words[0]:
            continue
        if all(_OWNER.fullmatch(owner) for owner in words[1:]) and words[0] != "/":
            found.append(Line(_parts(words[0]), tuple(words[1:])))
    return found


def owners_of(path: str, lines: list[Line]) -> tuple[str, ...]:
    """The owners of a path relative to the repository's root, with `/`; the last match wins."""
    names = tuple(path.split("/"))
    for line in reversed(lines):
        if _matches(line.parts, names):
            return line.owners
    return ()


def _parts(pattern: str) -> tuple[str, ...]:
    parts = pattern.split("/")
    if parts[0] == "":
        parts = parts[1:]
    elif len(parts) == 1 or (len(parts) == 2 and parts[1] == ""):
        # one name alone is meant in every folder
        parts = ["**", *parts]
    if parts[-1] == "":
        parts[-1] = "**"
    elif parts[-1] not in ("*", "**"):
        # a folder's name means all that is in it
        parts.append("")
    elif parts == ["**", "*"]:
        parts = ["**"]
    return tuple(parts)


def _matches(parts: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Walk along both: `at` has every number of parts that may be used up so far."""
    at = _skipped({0}, parts)
    for name in names:
        further: set[int] = set()
        for index in at:
            if index == len(parts):
                continue
            part = parts[index]
            if part == "**":
                further.add(index)
                if index + 1 == len(parts):
                    further.add(len(parts))
            elif part == "":
                further.add(index)
            elif _fits(part, name):
                further.add(index + 1)
        at = _skipped(further, parts)
        if not at:
            return False
    last = len(parts)
    return last in at or (bool(parts) and parts[-1] == "" and last - 1 in at)


def _skipped(at: set[int], parts: tuple[str, ...]) -> set[int]:
    """`**` between two names may stand for no folder at all; at the end it needs one name."""
    found = set(at)
    for index in sorted(at):
        while index < len(parts) - 1 and parts[index] == "**":
            index += 1
            found.add(index)
    return found


def _fits(pattern: str, name: str) -> bool:
    """A name against `*`, `?` and `\\`, in time linear in both for each star."""
    tokens = _tokens(pattern)
    place = star = mark = 0
    star = -1
    at = 0
    while at < len(name):
        token = tokens[place] if place < len(tokens) else None
        if token is not None and token != "*" and token in ("?", "=" + name[at]):
            place, at = place + 1, at + 1
        elif token == "*":
            star, mark = place, at
            place += 1
        elif star >= 0:
            mark += 1
            place, at = star + 1, mark
        else:
            return False
    return all(token == "*" for token in tokens[place:])


def _tokens(pattern: str) -> list[str]:
    """`*`, `?`, or `=` with the very character that is meant."""
    found = []
    escaped = False
    for character in pattern:
        if escaped or character not in "*?\\":
            found.append("=" + character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif not (character == "*" and found[-1:] == ["*"]):
            found.append(character)
    return found
