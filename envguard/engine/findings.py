"""All findings of a run, in order, in little room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envguard.model import Reported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, overload

BATCH = 250


class Findings(Sequence[Reported]):
    """The findings of files as they come in; read, they are in the order of their paths.

    The last ones, up to `batch`, are kept as they are. Those before are packed in batches, each
    sorted by path, and the batches lie in runs, in which no batch begins before the one before it
    ends: files come nearly sorted, so there is hardly more than one run to be merged. So the
    findings of ten thousand files take no more memory than a tenth of their report.
    """

    def __init__(self, batch: int = BATCH) -> None:
        self._batch = batch
        self._latest: list[Reported] = []
        self._runs: list[list[bytes]] = []
        self._end = ""
        self._length = 0

    def add(self, reported: list[Reported]) -> None:
        """Take what one file gave; a rule may speak of another file as well."""
        self._latest += reported
        self._length += len(reported)
        if len(self._latest) > self._batch:
            self._pack()

    def _pack(self) -> None:
        from envguard.engine.packing import pack

        rows = sorted(self._latest, key=_path)
        self._latest = []
        # only ever the last run goes on: what stands in one file stays in the order it came in
        if not self._runs or self._end > _path(rows[0]):
            self._runs.append([])
        self._runs[-1].append(pack(rows))
        self._end = _path(rows[-1])

    def settled(self) -> Findings:
        """The same, each once and with its ordinal, in the order of their places."""
        found = Findings(self._batch)
        rows: list[Reported] = []
        for one in self:
            if rows and _path(one) != _path(rows[0]):
                found.add(_settled(rows))
                rows = []
            rows.append(one)
        found.add(_settled(rows))
        return found

    def __iter__(self) -> Iterator[Reported]:
        latest = sorted(self._latest, key=_path)
        if not self._runs:
            return iter(latest)
        from heapq import merge

        return merge(*(_unpacked(run) for run in self._runs), latest, key=_path)

    def __len__(self) -> int:
        return self._length

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, index: int) -> Reported: ...
        @overload
        def __getitem__(self, index: slice) -> list[Reported]: ...

    def __getitem__(self, index: Any) -> Any:
        return list(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def _path(reported: Reported) -> str:
    return reported.finding.location.path


def _unpacked(run: list[bytes]) -> Iterator[Reported]:
    from envguard.engine.packing import unpack

    for packed in run:
        yield from unpack(packed)[0]


def _settled(rows: list[Reported]) -> list[Reported]:
    """The findings of one file, in order, each once: of a file that two include, both speak.

    The one that weighs most counts, for what a test includes may also be meant for use.
    """
    if not rows:
        return []
    from envguard.engine.fingerprints import numbered

    found: dict[tuple[object, ...], Reported] = {}
    for one in rows:
        place = one.finding.location
        words = tuple(one.finding.values.items())
        key = (one.code, place.start, place.end, one.finding.message, words)
        if key not in found or _weight(one) > _weight(found[key]):
            found[key] = one
    return numbered(sorted(found.values(), key=_place))


def _weight(reported: Reported) -> tuple[bool, int]:
    return reported.ignored is None, reported.severity


def _place(reported: Reported) -> tuple[int, int, str]:
    place = reported.finding.location
    return place.start, place.end, reported.code
