"""Whether a lock stands beside an environment or a requirements file, told by names."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from envguard.model.patterns import late

if TYPE_CHECKING:
    from envguard.project.project import Project

_PLATFORM = r"(?:linux|osx|win)-(?:32|64|arm64|aarch64|ppc64le|s390x)"
_CONDA = late(
    rf"(?:.*\.)?conda-lock\.ya?ml|pixi\.lock|(?:.*[-_.])?conda.*\.lock|.*{_PLATFORM}.*\.(?:lock|txt)|"
    r"(?:.*[-_.])?explicit.*\.(?:txt|lock)",
    re.IGNORECASE,
)
_PIP = late(
    r"uv\.lock|poetry\.lock|pdm\.lock|pylock(?:\..+)?\.toml|requirements.*\.lock|pixi\.lock",
    re.IGNORECASE,
)
_SOURCE = late(r"^[ \t]*-[ \t]+[\"']?([^\s\"'#]+\.ya?ml)[\"']?[ \t]*$", re.MULTILINE)
_SOURCES_LENGTH = 20_000


def has_lock(path: str, project: Project) -> bool:
    """Whether a lock stands beside a file, or above it and names it among its sources.

    Only names are looked at; whether the lock is fresh is another question.
    """
    is_environment = path.lower().endswith((".yml", ".yaml"))
    known = _CONDA if is_environment else _PIP
    beside, *above = project.folders_above(path)
    for name in project.names_in(beside):
        if known.fullmatch(name) and _is_meant(os.path.join(beside, name), path, project):
            return True
    if not is_environment:
        return _is_compiled(path, project)
    for folder in above:
        for name in ("conda-lock.yml", "conda-lock.yaml"):
            if _names(os.path.join(folder, name), path, project):
                return True
    return False


def _is_compiled(path: str, project: Project) -> bool:
    """Whether a list beside or above was compiled from this one, by pip-compile or uv."""
    for folder in project.folders_above(path)[:2]:
        inside = os.path.relpath(project.real(path), folder).replace(os.sep, "/")
        made_of = re.compile(rf"^[ \t]*#.*(?:-r|compile)[ \t].*{re.escape(inside)}", re.MULTILINE)
        for name in project.names_in(folder):
            if not name.endswith((".txt", ".lock")) or name == inside:
                continue
            text = project.read(os.path.join(folder, name))
            if text is not None and made_of.search(text.value):
                return True
    return False


def lock_sources(path: str, project: Project) -> list[str]:
    """The environment files that the conda-lock.yml beside one names, itself included."""
    folder = os.path.dirname(project.real(path))
    for name in ("conda-lock.yml", "conda-lock.yaml"):
        found = _sources(os.path.join(folder, name), project)
        if project.real(path) in found:
            return found
    return []


def _is_meant(lock: str, path: str, project: Project) -> bool:
    """A lock that names its sources holds those alone; one for several stems, its own."""
    sources = _sources(lock, project)
    return not sources or project.real(path) in sources


def _names(lock: str, path: str, project: Project) -> bool:
    return project.real(path) in _sources(lock, project)


def _sources(lock: str, project: Project) -> list[str]:
    if not lock.endswith((".yml", ".yaml")):
        return []
    text = project.read(lock)
    if text is None:
        return []
    head = text.value[:_SOURCES_LENGTH].partition("\npackage:")[0]
    _, marker, listed = head.partition("sources:")
    if not marker:
        return []
    folder = os.path.dirname(lock)
    return [project.real(os.path.join(folder, one)) for one in _SOURCE.findall(listed)]
