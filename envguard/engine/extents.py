"""Where findings stand: in which statement, and which of them on the same words."""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import accumulate

from envguard.model import Finding, Location, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Extents:
    """Finds the statement around a place; what a subject's statements cover is kept for the next.

    A script of thousands of commands may have a finding in each, so they are not searched one by
    one.
    """

    def __init__(self) -> None:
        self._subject: Any = None
        self._starts: list[int] = []
        self._statements: list[Text | None] = []

    def of(self, finding: Finding, subject: Any) -> range:
        """The 1-based lines of a finding and of the statement that it stands in."""
        place = finding.location
        first, last = place.begin.line, max(place.finish.line, place.begin.line)
        statement = self._around(place.start, subject)
        if statement is not None:
            where = statement.location()
            first, last = where.begin.line, max(last, where.finish.line)
        return range(first, last + 1)

    def _around(self, at: int, subject: Any) -> Text | None:
        if subject is None or subject is not self._subject:
            self._subject = subject
            self._starts, self._statements = _covered(list(_statements(subject)))
        index = bisect_right(self._starts, at) - 1
        return self._statements[index] if index >= 0 else None


class Places:
    """Places in files, of which one is asked whether any shares a word with another."""

    def __init__(self, places: list[Location]) -> None:
        spans: dict[str, list[tuple[int, int]]] = {}
        self._reals = {path: os.path.realpath(path) for path in {one.path for one in places}}
        for one in places:
            spans.setdefault(self._reals[one.path], []).append((one.start, one.end))
        self._starts: dict[str, list[int]] = {}
        # up to each start, the last end that there is
        self._ends: dict[str, list[int]] = {}
        for path, found in spans.items():
            found.sort()
            self._starts[path] = [start for start, _ in found]
            self._ends[path] = list(accumulate((end for _, end in found), max))

    def overlap(self, place: Location) -> bool:
        """Whether one of them has a character in common with a place."""
        path = self._reals.get(place.path)
        if path is None:
            path = self._reals[place.path] = os.path.realpath(place.path)
        before = bisect_left(self._starts.get(path, ()), place.end)
        return before > 0 and self._ends[path][before - 1] > place.start


def _covered(statements: list[Text]) -> tuple[list[int], list[Text | None]]:
    """Where something changes, and the first of the statements that cover what is from there on."""
    spans = [(one.start, one.end, number) for number, one in enumerate(statements)]
    pending = sorted(spans, reverse=True)
    starts: list[int] = []
    first: list[Text | None] = []
    # the statements that have begun, the first in order on top
    begun: list[tuple[int, int]] = []
    for at in sorted({at for begin, end, _ in spans for at in (begin, end + 1)}):
        while pending and pending[-1][0] == at:
            _, end, number = pending.pop()
            heappush(begun, (number, end))
        while begun and begun[0][1] < at:
            heappop(begun)
        starts.append(at)
        first.append(statements[begun[0][0]] if begun else None)
    return starts, first


def _statements(subject: Any) -> Iterator[Text]:
    """The commands that a subject is, starts with, or consists of."""
    if type(subject).__name__ == "Command":
        yield subject.text
    for command in getattr(subject, "commands", None) or [getattr(subject, "command", None)]:
        if isinstance(getattr(command, "text", None), Text):
            yield command.text
