"""What the environments of a project are: the files that ask for them, and their locks."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable

from envguard.engine.paper.hiding import Hiding
from envguard.engine.paper.model import Branch, EnvironmentFacts, LockFacts, PlatformCount
from envguard.engine.paper.recreating import recreate
from envguard.model.patterns import late
from envguard.project.declared_python import declared_python
from envguard.project.locks import ProjectLocks, project_locks
from envguard.project.project import Project
from envguard.project.purpose import is_test_path
from envguard.project.reading import Unreadable, read_bytes
from envguard.subjects.lock.lock import Lock, LockedPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment

MAXIMUM_ENVIRONMENTS = 20
MAXIMUM_BRANCHES = 8
_MAXIMUM_ASKED = 200

# pixi.lock in milliseconds or a day, uv.lock and pylock.toml as a moment
_MILLISECONDS = late(r"^[ \t]*timestamp:[ \t]*(\d{12,13})[ \t]*$", re.MULTILINE)
_MOMENTS = late(r"\bupload[-_]time[ \t]*=[ \t]*\"?(\d{4}-\d{2}-\d{2})T")
_DAYS = late(r"^[ \t]*timestamp:[ \t]*[\"']?(\d{4}-\d{2}-\d{2})", re.MULTILINE)
_EXCLUDE_NEWER = late(
    r"^[ \t]*exclude-newer[ \t]*[=:][ \t]*[\"']?(\d{4}-\d{2}-\d{2})", re.MULTILINE
)
_DAY = late(r"\d{4}-\d{2}-\d{2}")


class Gathering:
    """Turns the files of one folder into facts; every word of them goes through `hide`."""

    def __init__(self, folder: str, project: Project, hide: Hiding) -> None:
        self.folder = os.path.realpath(folder)
        self.project = project
        self.hide = hide
        self.locks: ProjectLocks = project_locks(project)

    def path(self, path: str) -> str:
        """A path as the report has it."""
        relative = os.path.relpath(os.path.realpath(path), self.folder)
        return self.hide.words(relative.replace(os.sep, "/"))

    def environments(self, checked: Iterable[tuple[str, str]]) -> list[EnvironmentFacts]:
        """All environments, the one of the paper first: nearest to the root, by its usual name."""
        by_kind: dict[str, list[str]] = {}
        for path, kind in checked:
            # from the folder of the report: what is a fixture around it is the paper itself here
            relative = os.path.relpath(os.path.realpath(path), self.folder)
            if is_test_path(relative.replace(os.sep, "/"), self.project) is None:
                by_kind.setdefault(kind, []).append(path)
        found: list[tuple[tuple[object, ...], EnvironmentFacts]] = []
        used: set[str] = set()
        for path in by_kind.get("environment", ()):
            if self.locks.lock(path) is not None:
                continue
            facts, locks = self._asked(path)
            used.update(os.path.realpath(lock.path) for lock in locks)
            if facts is not None:
                found.append((_rank(path, self.folder, 0), facts))
        for group in self._lone_locks(by_kind.get("lock", ()), used):
            found.append((_rank(group[0].path, self.folder, 1), self._of_locks(group)))
        if not found:
            for path in by_kind.get("requirements", ()):
                requirements = self._requirements(path)
                if requirements is not None:
                    found.append((_rank(path, self.folder, 2), requirements))
        found.sort(key=lambda one: one[0])
        return [facts for _, facts in found]

    def _asked(self, path: str) -> tuple[EnvironmentFacts | None, list[Lock]]:
        from envguard.subjects.environment.reading import read_environment

        text = self.project.read(path)
        if text is None:
            return None, []
        environment = read_environment(text, path)
        if environment.broken is not None and environment.broken.category == "syntax":
            return None, []
        locks = self._sorted(self.locks.locks_of(path))
        name = environment.name.value if environment.name is not None else ""
        known = [one for one in environment.dependencies if one.name]
        facts = EnvironmentFacts(
            self.path(path),
            _line(environment),
            "environment",
            self.hide.words(name),
            self.hide.words(_python(environment)),
            tuple(self.hide.name(_channel(one.value)) for one in environment.channels),
            self._platforms(environment, path),
            sum(one.manager == "conda" for one in environment.dependencies),
            sum(one.manager == "pip" for one in environment.dependencies),
            sum(one.pin == "exact" for one in known),
            tuple(self._lock(one, self._names_asked(one)) for one in locks),
            *recreate(
                self.path(path),
                name if self.hide.words(name) == name else "",
                locks,
                self.path,
                _python(environment),
            ),
        )
        return facts, locks

    def _sorted(self, locks: list[Lock]) -> list[Lock]:
        """Whole-environment locks before pip's alone, conda-lock's own name first."""
        order = ("conda-lock", "explicit", "pixi", "uv", "pylock", "poetry")
        seen: dict[str, Lock] = {os.path.realpath(lock.path): lock for lock in locks}
        return sorted(seen.values(), key=lambda one: (order.index(one.kind), one.path))

    def _platforms(self, environment: CondaEnvironment, path: str) -> tuple[str, ...]:
        from envguard.subjects.lock.asked import EnvironmentSource

        named = [text.value for text in EnvironmentSource(environment).platforms()]
        return tuple(map(self.hide.words, named or self.project.settings.strings("platforms")))

    def _lone_locks(self, paths: Iterable[str], used: set[str]) -> list[list[Lock]]:
        """Locks that no environment file has; the explicit ones of one environment together."""
        groups: list[list[Lock]] = []
        for path in paths:
            lock = self.locks.lock(path)
            if lock is None or os.path.realpath(path) in used:
                continue
            group = list(self.locks.siblings(lock))
            if not any(os.path.realpath(one.path) in used for one in group):
                groups.append(sorted(group, key=lambda one: one.path))
            used.update(os.path.realpath(one.path) for one in group)
        return groups

    def _of_locks(self, group: list[Lock]) -> EnvironmentFacts:
        first = group[0]
        facts = tuple(self._lock(one, self._names_asked(one)) for one in group)
        return EnvironmentFacts(
            self.path(first.path),
            1,
            "lock",
            "",
            "",
            (),
            (),
            0,
            0,
            0,
            facts,
            *recreate("", "", group, self.path, facts[0].python),
        )

    def _requirements(self, path: str) -> EnvironmentFacts | None:
        from envguard.subjects.pip.reading import read_file

        text = self.project.read(path)
        if text is None:
            return None
        requirements = read_file(text, path, self.project.look)
        lines = [line for file in requirements.files() for line in file.lines if line.is_named]
        exact = sum(line.constraint is not None and "==" in line.specifier for line in lines)
        declared = declared_python(path, self.project)
        python = declared.wanted if declared is not None else ""
        hashed = bool(lines) and all(file.is_hashed for file in requirements.files())
        return EnvironmentFacts(
            self.path(path),
            1,
            "requirements",
            "",
            self.hide.words(python),
            (),
            (),
            0,
            len(lines),
            exact,
            (),
            *recreate(self.path(path), "", [], self.path, python, hashed and exact == len(lines)),
        )

    def _names_asked(self, lock: Lock) -> list[tuple[str, str]]:
        """(manager, name) of what the lock's sources ask for, on its first platform."""
        platform = lock.platforms[0] if lock.platforms else ""
        asked = [
            (one.manager, one.name)
            for source in self.locks.sources(lock)
            for one in source.wanted(platform or "linux-64").asked
        ]
        return list(dict.fromkeys(one for one in asked if one[1]))[:_MAXIMUM_ASKED]

    def _lock(self, lock: Lock, asked: list[tuple[str, str]]) -> LockFacts:
        words = self.hide.words
        platforms = lock.platforms
        platform = platforms[0] if platforms else ""
        state, reason = self._state(lock)
        solved, solved_by = _solved(lock)
        pythons = {
            one.version for one in lock.packages if one.manager == "conda" and one.name == "python"
        }
        versions = []
        for manager, name in asked:
            held = lock.named(platform, manager, name) or lock.named("", manager, name)
            if held:
                versions.append((self.hide.name(held[0].name), words(held[0].version)))
        hashes = [(words(k), words(v.value)) for k, v in lock.metadata.content_hash.items()]
        return LockFacts(
            self.path(lock.path),
            _line_of_lock(lock),
            lock.kind,
            _sha256(lock.path),
            tuple(sorted(hashes)),
            state,
            words(reason),
            solved,
            solved_by,
            words(", ".join(sorted(pythons)[:4])),
            tuple(words(one) for one in platforms if one),
            tuple(_counts(lock, words)),
            tuple(dict.fromkeys(self.hide.name(_channel(one)) for one in _channels(lock))),
            self._virtual(lock),
            sum(bool(one.sha256 or one.md5) for one in lock.packages),
            len(lock.packages),
            tuple(versions),
            tuple(_branches(lock, platform, asked, self.hide.name)),
        )

    def _state(self, lock: Lock) -> tuple[str, str]:
        if lock.readable and lock.packages and not self.locks.source_files(lock):
            return "whole", ""
        freshness = self.locks.freshness(lock)
        reason = freshness.reason
        if freshness.breaks:
            names = dict.fromkeys(
                one.asked.name or one.asked.text.value for one in freshness.breaks
            )
            shown = ", ".join(list(names)[:5]) + (" …" if len(names) > 5 else "")
            reason = f"it does not hold {shown} as it is asked for"
        return freshness.state, reason

    def _virtual(self, lock: Lock) -> tuple[str, ...]:
        """The virtual packages that somebody set: in the lock, or in a file beside it."""
        named = lock.metadata.custom.get("virtual-packages", "").split()
        beside = os.path.join(os.path.dirname(lock.path), "virtual-packages.yml")
        if self.project.read(beside) is not None:
            named.append(f"as in {self.path(beside)}")
        return tuple(self.hide.words(one) for one in named)


