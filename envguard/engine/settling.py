"""The findings of one file: each once, in order, with its ordinal; as objects or as packed rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from envguard.engine.fingerprints import ordinals
from envguard.model import Reported
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _Entry = TypeVar("_Entry", Reported, tuple[Any, ...])


class View(NamedTuple):
    """What decides about a finding's place among the others of its file."""

    code: str
    start: int
    end: int
    message: str
    values: tuple[tuple[str, str], ...]
    counts: bool
    severity: int
    path: str
    words: str


def settled(
    entries: Iterable[_Entry],
    view: Callable[[_Entry], View],
    with_ordinal: Callable[[_Entry, int], _Entry],
) -> list[_Entry]:
    """The entries of one file, in order, each once: of a file that two include, both speak.

    The one that weighs most counts, for what a test includes may also be meant for use.
    """
    kept: dict[tuple[object, ...], tuple[View, _Entry]] = {}
    for entry in entries:
        seen = view(entry)
        same = seen[:5]
        if same not in kept or (seen.counts, seen.severity) > (
            kept[same][0].counts, kept[same][0].severity
        ):  # fmt: skip
            kept[same] = seen, entry
    rows = sorted(kept.values(), key=_place)
    numbers = ordinals((seen.code, seen.path, seen.words) for seen, _ in rows)
    return [entry if n == 1 else with_ordinal(entry, n) for (_, entry), n in zip(rows, numbers)]


def _place(row: tuple[View, object]) -> tuple[int, int, str]:
    seen = row[0]
    return seen.start, seen.end, seen.code


def view_of(one: Reported) -> View:
    """What decides about a finding."""
    found, place = one.finding, one.finding.location
    return View(
        one.code, place.start, place.end, found.message, tuple(found.values.items()),
        one.ignored is None, one.severity, place.path, found.words,
    )  # fmt: skip


def numbered(one: Reported, ordinal: int) -> Reported:
    """The finding with its ordinal."""
    return one._replace(ordinal=ordinal)
