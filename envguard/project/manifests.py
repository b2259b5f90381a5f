"""pixi.toml and pyproject.toml: the environments in them, and whether their locks hold these."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache

from envguard.formats.requirement_reading import normalised
from envguard.formats.tree import SyntaxProblem
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.lock.asked import Asked
from envguard.subjects.lock.freshness import Break, Freshness
from envguard.subjects.lock.lock import Lock
from envguard.subjects.lock.meeting import Meeting, meets
from envguard.subjects.lock.verdict import JudgedLocks, LockVerdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency
    from envguard.subjects.environment.pixi import PixiEnvironment, PixiManifest

_FORMAT = late(r"^version: *(\d+)", re.MULTILINE)
_OLDEST_FORMAT = 4
_DAMAGED = "the lock is damaged"
_PLATFORM = late(r"(?:linux|osx|win|emscripten|wasi|freebsd)-[a-z0-9]+")
_PROJECT = late(r"pkg:pypi/([A-Za-z0-9_.-]+)")
_UV_LOCK = late(r"^\[\[package\]\]", re.MULTILINE)


class DeclaredFile(NamedTuple):
    """One manifest: pixi's part, and a Python project's, each None where the file has none."""

    pixi: PixiManifest | None
    project: CondaEnvironment | None

    @property
    def environments(self) -> list[CondaEnvironment]:
        """What the file asks for, pixi's environments taken together."""
        if self.pixi is not None:
            return [self.pixi.whole]
        return [self.project] if self.project is not None else []


def declared(path: str, project: Project) -> DeclaredFile:
    """What a pixi.toml or pyproject.toml describes; SyntaxProblem where it is no TOML."""
    real = os.path.realpath(path)
    return project.once(f"manifest {real}", lambda: _declared(path, project))


def _declared(path: str, project: Project) -> DeclaredFile:
    from envguard.formats import toml
    from envguard.subjects.environment.pixi import read_pixi
    from envguard.subjects.environment.python_project import read_python_project

    text = project.read(path)
    if text is None:
        return DeclaredFile(None, None)
    document = toml.parse(text)
    pixi = read_pixi(text, path, document)
    is_project = os.path.basename(path) == "pyproject.toml" and pixi is None
    found = read_python_project(text, path, document) if is_project else None
    return DeclaredFile(pixi, found)


def is_held(path: str, project: Project) -> bool | None:
    """Whether the lock beside a manifest holds all of it; None where that cannot be known."""
    judged = judged_manifest(path, project)
    if judged is None:
        return False
    freshness = judged.verdicts[0].freshness
    if freshness.state == "stale" or freshness.reason == _DAMAGED:
        return False
    return None if freshness.state == "unknown" else True


def judged_manifest(path: str, project: Project) -> JudgedLocks | None:
    """What the lock beside a manifest says of it; None where there is none."""
    return project.once(f"lock of {os.path.realpath(path)}", lambda: _judged(path, project))


def _judged(path: str, project: Project) -> JudgedLocks | None:
    try:
        found = declared(path, project)
    except SyntaxProblem:
        return None
    text = project.read(path)
    name = "pixi.lock" if found.pixi is not None else "uv.lock"
    beside = _lock_path(path, name, project)
    if text is None or beside is None or not found.environments:
        return None
    from envguard.project.locks import project_locks

    lock = project_locks(project).lock(beside)
    if lock is None:
        return None
    freshness = (
        _pixi_freshness(lock, found.pixi)
        if found.pixi is not None
        else _uv_freshness(lock, found.environments[0])
    )
    verdict = LockVerdict(lock, freshness, freshness.breaks, ())
    return JudgedLocks(os.path.realpath(path), text, (verdict,))


def _lock_path(path: str, name: str, project: Project) -> str | None:
    """The lock beside a manifest; of uv also the one above that names it as a member."""
    own, *above = project.folders_above(path)
    shown = os.path.dirname(path)
    if name in project.names_in(own):
        return os.path.join(shown, name)
    for folder in above if name == "uv.lock" else ():
        shown = os.path.normpath(os.path.join(shown, os.pardir))
        text = (
            project.read(os.path.join(folder, name)) if name in project.names_in(folder) else None
        )
        if text is not None:
            member = os.path.relpath(own, folder).replace(os.sep, "/")
            source = re.compile(rf'(?:editable|virtual|directory) = "{re.escape(member)}"')
            return os.path.join(shown, name) if source.search(text.value) else None
    return None


