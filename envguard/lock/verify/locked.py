"""The lock that an environment is held against: which file, and what it demands."""

from __future__ import annotations

import os
import platform as machine
import sys

from envguard.lock.problem import LockProblem
from envguard.model.records import NamedTuple
from envguard.project.locks import project_locks
from envguard.project.project import Project
from envguard.subjects.lock.lock import PYTHON_LOCKS, Lock, LockedPackage

MAIN = ("main", "default")
"""What is installed without being asked for: conda-lock's category, and pixi's environment."""

Key = tuple[str, str]


class Demand(NamedTuple):
    """What a lock says for one platform, by manager and name.

    `rows` has all of them, `demanded` the keys of those that must be there.
    """

    rows: dict[Key, LockedPackage]
    demanded: set[Key]


def given_lock(path: str) -> Lock:
    """The lock of `--lock`. LockProblem where it cannot be read, or locks no environment."""
    from envguard.model import Text
    from envguard.project.lock_kinds import lock_kind
    from envguard.project.reading import Unreadable, decode, read_bytes
    from envguard.subjects.lock.reading import read_lock

    try:
        text = Text.whole(decode(path, read_bytes(path), strict=True))
    except Unreadable as problem:
        raise LockProblem(f"{path}: {problem.reason}", 2) from None
    kind = lock_kind(path.replace(os.sep, "/"), lambda: text.value)
    if kind is None:
        from envguard.formats.explicit_lock import is_explicit

        kind = "explicit" if is_explicit(text.value) else None
    if kind is None or kind in PYTHON_LOCKS:
        raise LockProblem(
            f"{path}: it locks no conda environment, as conda-lock.yml and explicit files do",
            2,
        )
    lock = read_lock(text, path, kind)
    _refuse_broken(lock)
    return lock


def project_lock(project: Project, folder: str, platform: str) -> Lock:
    """The lock of the project around a folder, the nearest first. LockProblem without one."""
    nearby = [
        lock for lock in project_locks(project).around(folder) if lock.kind not in PYTHON_LOCKS
    ]
    for lock in nearby:
        _refuse_broken(lock)
    if not nearby:
        raise LockProblem(
            "there is no conda-lock.yml, explicit lock or pixi.lock here or above: name one with "
            "--lock FILE, or write one with `envguard lock`",
            2,
        )
    fitting = [lock for lock in nearby if (platform or this_platform()) in lock.platforms]
    if not fitting and not platform:
        fitting = nearby
    if not fitting:
        known = sorted({name for lock in nearby for name in lock.platforms})
        raise LockProblem(
            f"no lock here is for {platform}, the platform of this environment: "
            f"{nearby[0].path} has {', '.join(known) or 'none'}",
            2,
        )
    ranks = [_rank(lock, folder, project) for lock in fitting]
    chosen = [lock for lock, rank in zip(fitting, ranks) if rank == min(ranks)]
    if len(chosen) > 1:
        raise LockProblem(
            f"several locks are for {platform}: {', '.join(lock.path for lock in chosen)}; name "
            "one with --lock FILE",
            2,
        )
    return chosen[0]


def platform_for(lock: Lock, platform: str) -> str:
    """The platform to compare: the environment's, else the lock's only one, else this machine's.

    LockProblem where the lock does not have it.
    """
    known = lock.platforms
    if not platform:
        platform = known[0] if len(known) == 1 else this_platform()
    if platform not in known and any(known):
        raise LockProblem(
            f"{lock.path}: it locks {', '.join(known)}, and this environment is of {platform}", 2
        )
    return platform


def demand_of(lock: Lock, platform: str, categories: tuple[str, ...]) -> Demand:
    """What the lock demands on a platform. LockProblem for a category that it does not have."""
    rows: dict[Key, LockedPackage] = {}
    demanded: set[Key] = set()
    packages = lock.on(platform)
    known = {one.category for one in lock.packages}
    for category in categories:
        if category not in known and category not in MAIN:
            raise LockProblem(
                f"{lock.path}: it has no category {category}, only {', '.join(sorted(known))}", 2
            )
    wanted = {*categories, *MAIN}
    for one in packages:
        if one.name.startswith("__"):
            continue  # what the machine itself has, which some locks list
        key = (one.manager, one.name)
        rows.setdefault(key, one)
        if one.category in wanted:
            # of two rows the demanded one is to be met
            if key not in demanded:
                rows[key] = one
            demanded.add(key)
    return Demand(rows, demanded)


def this_platform() -> str:
    """What conda calls the machine that this runs on."""
    system = {"linux": "linux", "darwin": "osx", "win32": "win"}.get(sys.platform, sys.platform)
    word = machine.machine().lower()
    sizes = {"x86_64": "64", "amd64": "64", "i686": "32", "i386": "32", "x86": "32"}
    return f"{system}-{sizes.get(word, word)}"


def _refuse_broken(lock: Lock) -> None:
    if lock.conflicts:
        line = lock.conflicts[0].location().begin.line
        raise LockProblem(f"{lock.path}:{line}: a merge is not settled here", 2)
    if lock.refused is not None:
        line = lock.refused.text.location().begin.line
        raise LockProblem(f"{lock.path}:{line}: {lock.refused.reason}", 2)
    damaged = lock.kind == "conda-lock" and (lock.file is None or lock.file.rows is None)
    if damaged or not lock.packages:
        raise LockProblem(f"{lock.path}: it lists no package; write it anew", 2)


def _rank(lock: Lock, folder: str, project: Project) -> tuple[int, int]:
    """The settings' first, then the nearer folders', and conda-lock.yml by its own name."""
    real = os.path.realpath(lock.path)
    root = project.settings.root
    named = project.settings.table("locks").values()
    if any(os.path.realpath(os.path.join(root, one)) == real for one in named):
        return (-1, 0)
    away = os.path.relpath(os.path.dirname(real), os.path.realpath(folder))
    usual = os.path.basename(real) in ("conda-lock.yml", "conda-lock.yaml")
    return (0 if away == "." else len(away.split(os.sep)), 0 if usual else 1)
