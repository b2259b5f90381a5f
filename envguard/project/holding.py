"""Whether a lock holds what an environment or a requirements file leaves open.

A lock that was made of other files, that is stale or damaged holds nothing; what cannot be compared
is unknown, which is neither.
"""

from __future__ import annotations

import os
import re

from envguard.model.patterns import late
from envguard.project.locks import ProjectLocks, project_locks
from envguard.subjects.lock.asked import Asked, EnvironmentSource
from envguard.subjects.lock.lock import PYTHON_LOCKS, Lock, LockedPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from envguard.project.project import Project

Part: TypeAlias = "Literal['conda', 'pip', 'python']"
"""What of an environment is asked about: conda's part, pip's, or conda's Python."""

_WRITTEN_BY_TOOLS = late(
    r"uv\.lock|poetry\.lock|pdm\.lock|pylock(?:\..+)?\.toml|pixi\.lock", re.IGNORECASE
)
_IS_LOCK = late(r"requirements.*\.lock")
_COMPILED = late(r"(?:(?:^|\s)-r|compile)\s")
_MAXIMUM_LISTS = 50


def is_held(path: str, project: Project, part: Part = "pip") -> bool | None:
    """Whether some lock holds a file's part; None where that cannot be known.

    Of a requirements file there is only pip's part; a manifest is held as a whole.
    """
    if path.lower().endswith(".toml"):
        from envguard.project import manifests

        return manifests.is_held(path, project)
    if path.lower().endswith((".yml", ".yaml")):
        locks = project_locks(project)
        answers = [_of_environment(lock, path, part, locks) for lock in locks.locks_of(path)]
    else:
        answers = [_of_requirements(lock, path, project) for lock in _beside(path, project)]
    if True in answers:
        return True
    return None if None in answers else False


def _of_environment(lock: Lock, path: str, part: Part, locks: ProjectLocks) -> bool | None:
    if not lock.readable or not lock.packages:
        return False
    if part == "python" and lock.kind in PYTHON_LOCKS:
        return False
    if part == "pip" and not any(one.manager == "pip" for one in lock.packages):
        return False
    if not locks.source_files(lock):
        return True  # it belongs to the environment because it holds all of it
    real, manager = os.path.realpath(path), "pip" if part == "pip" else "conda"
    freshness = locks.freshness(lock)
    if any(one.asked.path == real and one.asked.manager == manager for one in freshness.breaks):
        return False
    if freshness.state != "unknown":
        return True
    return _meets_own(lock, real, manager, locks)


def _meets_own(lock: Lock, real: str, manager: str, locks: ProjectLocks) -> bool | None:
    """Whether a part is held although something else of the sources is not known."""
    from envguard.subjects.lock.meeting import meets

    for source in locks.sources(lock):
        if source.path != real or not isinstance(source, EnvironmentSource):
            continue
        for platform in lock.platforms:
            wanted = source.wanted(platform)
            if wanted.unknown or any(
                meets(lock, platform, one).unknown for one in wanted.asked if one.manager == manager
            ):
                return None
        return True
    return None


def _beside(path: str, project: Project) -> list[Lock]:
    """The locks beside a requirements file, and the lists that were compiled from it."""
    locks = project_locks(project)
    folder, *above = project.folders_above(path)
    found: list[Lock | None] = []
    for name in project.names_in(folder):
        if _WRITTEN_BY_TOOLS.fullmatch(name):
            whole = os.path.join(folder, name)
            kind: Literal["poetry"] | None = "poetry" if name.lower() == "pdm.lock" else None
            found.append(locks.lock(whole, kind))
    for place in (folder, *above[:1]):
        lists = [name for name in project.names_in(place) if name.endswith((".txt", ".lock"))]
        found.extend(
            _list(os.path.join(place, name), path, project) for name in lists[:_MAXIMUM_LISTS]
        )
    return [lock for lock in found if lock is not None]


def _list(listed: str, path: str, project: Project) -> Lock | None:
    """The exact versions of a list that was compiled from a file; None of any other list."""
    folder, base = os.path.split(listed)
    text = None if listed == os.path.realpath(path) else project.read(listed)
    if text is None:
        return None
    sources = _compiled_from(text.value)
    own = os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")
    if own not in sources and (sources or not _IS_LOCK.fullmatch(base)):
        return None
    from envguard.subjects.pip.reading import read_file

    lock = Lock(text, listed, "pylock")
    for line in read_file(text, listed, project.look).lines:
        version = line.specifier[2:] if line.specifier.startswith("==") else ""
        if line.is_named and version and "*" not in version and "," not in version:
            span = (line.text.start, line.text.end)
            lock.packages.append(LockedPackage(text, span, "pip", line.name, version, ""))
    return lock


def _compiled_from(text: str) -> set[str]:
    """The words of the comments that say what pip-compile or uv made a list of."""
    comments = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    return {
        word.strip(",()")
        for comment in comments
        if _COMPILED.search(comment)
        for word in comment.split()
        if word.strip(",()").endswith((".in", ".txt", ".toml", ".cfg", ".py"))
    }


def _of_requirements(lock: Lock, path: str, project: Project) -> bool | None:
    """Whether every project that the file names is in the lock, in a version that it allows."""
    from envguard.subjects.pip.reading import read_file

    text = project.read(path)
    if text is None:
        return None
    if not lock.readable or not lock.packages:
        return False
    asked = [
        Asked("pip", line.name, line.text, path, requirement=line.requirement)
        for line in read_file(text, path, project.look).lines
        if line.is_named
    ]
    answers = [_meets_all(lock, asked, platform) for platform in lock.platforms]
    return True if True in answers else None if None in answers else False


def _meets_all(lock: Lock, asked: list[Asked], platform: str) -> bool | None:
    from envguard.subjects.lock.meeting import meets

    found = [meets(lock, platform, one) for one in asked]
    if any(one.kind is not None for one in found):
        return False
    return None if any(one.unknown for one in found) else True
