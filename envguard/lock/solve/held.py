"""What an update leaves alone: the records of an earlier lock, looked up in today's channels."""

from __future__ import annotations

from collections.abc import Sequence

from envguard.formats.requirement_reading import normalised
from envguard.lock.problem import LockProblem
from envguard.lock.solve.solving import Index
from envguard.subjects.lock.lock import Lock, LockedPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rattler import RepoDataRecord


def refuse_absent(lock: Lock, update: Sequence[str]) -> None:
    """LockProblem where a package that is to be updated is not in the lock."""
    known = {normalised(one.name) for one in lock.packages}
    for name in update:
        if normalised(name) not in known:
            raise LockProblem(f"--update {name}: {lock.path} holds no package of that name", 2)


def held_packages(
    lock: Lock, platform: str, manager: str, update: Sequence[str]
) -> list[LockedPackage]:
    """The packages of an earlier lock that are not to be updated."""
    free = {normalised(name) for name in update}
    return [
        one
        for one in lock.on(platform)
        if one.manager == manager and normalised(one.name) not in free
    ]


def held_records(
    lock: Lock, platforms: Sequence[str], update: Sequence[str], index: Index
) -> dict[str, list[RepoDataRecord]]:
    """The same as the channels' records. What a channel has no more cannot be held."""
    found: dict[str, list[RepoDataRecord]] = {}
    for platform in platforms:
        packages = held_packages(lock, platform, "conda", update)
        files = {one.url.rpartition("/")[2] for one in packages}
        records = index.records(platform, sorted({one.name for one in packages}))
        found[platform] = [one for one in records if one.file_name in files]
    return found
