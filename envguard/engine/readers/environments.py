"""Environments, requirements and locks."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Source, Text
from envguard.project.ignored import ignored
from envguard.project.kinds import classify
from envguard.project.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.subjects.pip.requirements import PipRequirements


def environment_subjects(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    """An environment file: what it asks for, its pip part, its locks."""
    from envguard.subjects.environment.reading import read_environment

    environment = read_environment(text, source.path)
    if environment.broken is not None and environment.broken.category == "syntax":
        # of a file that YAML refuses nothing else can be said
        yield "EnvironmentProblem", environment.broken
    else:
        yield "CondaEnvironment", environment
        yield "DeclaredEnvironment", environment
        if environment.pip_sections or "pypi" in source.content:
            from envguard.subjects.pip.reading import read_section

            section = read_section(environment, project.look)
            if section is not None:
                yield "PipRequirements", section
                yield "DeclaredRequirements", section
                yield from _included(section)
        yield from _locked(environment.text, source.path, project)
        if not source.path.endswith("environment.yml"):
            from envguard.subjects.environment.file_name import odd_name

            odd = odd_name(environment)
            if odd is not None:
                yield "OddName", odd
    found = ignored(source.path, project)
    if found is not None:
        yield "IgnoredFile", ignored_file(text, *found)


def ignored_file(text: Text, pattern: Text, in_repository: bool) -> Any:
    """The subject of an environment file that git ignores."""
    from envguard.subjects.ignored_file import IgnoredFile

    return IgnoredFile(text.lines()[0], pattern, in_repository)


def requirements_subjects(
    text: Text, source: Source, project: Project
) -> Iterator[tuple[str, Any]]:
    """A requirements file with what it includes."""
    from envguard.subjects.pip.reading import read_file

    requirements = read_file(text, source.path, project.look)
    yield "PipRequirements", requirements
    yield "DeclaredRequirements", requirements
    yield from _included(requirements)


def manifest_subjects(source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    """A pixi.toml or pyproject.toml: each environment in it, and what its lock says of it."""
    from envguard.project.manifests import declared, judged_manifest
    from envguard.subjects.pip.reading import read_section

    for environment in declared(source.path, project).environments:
        yield "DeclaredEnvironment", environment
        section = read_section(environment, project.look)
        if section is not None:
            yield "DeclaredRequirements", section
    judged = judged_manifest(source.path, project)
    if judged is not None:
        yield "JudgedLocks", judged


def lock_subjects(source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    """A lock, and what it says against its sources."""
    from envguard.project.locks import project_locks

    locks = project_locks(project)
    lock = locks.lock(source.path)
    if lock is None:
        return
    yield "Lock", lock
    judged = locks.judged_at_lock(lock)
    if judged is not None:
        yield "JudgedLocks", judged


def _included(requirements: PipRequirements) -> Iterator[tuple[str, Any]]:
    """The included files that nobody would take for requirements by their names."""
    for one in requirements.files(constraints=True):
        if one is not requirements and classify(one.path, lambda: None) is None:
            yield "PipRequirements", one
            yield "DeclaredRequirements", one


def _locked(text: Text, path: str, project: Project) -> Iterator[tuple[str, Any]]:
    """What the locks of an environment file say of it, where it has any."""
    from envguard.project.locks import project_locks

    judged = project_locks(project).judged_at_environment(path, text)
    if judged is not None:
        yield "JudgedLocks", judged
