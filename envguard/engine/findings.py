"""All findings of a run, in order, in little room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from envguard.model import Reported
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, overload

    from envguard.engine.packing import Row

BATCH = 250


class Batch(NamedTuple):
    """Packed findings, sorted by path: the first and the last path, how many, their bytes."""

    begin: str
    end: str
    size: int
    data: bytes


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
        self._runs: list[list[Batch]] = []
        self._length = 0
        # how many are exempt or not, of which severity, with which kind of fix, once it is known
        self.counted: Counter[tuple[bool, int, str]] | None = None

    def add(self, reported: list[Reported]) -> None:
        """Take what one file gave; a rule may speak of another file as well."""
        self._latest += reported
        self._length += len(reported)
        if len(self._latest) > self._batch:
            self._pack()

    def take(self, batches: Iterable[Batch]) -> None:
        """Take what others packed, in the order in which they did."""
        self._pack()
        for batch in batches:
            self._append(batch)
            self._length += batch.size

    def packed(self) -> list[Batch]:
        """All of it as batches, for `take`."""
        self._pack()
        return [batch for run in self._runs for batch in run]

    def _pack(self) -> None:
        if not self._latest:
            return
        from envguard.engine.packing import pack

        rows = sorted(self._latest, key=_path)
        self._latest = []
        self._append(Batch(_path(rows[0]), _path(rows[-1]), len(rows), pack(rows)))

    def _append(self, batch: Batch) -> None:
        # only ever the last run goes on: what stands in one file stays in the order it came in
        if not self._runs or self._runs[-1][-1].end > batch.begin:
            self._runs.append([])
        self._runs[-1].append(batch)

    def settled(self) -> Findings:
        """The same, each once and with its ordinal, in the order of their places."""
        if not self._length:
            return self
        found = Findings(self._batch)
        if self._runs:
            self._pack()
            found._take_settled(self._rows())
            return found
        from envguard.engine.settling import numbered, settled, view_of

        for _, entries in groupby(sorted(self._latest, key=_path), _path):
            found._latest += settled(entries, view_of, numbered)
        found._length = len(found._latest)
        return found

    def _rows(self) -> Iterator[Row]:
        """What is packed, in the order of paths, without making objects of it."""
        from heapq import merge

        from envguard.engine.packing import row_path, rows

        runs = [(row for batch in run for row in rows(batch.data)) for run in self._runs]
        return merge(*runs, key=row_path)

    def _take_settled(self, entries: Iterable[Row]) -> None:
        from envguard.engine.packing import (
            kind_of_row,
            pack_rows,
            row_path,
            row_view,
            row_with_ordinal,
        )  # fmt: skip
        from envguard.engine.settling import settled

        self.counted = Counter()
        waiting: list[Row] = []

        def put_away() -> None:
            if waiting:
                begin, end = row_path(waiting[0]), row_path(waiting[-1])
                self._append(Batch(begin, end, len(waiting), pack_rows(waiting)))
                self._length += len(waiting)
                waiting.clear()

        for _, of_file in groupby(entries, row_path):
            found = settled(of_file, row_view, row_with_ordinal)
            self.counted.update(map(kind_of_row, found))
            waiting += found
            if len(waiting) > self._batch:
                put_away()
        put_away()

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


def _unpacked(run: list[Batch]) -> Iterator[Reported]:
    from envguard.engine.packing import unpack

    for batch in run:
        yield from unpack(batch.data)[0]
