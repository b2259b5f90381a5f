"""`envguard lock --check`: are the locks fresh? Needs no network, no solver and no extra."""

from __future__ import annotations

import os

from envguard.lock.problem import LockProblem
from envguard.lock.targets import project_of
from envguard.model.records import NamedTuple
from envguard.project.lock_kinds import lock_kind
from envguard.project.locks import ProjectLocks, project_locks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.lock.freshness import Freshness
    from envguard.subjects.lock.lock import Lock

_LOCK_NAMES = ("conda-lock.yml", "conda-lock.yaml")
_ENVIRONMENT_NAMES = ("environment.yml", "environment.yaml")


class Answer(NamedTuple):
    """What is to be said of one path. `lock` is None where an environment has none."""

    path: str
    lock: Lock | None
    freshness: Freshness | None

    @property
    def passes(self) -> bool:
        """Whether the lock may be trusted; what cannot be told may not."""
        return self.freshness is not None and self.freshness.state in ("fresh", "harmless")

    @property
    def stops(self) -> bool:
        """Whether the lock is wrong for certain: stale, or broken."""
        if self.lock is None or self.freshness is None:
            return False
        return self.freshness.state == "stale" or not self.lock.readable


def check_locks(
    paths: tuple[str, ...], if_locked: bool = False, settings: Settings | None = None
) -> list[Answer]:
    """Judge the locks that are named, and those of the environment files that are named.

    Without paths: the locks of this folder, else of its environment.yml. LockProblem where there
    is nothing to judge. `if_locked`: files that are in no lock are passed over.
    `settings` hold instead of the project's own.
    """
    if if_locked:
        paths = tuple(path for path in paths or _found_any() if os.path.isfile(path))
        if not paths:
            return []
    named = paths or _found()
    locks = project_locks(project_of(named, settings))
    answers: dict[str, Answer] = {}
    for path in named:
        for answer in _answers(path, locks):
            if answer.lock is not None or not if_locked:
                answers.setdefault(answer.lock.path if answer.lock else answer.path, answer)
    return list(answers.values())


def _answers(path: str, locks: ProjectLocks) -> list[Answer]:
    if not os.path.isfile(path):
        raise LockProblem(f"{path}: there is no such file", 2)
    text = locks.project.read(path)
    kind = lock_kind(path.replace(os.sep, "/"), lambda: text.value if text is not None else None)
    lock = locks.lock(path, kind) if kind else None
    if lock is not None:
        return [Answer(path, lock, locks.freshness(lock))]
    if not path.endswith((".yml", ".yaml")):
        raise LockProblem(f"{path}: it is neither a lock nor an environment file", 2)
    found = locks.locks_of(path)
    return [Answer(path, one, locks.freshness(one)) for one in found] or [Answer(path, None, None)]


def _found_any() -> tuple[str, ...]:
    return tuple(n for n in (*_LOCK_NAMES, *_ENVIRONMENT_NAMES) if os.path.isfile(n))


def _found() -> tuple[str, ...]:
    locks = tuple(name for name in _LOCK_NAMES if os.path.isfile(name))
    if locks:
        return locks
    for name in _ENVIRONMENT_NAMES:
        if os.path.isfile(name):
            return (name,)
    raise LockProblem("there is neither a lock nor an environment.yml here; name one", 2)
