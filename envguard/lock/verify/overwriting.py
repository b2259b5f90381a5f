"""Where pip wrote over what conda installed; conda's records know nothing of it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.lock.installed.distribution import Distribution, read_rows
from envguard.lock.installed.prefix import Prefix
from envguard.lock.installed.record import CondaRecord, RecordedPath
from envguard.lock.verify.strictness import digest, lies_there
from envguard.model.records import NamedTuple


class Overwritten(NamedTuple):
    """A conda package whose files are another's now.

    `by` is pip's distribution in its place, None where pip's has the same version, or took it away
    without another (`gone`). `paths` are conda's files of which pip brought its own.
    """

    record: CondaRecord
    by: Distribution | None
    gone: bool
    paths: frozenset[str]


def overwritten(prefix: Prefix) -> list[Overwritten]:
    """All conda packages that pip replaced, removed or wrote into."""
    found = []
    replaced: set[str] = set()
    rows = _RowsOfPip(prefix)
    for record in prefix.records:
        one = _replaced(prefix, record, rows)
        if one is not None:
            found.append(one)
            replaced.update([one.by.folder] if one.by is not None else [])
    known = {one.record.file for one in found}
    clean = [one for one in prefix.records if one.file not in known]
    found += _written_into(prefix, clean, rows, replaced)
    return found


class _RowsOfPip:
    """The files of pip's distributions, each RECORD read once."""

    def __init__(self, prefix: Prefix) -> None:
        self.prefix = prefix
        self._known: dict[str, frozenset[str]] = {}

    def of(self, one: Distribution) -> frozenset[str]:
        """The paths of a distribution's RECORD, as the platform compares them."""
        if one.folder not in self._known:
            listed = (self.prefix.folded(row.path) for row in read_rows(self.prefix.path, one))
            self._known[one.folder] = frozenset(listed)
        return self._known[one.folder]


def _replaced(prefix: Prefix, record: CondaRecord, rows: _RowsOfPip) -> Overwritten | None:
    own = prefix.of_conda.get(record.file, [])
    by_path = {one.path: one for one in record.paths} if own else {}
    for folder, key, _ in own:
        by = next((one for one in prefix.distributions if one.key == key), None)
        if not lies_there(prefix.path, _anchor(folder, by_path)):
            return Overwritten(record, by, by is None, rows.of(by) if by else frozenset())
        if by is not None:
            # two versions lie side by side; what pip wrote last is what Python sees
            return Overwritten(record, by, False, rows.of(by))
        installer = by_path.get(f"{folder}/INSTALLER")
        if installer is not None and _is_other(prefix, installer):
            return Overwritten(record, None, False, frozenset(by_path))
    return None


def _anchor(folder: str, paths: dict[str, RecordedPath]) -> str:
    """The file without which a distribution is gone, whatever else is left of its folder."""
    names = (f"{folder}/{name}" for name in ("METADATA", "PKG-INFO", "RECORD"))
    return next((name for name in names if name in paths), folder)


def _written_into(
    prefix: Prefix, records: list[CondaRecord], rows: _RowsOfPip, replaced: set[str]
) -> Iterator[Overwritten]:
    """Files of conda that a distribution of another name has written anew."""
    others = [one for one in prefix.distributions if one.folder not in replaced]
    if not others:
        return
    owners = {
        prefix.folded(path.path): (record, path)
        for record in records
        for path in record.paths
        if path.hashes and not path.path.endswith(".pyc")
    }
    for one in others:
        touched: dict[str, tuple[CondaRecord, set[str]]] = {}
        for row in rows.of(one):
            if row in owners and _is_other(prefix, owners[row][1]):
                record, path = owners[row]
                touched.setdefault(record.file, (record, set()))[1].add(path.path)
        for record, paths in touched.values():
            yield Overwritten(record, one, False, frozenset(paths))


def _is_other(prefix: Prefix, path: RecordedPath) -> bool:
    """Whether a file is there and is not the recorded one."""
    if not path.hashes or path.kind == "directory":
        return False
    actual = digest(os.path.join(prefix.path, *path.path.split("/")))
    return actual is not None and actual not in path.hashes