def _unreadable(lock: Lock, known: re.Pattern[str]) -> str:
    """Why nothing can be said of a lock, "" where something can."""
    if not lock.readable:
        return _DAMAGED
    if lock.text.value.startswith("version https://git-lfs"):
        return "the lock itself is stored elsewhere"
    return "" if known.search(lock.text.value) else _DAMAGED


def _pixi_freshness(lock: Lock, manifest: PixiManifest) -> Freshness:
    reason = _unreadable(lock, _FORMAT)
    written = _FORMAT.search(lock.text.value)
    if not reason and written is not None and int(written[1][:9]) < _OLDEST_FORMAT:
        reason = "the lock is of a format before version 4"
    if reason:
        return Freshness("unknown", reason=reason)
    breaks: dict[int, Break] = {}
    unknown = ""
    wanted = sorted({text.value for text in manifest.platforms})
    for one in manifest.environments:
        part = Lock(lock.text, lock.path, "pixi")
        part.packages = [each for each in lock.packages if each.category == one.name]
        # a platform with a name of its own stands for one with certain drivers
        locked = [platform for platform in part.platforms if _PLATFORM.fullmatch(platform)]
        for platform in locked if part.packages else wanted:
            unknown = _compare(part, platform, _asked_on(one, platform), breaks) or unknown
    return _verdict(breaks, unknown)


def _uv_freshness(lock: Lock, environment: CondaEnvironment) -> Freshness:
    reason = _unreadable(lock, _UV_LOCK)
    if reason:
        return Freshness("unknown", reason=reason)
    breaks: dict[int, Break] = {}
    own = environment.pip_dependencies
    unknown = _compare(lock, "", own, breaks)
    return _verdict(breaks, unknown)


def _verdict(breaks: dict[int, Break], unknown: str) -> Freshness:
    if breaks:
        return Freshness("stale", tuple(breaks.values()))
    return Freshness("unknown", reason=unknown) if unknown else Freshness("harmless")


def _asked_on(one: PixiEnvironment, platform: str) -> list[Dependency]:
    """What a platform asks for; its own table's word goes before the one for all of them."""
    from envguard.subjects.environment.pixi import applies

    found = [(target, each) for target, each in one.asked if applies(target, platform)]
    special = {(each.manager, each.name) for target, each in found if target}
    return [e for target, e in found if target or (e.manager, e.name) not in special]


def _compare(
    lock: Lock, platform: str, dependencies: list[Dependency], breaks: dict[int, Break]
) -> str:
    """Note what a platform lacks; why something could not be told, where it could not."""
    unknown = ""
    for one in _from_indexes(dependencies):
        answer = _meets_any(lock, platform, one)
        if answer.unknown:
            unknown = f"{os.path.basename(one.path)}: {answer.unknown}"
        if answer.kind is None or _is_brought(lock, one):
            continue
        earlier = breaks.get(one.text.start)
        if earlier is None:
            breaks[one.text.start] = Break(answer.kind, one, (platform,), answer.held)
        elif platform not in earlier.platforms:
            breaks[one.text.start] = earlier._replace(platforms=(*earlier.platforms, platform))
    return unknown


def _meets_any(lock: Lock, platform: str, one: Asked) -> Meeting:
    """uv.lock may have several versions of a package, one for each fork: any of them will do."""
    answer = meets(lock, platform, one)
    if answer.kind != "version" or one.requirement is None:
        return answer
    constraint = one.requirement.constraint
    others = lock.named(platform, "pip", one.name)
    if constraint is not None and any(constraint.allows(each.version) for each in others):
        return Meeting()
    return answer


def _from_indexes(dependencies: list[Dependency]) -> Iterator[Asked]:
    """What comes from a channel or an index; folders, repositories and URLs are not compared."""
    for one in dependencies:
        if not one.name or not one.known or not one.accepted or one.name.startswith("__"):
            continue
        read = one.requirement
        if read is not None and (read.url is not None or read.kind != "requirement"):
            continue
        yield Asked(one.manager, one.name, one.text, one.text.source.path, one.spec, read)


def _is_brought(lock: Lock, one: Asked) -> bool:
    """Whether a package of conda's says that it brings a project of PyPI."""
    return one.manager == "pip" and one.name in _projects_brought(lock.text.value)


@lru_cache(maxsize=4)
def _projects_brought(lock: str) -> frozenset[str]:
    return frozenset(normalised(name) for name in _PROJECT.findall(lock))
