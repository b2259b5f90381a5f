"""Which files are the sources, and where their lock goes."""

from __future__ import annotations

import os

from envguard.lock.problem import LockProblem
from envguard.lock.request import LockRequest
from envguard.model.records import NamedTuple
from envguard.project import settings as settings_files
from envguard.project.discovery import repository_root
from envguard.project.locks import project_locks
from envguard.project.project import Project
from envguard.project.settings import Settings, SettingsProblem
from envguard.subjects.lock.reading import declared_sources

_YAML = (".yml", ".yaml")
_USUAL_SOURCES = ("environment.yml", "environment.yaml")
_USUAL_OUTPUT = {"lock": "conda-lock.yml", "explicit": "conda-{platform}.lock"}


class Target(NamedTuple):
    """The sources in order, the project around them, the lock's path and folder.

    The path of an explicit lock holds `{platform}`.
    """

    sources: tuple[str, ...]
    project: Project
    output: str

    @property
    def folder(self) -> str:
        """The folder that the lock lies in."""
        return os.path.dirname(self.output) or "."


def target(request: LockRequest) -> Target:
    """Find all of it. LockProblem: there is nothing to lock, or another's lock stands there."""
    sources = request.paths or _found()
    for path in sources:
        if not os.path.isfile(path):
            raise LockProblem(f"{path}: there is no such file", 2)
    project = project_of(sources)
    output = (
        request.output
        or _of_settings(sources, project, request.kind)
        or _usual(sources, request.kind)
    )
    if request.kind == "explicit" and "{platform}" not in output:
        raise LockProblem(f"--output {output}: for explicit locks it needs {{platform}} in it", 2)
    if not request.output:
        _refuse_anothers(output, sources, project)
    return Target(tuple(sources), project, output)


def project_of(paths: tuple[str, ...], settings: Settings | None = None) -> Project:
    """The project around the first of some files; it holds them all."""
    folders = [os.path.dirname(os.path.abspath(path)) for path in paths]
    try:
        settings = settings or settings_files.nearest(folders[0])
    except SettingsProblem as problem:
        raise LockProblem(str(problem), 2) from None
    root = repository_root(folders[0])
    if root is None:
        here = os.getcwd()
        is_above = os.path.commonpath([here, *folders]) == here
        root = here if is_above else os.path.commonpath([*folders, settings.root])
    return Project(root, settings)


def _found() -> tuple[str, ...]:
    for name in _USUAL_SOURCES:
        if os.path.isfile(name):
            return (name,)
    raise LockProblem(
        "there is no environment.yml here; name the file: envguard lock ENVIRONMENT_FILE", 2
    )


def _of_settings(sources: tuple[str, ...], project: Project, kind: str) -> str:
    """The lock that the setting `locks` names for the first source."""
    if kind == "explicit":  # the lock of one platform says nothing of where the others go
        return ""
    root = project.settings.root
    for name, lock in project.settings.table("locks").items():
        is_meant = os.path.realpath(os.path.join(root, name)) == os.path.realpath(sources[0])
        if is_meant and lock.endswith(_YAML):
            return os.path.relpath(os.path.join(root, lock))
    return ""


def _usual(sources: tuple[str, ...], kind: str) -> str:
    return os.path.join(os.path.dirname(sources[0]), _USUAL_OUTPUT[kind])


def _refuse_anothers(output: str, sources: tuple[str, ...], project: Project) -> None:
    """A lock is never lost: one that was made from other files is not written over unasked."""
    if not os.path.isfile(output):
        return
    named = {os.path.realpath(path) for path in _sources_of(output, project)}
    if named and not named & {os.path.realpath(path) for path in sources}:
        others = ", ".join(sorted(os.path.relpath(path) for path in named))
        raise LockProblem(
            f"{output} is the lock of {others}; name another file with --output, or in the "
            "setting `locks`",
            2,
        )


def _sources_of(lock: str, project: Project) -> list[str]:
    """The files that a lock was made from; of a long one its head is enough."""
    text = project.read(lock)
    declared = declared_sources(text) if text is not None and lock.endswith(_YAML) else None
    if declared is not None:
        return [os.path.join(os.path.dirname(lock), path) for path in declared]
    found = project_locks(project).lock(lock)
    if found is None or not found.readable:
        return []
    return project_locks(project).source_files(found)
