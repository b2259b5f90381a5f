"""`--strict`: every recorded file hashed again, and held against what was recorded of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from envguard.lock.installed.distribution import Distribution, inside, read_rows
from envguard.lock.installed.prefix import Prefix
from envguard.lock.verify.difference import Difference
from envguard.model.records import NamedTuple

if TYPE_CHECKING:
    from envguard.lock.verify.overwriting import Overwritten

_CHUNK = 1 << 20

State = Literal["same", "changed", "missing", "unproved"]


class Owned(NamedTuple):
    """A recorded file: who recorded it, and the digests that it may have."""

    manager: Literal["conda", "pip"]
    name: str
    shown: str
    path: str
    hashes: tuple[str, ...]


class Hashed(NamedTuple):
    """What came of it: the differences, how many files were hashed, how many could not be."""

    differences: list[Difference]
    checked: int
    unproved: int


def check_files(prefix: Prefix, overwritten: list[Overwritten], left_out: set[str]) -> Hashed:
    """Hash all recorded files; those that an overwriting explains are passed over.

    `left_out` are the keys of distributions that nobody asks about.
    """
    differences: list[Difference] = []
    checked = unproved = 0
    for one in _recorded(prefix, overwritten, left_out):
        state = _state(prefix.path, one)
        checked += state in ("same", "changed")
        unproved += state == "unproved"
        if state == "changed" or state == "missing":
            words = "was changed" if state == "changed" else "is gone"
            differences.append(
                Difference(
                    "file-changed" if state == "changed" else "file-missing",
                    one.manager,
                    one.name,
                    f"{one.path} ({one.shown}) {words}",
                    path=one.path,
                )
            )
    return Hashed(differences, checked, unproved)


def digest(path: str) -> str | None:
    """The SHA-256 of a regular file, links followed; None where it cannot be read."""
    import hashlib

    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        found = hashlib.sha256()
        with open(path, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                found.update(chunk)
    except (OSError, ValueError):
        return None
    return found.hexdigest()


def lies_there(prefix: str, path: str) -> bool:
    """Whether a recorded path is there, be it a link that leads nowhere."""
    return os.path.lexists(os.path.join(prefix, *path.split("/")))


def _recorded(
    prefix: Prefix, overwritten: list[Overwritten], left_out: set[str]
) -> Iterator[Owned]:
    twins = _hashes_by_path(prefix)
    seen: set[str] = set()
    for record in prefix.records:
        excuses = [one for one in overwritten if one.record.file == record.file]
        for path in record.paths:
            plain = inside(path.path)
            folded = prefix.folded(plain)
            if not plain or folded in seen or _is_derived(plain) or path.kind == "directory":
                continue
            if any(_is_explained(prefix, one, plain, folded) for one in excuses):
                continue  # it is pip's now, and held against what pip recorded
            seen.add(folded)
            shown = f"{record.name} {record.version}"
            yield Owned("conda", record.name, shown, plain, twins.get(folded, ()))
    for one in prefix.distributions:
        if one.key not in left_out:
            yield from _of_pip(prefix, one, seen)


def _of_pip(prefix: Prefix, one: Distribution, seen: set[str]) -> Iterator[Owned]:
    for row in read_rows(prefix.path, one):
        folded = prefix.folded(row.path)
        if folded not in seen and not _is_derived(row.path):
            seen.add(folded)
            hashes = (row.sha256,) if row.sha256 else ()
            yield Owned("pip", one.key, f"{one.name} {one.version}", row.path, hashes)


def _hashes_by_path(prefix: Prefix) -> dict[str, tuple[str, ...]]:
    """Two packages may bring one path, and either's file may have been left there."""
    found: dict[str, tuple[str, ...]] = {}
    for record in prefix.records:
        for path in record.paths:
            folded = prefix.folded(inside(path.path))
            found[folded] = (*found.get(folded, ()), *path.hashes)
    return found


def _is_derived(path: str) -> bool:
    """Python writes its bytecode anew whenever it sees fit."""
    return path.endswith((".pyc", ".pyo"))


def _is_explained(prefix: Prefix, one: Overwritten, path: str, folded: str) -> bool:
    """Whether pip's doing in a package explains that a file is another, or is gone."""
    if folded in one.paths or path in one.paths:
        return True
    return (one.gone or one.by is not None) and not lies_there(prefix.path, path)


def _state(prefix: str, one: Owned) -> State:
    whole = os.path.join(prefix, *one.path.split("/"))
    if not os.path.lexists(whole):
        return "missing"
    if not one.hashes:
        return "unproved"
    actual = digest(whole)
    if actual in one.hashes or _link_digest(whole) in one.hashes:
        return "same"
    if actual is None and (os.path.islink(whole) or os.path.isfile(whole)):
        return "unproved"  # a link to a folder or to nothing, or a file that must not be read
    return "changed"


def _link_digest(path: str) -> str | None:
    """Rattler records the digest of the words of a link."""
    import hashlib

    try:
        return hashlib.sha256(os.fsencode(os.readlink(path))).hexdigest()
    except (OSError, ValueError):
        return None