def _rank(path: str, folder: str, kind: int) -> tuple[object, ...]:
    relative = os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")
    base = relative.rpartition("/")[2]
    usual = base in ("environment.yml", "environment.yaml", "conda-lock.yml", "requirements.txt")
    return relative.count("/"), kind, not usual, relative


def _line(environment: CondaEnvironment) -> int:
    """Where its dependencies begin."""
    entry = environment.dependencies_entry
    return entry.key.text.location().begin.line if entry is not None else 1


def _line_of_lock(lock: Lock) -> int:
    """Where a lock says what it was made from, else where its packages begin."""
    places = [*lock.metadata.content_hash.values(), *(one.text for one in lock.packages[:1])]
    return places[0].location().begin.line if places else 1


def _python(environment: CondaEnvironment) -> str:
    named = environment.named("python")
    return named[0].version if named else ""


def _channel(words: str) -> str:
    """A channel without what logs in to it."""
    words = re.sub(r"(?<=://)[^/@\s]{0,300}@", "", words)
    words = re.sub(r"/t/[^/]{1,200}/", "/t/…/", words)
    return words.removeprefix("https://conda.anaconda.org/").rstrip("/")


def _channels(lock: Lock) -> list[str]:
    named = [one.value for one in lock.metadata.channels]
    if named:
        return named
    pattern = re.compile(r"^(.*)/(?:noarch|(?:linux|osx|win)-[a-z0-9]+)/[^/]+$")
    found = (pattern.match(one.url) for one in lock.packages if one.manager == "conda")
    return sorted({match.group(1) for match in found if match is not None})[:8]


