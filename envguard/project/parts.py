"""Environments that are spread over several files: what one lacks, another may have."""

from __future__ import annotations

import os

from envguard.project.kinds import classify
from envguard.project.lock_names import lock_sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import CondaEnvironment

_MAXIMUM_FILES = 30


def other_parts(environment: CondaEnvironment, project: Project) -> list[CondaEnvironment]:
    """The other files of one environment: those beside it of its name, and a lock's sources.

    `conda env update` takes them one after the other, conda-lock all at once.
    """
    own = project.real(environment.path)
    folder = os.path.dirname(own)
    sources = lock_sources(environment.path, project)
    beside = [
        os.path.join(folder, name)
        for name in project.names_in(folder)
        if name.lower().endswith((".yml", ".yaml"))
    ]
    found = []
    if not sources and environment.name is None:
        return []
    for path in dict.fromkeys([*sources, *beside[:_MAXIMUM_FILES]]):
        if path == own:
            continue
        other = _environment(path, project)
        if other is not None and (path in sources or _one_name(environment, other)):
            found.append(other)
    return found


def _environment(path: str, project: Project) -> CondaEnvironment | None:
    text = project.read(path)
    if text is None:
        return None
    kind = classify(path.replace(os.sep, "/"), lambda: text.value)
    if kind is None or kind.name != "environment":
        return None
    from envguard.subjects.environment.reading import read_environment

    return read_environment(text, path)


def _one_name(one: CondaEnvironment, other: CondaEnvironment) -> bool:
    if one.name is None or other.name is None:
        return False
    return one.name.value == other.name.value
