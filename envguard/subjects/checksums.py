"""What runs and what checks the files of a group of commands, found without comparing each pair."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from envguard.subjects.command import Command
from envguard.subjects.downloads import base_name, checked_words, runs, speaks_of_all, verifies

MOST_SEARCHED = 300_000_000
"""So many characters are searched for names of files: less than a second."""


class Runners:
    """The commands of a group by the script that they execute."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self._commands: dict[str, list[Command]] = {}
        for command in commands:
            self._commands.setdefault(runs(command), []).append(command)
        # the first one that stands behind a place is found among the latest places so far
        self._latest = {
            name: list(accumulate((one.text.start for one in found), max))
            for name, found in self._commands.items()
        }

    def behind(self, place: int, name: str) -> Command | None:
        """The first command behind a place in the file that executes a script of a name."""
        if name not in self._commands:
            return None
        index = bisect_right(self._latest[name], place)
        found = self._commands[name]
        return found[index] if index < len(found) else None


class Checks:
    """The commands of a group that compare checksums or signatures."""

    def __init__(self, commands: Sequence[Command]) -> None:
        found = sorted((c for c in commands if verifies(c)), key=lambda one: one.text.start)
        general = [one.text.start for one in found if speaks_of_all(one)]
        self._general = general[0] if general else None
        self._starts: list[int] = []
        self._ends: list[int] = []
        parts: list[str] = []
        length = 0
        for one in found:
            # a name never spans two words
            words = "\0".join(checked_words(one))
            length += len(words) + 1
            parts.append(words)
            self._starts.append(one.text.start)
            self._ends.append(length)
        self._words = "\0".join(parts)
        self._known: dict[str, int | None] = {}
        self._left = MOST_SEARCHED

    def are_too_many(self, file: str) -> bool:
        """Whether the checks are too many to look for one more name in."""
        return base_name(file) not in self._known and self._left < len(self._words)

    def speak_of(self, file: str, before: int) -> bool:
        """Whether a check of a file stands before a place."""
        if self._general is not None and self._general < before:
            return True
        start = self._first(base_name(file))
        return start is not None and start < before

    def _first(self, name: str) -> int | None:
        """Where the first check stands that names a file."""
        if name not in self._known:
            self._left -= len(self._words)
            at = self._words.find(name) if self._starts else -1
            self._known[name] = self._starts[bisect_right(self._ends, at)] if at >= 0 else None
        return self._known[name]
