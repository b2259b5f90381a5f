"""The environment files that a lock beside them names, read from its head alone."""

from __future__ import annotations

import os
import re

from envguard.model.patterns import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project

_SOURCE = late(r"^[ \t]*-[ \t]+[\"']?([^\s\"'#]+\.ya?ml)[\"']?[ \t]*$", re.MULTILINE)
_SOURCES_LENGTH = 20_000


def lock_sources(path: str, project: Project) -> list[str]:
    """The environment files that the conda-lock.yml beside one names, itself included."""
    folder = os.path.dirname(project.real(path))
    for name in ("conda-lock.yml", "conda-lock.yaml"):
        found = _sources(os.path.join(folder, name), project)
        if project.real(path) in found:
            return found
    return []


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
