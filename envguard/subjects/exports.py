"""What each command of a script finds in its environment, without a copy for each of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.command import HOLE, Value


class _Change(NamedTuple):
    """From a time on a variable has a value, None where it is not there.

    `place` is where the script last named it, None where it never did.
    """

    time: int
    value: Value | None
    place: Text | None


class Exports:
    """The variables that a script hands to its commands, as they change from line to line."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        self._given = given
        self._changes: dict[str, list[_Change]] = {}
        self._forgotten: list[int] = []
        self._time = 0

    def __contains__(self, name: str) -> bool:
        """Whether a variable is handed on, with whichever value."""
        return name in self._changes or name in self._given

    def set(self, name: str, value: Value | None, place: Text | None) -> None:
        """Hand a variable on from here; None: only the running script knows its value."""
        self._time += 1
        change = _Change(self._time, value or _hole(place), place)
        self._changes.setdefault(name, []).append(change)

    def forget(self) -> None:
        """From here on the values of all variables are not known."""
        self._time += 1
        self._forgotten.append(self._time)

    def now(self) -> Mapping[str, Value]:
        """The environment of a command that stands here."""
        return Snapshot(self, self._time) if self._time else self._given

    def at(self, name: str, time: int) -> Value | None:
        """A variable's value at an earlier time."""
        begin = bisect_right(self._forgotten, time) - 1
        forgotten = self._forgotten[begin] if begin >= 0 else 0
        changes = self._changes.get(name, ())
        index = bisect_right(changes, time, key=_time) - 1
        if index < 0:
            return None if forgotten else self._given.get(name)
        change = changes[index]
        return change.value if change.time > forgotten else _hole(change.place)

    def names(self) -> Iterator[str]:
        """Every variable that ever is handed on."""
        yield from self._given
        yield from (name for name in self._changes if name not in self._given)


class Snapshot(Mapping[str, Value]):
    """The environment at one time of a script."""

    __slots__ = ("_exports", "_time")

    def __init__(self, exports: Exports, time: int) -> None:
        self._exports = exports
        self._time = time

    def __getitem__(self, name: str) -> Value:
        found = self._exports.at(name, self._time)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (n for n in self._exports.names() if self._exports.at(n, self._time) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _hole(place: Text | None) -> Value | None:
    """A variable that is set, to something that only the running script knows."""
    return Value(HOLE, place) if place is not None else None


def _time(change: _Change) -> int:
    return change.time