def _counts(lock: Lock, words: Callable[[str], str]) -> list[PlatformCount]:
    counted = Counter((one.platform, one.manager) for one in lock.packages)
    order = list(dict.fromkeys([*lock.platforms, *(platform for platform, _ in counted)]))
    rows = [PlatformCount(words(p), counted[p, "conda"], counted[p, "pip"]) for p in order]
    return [row for row in rows if row.conda or row.pip]


def _solved(lock: Lock) -> tuple[str, str]:
    """The day of the solve, as far as the lock tells it."""
    newer = _DAY.match(lock.metadata.custom.get("exclude-newer", ""))
    if newer is None and lock.kind in ("uv", "pixi"):
        found = _EXCLUDE_NEWER.search(lock.text.value)
        if found is not None:
            return found.group(1), "exclude-newer"
    if newer is not None:
        return newer.group(), "exclude-newer"
    if lock.kind not in ("pixi", "uv", "pylock"):
        return "", ""
    text = lock.text.value
    days = [*_MOMENTS.findall(text), *_DAYS.findall(text)]
    stamps = _MILLISECONDS.findall(text)
    if stamps:
        from datetime import datetime, timezone

        newest = max(map(int, stamps)) / 1000
        days.append(datetime.fromtimestamp(newest, tz=timezone.utc).date().isoformat())
    return (max(days), "the newest package") if days else ("", "")


def _branches(
    lock: Lock, platform: str, asked: list[tuple[str, str]], words: Callable[[str], str]
) -> list[Branch]:
    """Of what was asked for, what brings most packages along on one platform."""
    from envguard.formats.requirement_reading import normalised

    packages = lock.on(platform)
    if not any(one.dependencies for one in packages):
        return []
    by_name: dict[str, LockedPackage] = {normalised(one.name): one for one in packages}
    found = []
    for _, name in asked:
        start = normalised(name)
        if start in by_name and start != "python":
            found.append(Branch(words(by_name[start].name), len(_closure(start, by_name))))
    found.sort(key=lambda one: (-one.packages, one.name))
    return found[:MAXIMUM_BRANCHES]


def _closure(start: str, by_name: dict[str, LockedPackage]) -> set[str]:
    from envguard.formats.requirement_reading import normalised

    seen = {start}
    waiting = [start]
    while waiting:
        for name in by_name[waiting.pop()].dependencies:
            key = normalised(name)
            if key in by_name and key not in seen:
                seen.add(key)
                waiting.append(key)
    return seen


def _sha256(path: str) -> str:
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except Unreadable:
        return ""
