"""What git ignores, read from the files that say so, without starting git.

Source of the facts: git's manual, gitignore(5). The user's own list (core.excludesFile) is not
the project's and is not read.
"""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

MAXIMUM_PATTERNS = 5000
MAXIMUM_LENGTH = 300
MAXIMUM_TRIED = 200

_MAGIC = late(r"[*?\[\\]")


class Pattern(NamedTuple):
    """One line of a .gitignore; `text` is the line without the blanks around it."""

    text: Text
    segments: tuple[str, ...]
    anchored: bool
    folders_only: bool
    negated: bool


class IgnoreFile:
    """A .gitignore: its patterns in order, found by the last part of a name.

    `folder` is where it stands, relative to the root, "" for the root. Most patterns are a name
    or `*.ending`; only the others are tried on every path.
    """

    __slots__ = ("_by_name", "_endings", "_others", "folder", "patterns")

    def __init__(self, text: Text, folder: str) -> None:
        self.folder = folder
        self.patterns: list[Pattern] = []
        for line in text.lines()[:MAXIMUM_PATTERNS]:
            found = _pattern(line)
            if found is not None:
                self.patterns.append(found)
        self._by_name: dict[str, list[int]] = {}
        self._endings: dict[str, list[int]] = {}
        self._others: list[int] = []
        for index, pattern in enumerate(self.patterns):
            last = pattern.segments[-1]
            ending = last[1:]
            if not _MAGIC.search(last):
                self._by_name.setdefault(last, []).append(index)
            elif last[0] == "*" and ending[:1] == "." and not _MAGIC.search(ending):
                self._endings.setdefault(ending[ending.rfind(".") :], []).append(index)
            elif len(self._others) < MAXIMUM_TRIED:
                self._others.append(index)

    def deciding(self, path: str, is_folder: bool) -> Pattern | None:
        """The last pattern that names a path, which is relative to the root."""
        below = path[len(self.folder) + 1 :] if self.folder else path
        name = below[below.rfind("/") + 1 :]
        candidates: list[int] = [
            *self._by_name.get(name, ()),
            *(self._endings.get(name[name.rfind(".") :], ()) if "." in name else ()),
            *self._others,
        ]
        parts = below.split("/")
        for index in sorted(candidates, reverse=True):
            pattern = self.patterns[index]
            if pattern.folders_only and not is_folder:
                continue
            if _match(pattern.segments, parts if pattern.anchored else parts[-1:]):
                return pattern
        return None


def ignoring(files: tuple[IgnoreFile, ...], path: str, is_folder: bool) -> Pattern | None:
    """The pattern that makes git ignore a path, None where none does.

    `files` are those of the folders above the path, outermost first. Whether a folder above the
    path is ignored is not asked.
    """
    for file in reversed(files):
        pattern = file.deciding(path, is_folder)
        if pattern is not None:
            return None if pattern.negated else pattern
    return None


def _pattern(line: Text) -> Pattern | None:
    value = line.value
    value = value[: len(value.rstrip(" \t"))] if not value.rstrip(" \t").endswith("\\") else value
    if not value or value.startswith("#") or len(value) > MAXIMUM_LENGTH:
        return None
    negated = value.startswith("!")
    words = value[1:] if negated else value
    folders_only = words.endswith("/")
    words = words.removesuffix("/")
    anchored = "/" in words
    segments = tuple(words.removeprefix("/").split("/"))
    if "" in segments:
        # nothing is called so
        return None
    return Pattern(line.strip(), segments, anchored, folders_only, negated)


def _match(segments: tuple[str, ...], parts: list[str]) -> bool:
    """Whether the segments of a pattern name the parts of a path; `**` is any number of parts."""
    reached = {0}
    for index, segment in enumerate(segments):
        if segment == "**":
            last = index == len(segments) - 1
            # `a/**` is everything inside of a, not a itself
            reached = {at for low in reached for at in range(low + last, len(parts) + 1)}
        else:
            reached = {at + 1 for at in reached if at < len(parts) and _names(segment, parts[at])}
        if not reached:
            return False
    return len(parts) in reached


def _names(segment: str, part: str) -> bool:
    """Whether a part of a pattern names a part of a path; each is translated once."""
    if segment not in _translated:
        if len(_translated) >= MAXIMUM_PATTERNS:
            _translated.clear()
        _translated[segment] = _translation(segment)
    pattern = _translated[segment]
    return segment == part if pattern is None else pattern.match(part) is not None


def _translation(segment: str) -> re.Pattern[str] | None:
    if not _MAGIC.search(segment):
        return None
    from fnmatch import translate

    # fnmatch has no escapes, and spells a negated set with an exclamation mark
    return re.compile(translate(re.sub(r"\\(.)", r"[\1]", segment).replace("[^", "[!")))


_translated: dict[str, re.Pattern[str] | None] = {}
