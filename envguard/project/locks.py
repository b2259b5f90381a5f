"""Which locks an environment has, which files a lock was made from, and whether they agree.

A lock belongs to an environment file when its own `sources` name the file, when the two names
are a pair (`gpu_environment.yml` and `gpu_conda.lock`), or when the setting `locks` says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

from envguard.model.patterns import late
from envguard.project.kinds import is_environment
from envguard.project.lock_kinds import lock_kind
from envguard.project.project import Project
from envguard.subjects.lock.lock import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.model import Text
    from envguard.subjects.lock.asked import LockSource
    from envguard.subjects.lock.freshness import Freshness
    from envguard.subjects.lock.lock import LockKind
    from envguard.subjects.lock.verdict import JudgedLocks

_FOLDERS = ("lock", "locks", "conda-lock", "lockfiles")
_PIECES = late(r"[A-Za-z0-9]+")
_PLATFORM_WORDS = late(
    r"(?<![a-z])(?:linux|osx|win|macos|windows)(?:[-_.]?(?:64|32|aarch64|arm64|ppc64le))?(?![a-z])"
)
_COMMON_WORDS = frozenset((
    "conda", "lock", "locked", "explicit", "spec", "specs", "file", "list", "environment",
    "environments", "env", "envs", "yml", "yaml", "txt", "requirements", "packages", "pinned",
    "pins", "pin",
))  # fmt: skip
_MAXIMUM_FILES = 2000


class ProjectLocks:
    """The locks of one project, each read once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._locks: dict[str, Lock | None] = {}
        self._verdicts: dict[str, Freshness] = {}
        self._names: dict[str, list[str]] = {}
        self._around: dict[str, list[str]] = {}
        self._sources: set[str] = set()

    def locks_of(self, environment: str) -> list[Lock]:
        """The locks that belong to an environment file, its settings' first."""
        found = []
        for path in self._candidates(environment):
            lock = self.lock(path)
            if lock is not None and self._belongs(lock, environment):
                found.append(lock)
        return found

    def around(self, folder: str) -> list[Lock]:
        """The locks of the settings, then all beside, above and in a folder for locks below."""
        root = self.project.settings.root
        named = [os.path.join(root, one) for one in self.project.settings.table("locks").values()]
        paths = dict.fromkeys([*named, *self._nearby(os.path.join(folder, "environment.yml"))])
        found = {os.path.realpath(path): self.lock(path) for path in paths}
        return [lock for lock in found.values() if lock is not None]

    def has(self, real: str) -> bool:
        """Whether a file, by its path without links, was read as a lock or as a lock's source."""
        return real in self._sources or self._locks.get(real) is not None

    def lock(self, path: str, kind: LockKind | None = None) -> Lock | None:
        """The lock in a file; None where it is none, or cannot be read."""
        key = os.path.realpath(path)
        if key not in self._locks:
            text = self.project.read(path)
            name = path.replace(os.sep, "/")
            found = kind or (lock_kind(name, lambda: text.value if text is not None else None))
            if text is None or found is None:
                self._locks[key] = None
            else:
                from envguard.subjects.lock.reading import read_lock

                self._locks[key] = read_lock(text, path, found)
        return self._locks[key]

    def source_files(self, lock: Lock) -> list[str]:
        """The files that a lock was made from, in its own order; none where nothing tells."""
        folder = os.path.dirname(lock.path)
        named = [os.path.normpath(os.path.join(folder, s.value)) for s in lock.metadata.sources]
        others = self._by_settings(lock.path)
        found = [*named, *(o for o in others if not any(_same(o, path) for path in named))]
        if found or lock.kind not in ("conda-lock", "explicit"):
            return found
        rendered = self._rendered_from(lock)
        return self.source_files(rendered) if rendered is not None else self._paired(lock)

    def _rendered_from(self, lock: Lock) -> Lock | None:
        """The conda-lock.yml beside an explicit lock of which it repeats the content hash."""
        own = {digest.value for digest in lock.metadata.content_hash.values()}
        folder = os.path.dirname(lock.path)
        if lock.kind != "explicit" or not own:
            return None
        for name in self._listed(folder):
            if name.endswith((".yml", ".yaml")) and "lock" in name.lower():
                other = self.lock(os.path.join(folder, name))
                hashes = other.metadata.content_hash.values() if other is not None else ()
                if own & {digest.value for digest in hashes}:
                    return other
        return None

    def sources(self, lock: Lock) -> list[LockSource]:
        """The same, read; what is not there or cannot be read is a source that knows nothing."""
        return [self._source(path) for path in self.source_files(lock)]

    def freshness(self, lock: Lock) -> Freshness:
        """Whether the lock still holds what its sources ask for."""
        from envguard.subjects.lock.freshness import judge

        key = os.path.realpath(lock.path)
        if key not in self._verdicts:
            self._verdicts[key] = judge(lock, self.sources(lock), self._virtual(lock))
        return self._verdicts[key]

    def judged_at_environment(self, environment: str, text: Text) -> JudgedLocks | None:
        """What its locks say of an environment file; None where it has none."""
        locks = self.locks_of(environment)
        if not locks:
            return None
        from envguard.subjects.lock.verdict import JudgedLocks, LockVerdict

        real = os.path.realpath(environment)
        found = []
        for lock in locks:
            freshness = self.freshness(lock)
            own = tuple(one for one in freshness.breaks if one.asked.path == real)
            found.append(LockVerdict(lock, freshness, own, tuple(self.sources(lock))))
        return JudgedLocks(real, text, tuple(found))

    def judged_at_lock(self, lock: Lock) -> JudgedLocks | None:
        """What is said of a lock at the lock itself: what no environment file shows.

        None of locks that are made from the files of another tool.
        """
        if lock.kind not in ("conda-lock", "explicit"):
            return None
        from envguard.subjects.lock.asked import EnvironmentSource
        from envguard.subjects.lock.verdict import JudgedLocks, LockVerdict, head_of

        freshness, sources = self.freshness(lock), tuple(self.sources(lock))
        shown = {s.path for s in sources if isinstance(s, EnvironmentSource)}
        own = tuple(one for one in freshness.breaks if one.asked.path not in shown)
        verdict = LockVerdict(lock, freshness, own, sources)
        return JudgedLocks(lock.path, head_of(lock), (verdict,), lock)

    def siblings(self, lock: Lock) -> list[Lock]:
        """The explicit locks that together lock an environment, one a platform, itself too."""
        if lock.kind != "explicit":
            return [lock]
        folder = os.path.dirname(lock.path)
        stem = stem_words(lock.path)
        found = [lock]
        for name in self._listed(folder):
            path = os.path.join(folder, name)
            if not _same(path, lock.path) and stem_words(name) == stem:
                other = self.lock(path)
                if other is not None and other.kind == "explicit":
                    found.append(other)
        return found

    def _candidates(self, environment: str) -> list[str]:
        """Files that may be a lock of an environment: beside it, above it, in a locks folder."""
        return list(dict.fromkeys([*self._of_settings(environment), *self._nearby(environment)]))

    def _nearby(self, environment: str) -> list[str]:
        found: list[str] = []
        shown = os.path.dirname(environment)
        for _ in self.project.folders_above(environment):
            if shown not in self._around:
                self._around[shown] = list(self._perhaps_locks(shown))
            found.extend(self._around[shown])
            shown = os.path.normpath(os.path.join(shown, os.pardir))
        return found

    def _perhaps_locks(self, folder: str) -> Iterator[str]:
        """The files in a folder, and in its folders for locks, that have a lock's name."""
        names = self.project.names_in(folder)
        for place in (folder, *(os.path.join(folder, n) for n in _FOLDERS if n in names)):
            if any(map(_may_be_lock, self.project.names_in(place))):
                for name in filter(_may_be_lock, self._listed(place)):
                    yield os.path.join(place, name)

    def _listed(self, folder: str) -> list[str]:
        if folder not in self._names:
            try:
                with os.scandir(folder or ".") as entries:
                    names = [entry.name for entry in entries if entry.is_file()]
            except OSError:
                names = []
            self._names[folder] = sorted(names)[:_MAXIMUM_FILES]
        return self._names[folder]

    def _belongs(self, lock: Lock, environment: str) -> bool:
        if any(_same(lock.path, path) for path in self._of_settings(environment)):
            return True
        files = self.source_files(lock)
        if files:
            return any(_same(path, environment) for path in files)
        return self._is_held(lock, environment)

    def _is_held(self, lock: Lock, environment: str) -> bool:
        """Whether a lock that names no environment file holds every package of this one."""
        if lock.kind in ("conda-lock", "explicit") or not lock.packages:
            return False
        from envguard.subjects.lock.holding import holds_all

        return holds_all(lock, self._source(environment))

    def _of_settings(self, environment: str) -> list[str]:
        root = self.project.settings.root
        return [
            os.path.join(root, lock)
            for name, lock in self.project.settings.table("locks").items()
            if _same(os.path.join(root, name), environment)
        ]

    def _by_settings(self, lock: str) -> list[str]:
        root = self.project.settings.root
        return [
            os.path.join(root, name)
            for name, path in self.project.settings.table("locks").items()
            if _same(os.path.join(root, path), lock)
        ]

    def _paired(self, lock: Lock) -> list[str]:
        """The environment file beside a lock, or above a folder of locks, whose name pairs."""
        folder = os.path.dirname(lock.path)
        places = [folder]
        if os.path.basename(os.path.abspath(folder)) in _FOLDERS:
            places.append(os.path.join(folder, os.pardir))
        for place in places:
            found = [
                os.path.normpath(os.path.join(place, name))
                for name in self._listed(place)
                if name.endswith((".yml", ".yaml")) and stem_words(name) == stem_words(lock.path)
                and not _same(os.path.join(place, name), lock.path)
                and self._is_environment(os.path.join(place, name))
            ]  # fmt: skip
            if found:
                # of environment.yml and env.yaml side by side the first name is conda's own
                return sorted(found, key=_is_unusual)[:1]
        return []

    def _is_environment(self, path: str) -> bool:
        name = os.path.basename(path).lower()
        text = self.project.read(path)
        if text is None:
            return False
        usual = ("environment.yml", "environment.yaml")
        return name in usual or is_environment(name, text.value)

    def _source(self, path: str) -> LockSource:
        from envguard.subjects.lock.asked import EnvironmentSource, UnreadSource
        from envguard.subjects.lock.pyproject_source import read_pyproject
        from envguard.subjects.lock.recipe_source import RecipeSource

        # one spelling of a path, so that what two locks say of a file can be put together
        real = os.path.realpath(path)
        self._sources.add(real)
        text = self.project.read(path)
        if text is None:
            return UnreadSource(real, "it is not there, or lies outside of the project")
        name = os.path.basename(path)
        if name == "meta.yaml":
            return RecipeSource(text, real)
        if name == "pyproject.toml":
            return read_pyproject(text, real) or UnreadSource(real, "it is no valid TOML")
        if not name.endswith((".yml", ".yaml")):
            return UnreadSource(real, "it is of no kind that is read as a source")
        from envguard.subjects.environment.reading import read_environment

        return EnvironmentSource(read_environment(text, real))

    def _virtual(self, lock: Lock) -> dict[str, dict[str, str]] | None:
        """What a virtual-packages.yml beside the lock says; conda-lock reads it where it runs.

        What `envguard lock` was told on the command line stands in the lock itself.
        """
        text = self.project.read(os.path.join(os.path.dirname(lock.path), "virtual-packages.yml"))
        overrides = lock.metadata.custom.get("virtual-packages", "").split()
        if text is None and not overrides:
            return None
        from envguard.subjects.lock.virtual_packages import (
            WrongOverride,
            assumed,
            read_specification,
        )

        specification = None
        try:
            specification = read_specification(text) if text is not None else None
            return assumed(lock.platforms, specification, overrides) if overrides else specification
        except WrongOverride:
            return specification


def project_locks(project: Project) -> ProjectLocks:
    """The locks of a project; the same object each time, until a text of it changes."""
    if project.locks is None:
        project.locks = ProjectLocks(project)
    found: ProjectLocks = project.locks
    return found


@lru_cache(maxsize=512)
def stem_words(path: str) -> frozenset[str]:
    """What tells a file's name from others of its kind: {"gpu"} of gpu_conda.lock."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    bare = _PLATFORM_WORDS.sub(" ", name)
    return frozenset(_PIECES.findall(bare)) - _COMMON_WORDS


def _may_be_lock(name: str) -> bool:
    lowered = name.lower()
    if lowered.endswith((".yml", ".yaml")):
        return "lock" in lowered
    if lowered.endswith(".txt"):
        return lock_kind(lowered, lambda: "@EXPLICIT") is not None
    return lowered.endswith(".lock") or (
        lowered.startswith("pylock.") and lowered.endswith(".toml")
    )


def _is_unusual(path: str) -> bool:
    return not os.path.basename(path).lower().startswith("environment.")


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
