"""The verdicts on locks as rules speak of them: at the environment file, else at the lock."""

from __future__ import annotations

import os

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.lock.asked import LockSource
from envguard.subjects.lock.freshness import Break, Freshness
from envguard.subjects.lock.lock import Lock


class LockVerdict(NamedTuple):
    """A lock, whether it is fresh, and those of its breaks that are to be shown here."""

    lock: Lock
    freshness: Freshness
    breaks: tuple[Break, ...]
    sources: tuple[LockSource, ...]


class JudgedLocks(NamedTuple):
    """What is to be said of locks at one file; there is at least one verdict.

    At an environment file: the verdicts of all its locks, `at_lock` is None. At a lock: its own, as
    far as no environment file shows it.
    """

    path: str
    text: Text
    verdicts: tuple[LockVerdict, ...]
    at_lock: Lock | None = None

    def speaks_of(self, path: str) -> bool:
        """Whether what a file asks for is to be shown here."""
        if self.at_lock is None:
            return path == self.path
        return path not in _environment_paths(self.verdicts[0].sources)

    def shown(self, lock: Lock) -> str:
        """The way to a lock from the file that is spoken of; no report names a machine."""
        folder = os.path.dirname(os.path.realpath(self.path))
        try:
            return os.path.relpath(os.path.realpath(lock.path), folder).replace(os.sep, "/")
        except ValueError:  # another drive on Windows
            return os.path.basename(lock.path)


def _environment_paths(sources: tuple[LockSource, ...]) -> set[str]:
    from envguard.subjects.lock.asked import EnvironmentSource

    return {source.path for source in sources if isinstance(source, EnvironmentSource)}


def head_of(lock: Lock) -> Text:
    """The words that stand for a lock as a whole: its first line that is no comment."""
    for line in lock.text[:4000].lines():
        if line.value.strip() and not line.value.lstrip().startswith("#"):
            return line.strip()
    return lock.text[:0]
