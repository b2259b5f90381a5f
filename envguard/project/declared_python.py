"""Which Python a project declares, in the files around one of its files."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.project import Project

USUAL_PYTHON = "3.11"

_PYTHON_VERSION = late(r"\s*(?:cpython[-@])?(3\.\d+)(?:\.\d+)?\s*(?:\n|$)")
_REQUIRES_PYTHON = late(r"^requires-python[ \t]*=[ \t]*[\"']([^\"'\n]+)[\"']", re.MULTILINE)


class Declared(NamedTuple):
    """The Python that a project declares: `wanted` such as "3.11" or ">=3.10", and where."""

    wanted: str
    text: Text


def wanted_python(path: str, project: Project) -> str:
    """The Python series to suggest for a file: the settings', the project's, else 3.11."""
    setting = project.settings.text("python")
    if setting:
        return setting
    declared = declared_python(path, project)
    return series_for(declared.wanted) if declared else USUAL_PYTHON


def declared_python(path: str, project: Project) -> Declared | None:
    """The Python that the project around a file declares, the nearest word first."""
    for folder in project.folders_above(path):
        declared = _version_file(folder, project) or _requires_python(folder, project)
        if declared is not None:
            return declared
    return None


def _version_file(folder: str, project: Project) -> Declared | None:
    def read() -> Declared | None:
        version = project.read_in(folder, ".python-version")
        found = _PYTHON_VERSION.match(version.value) if version is not None else None
        if version is None or found is None:
            return None
        return Declared(found.group(1), version[found.start(1) : found.end(1)])

    return project.lately(f".python-version of {folder}", read)


def requires_python(path: str, project: Project) -> Declared | None:
    """The nearest pyproject.toml's requires-python above a file."""
    for folder in project.folders_above(path):
        declared = _requires_python(folder, project)
        if declared is not None:
            return declared
    return None


def _requires_python(folder: str, project: Project) -> Declared | None:
    def read() -> Declared | None:
        pyproject = project.read_in(folder, "pyproject.toml")
        found = _REQUIRES_PYTHON.search(pyproject.value) if pyproject is not None else None
        if pyproject is None or found is None:
            return None
        return Declared(found.group(1), pyproject[found.start(1) : found.end(1)])

    return project.lately(f"requires-python of {folder}", read)


def series_for(wanted: str) -> str:
    """A Python series that a declaration such as ">=3.12,<4" allows: 3.11 if it can be."""
    lowest = max((int(n) for n in re.findall(r">=?\s*3\.(\d+)", wanted)), default=0)
    exact = re.search(r"(?<![<>!])(?:==|~=|=)\s*3\.(\d+)|^3\.(\d+)", wanted)
    below = min((int(n) for n in re.findall(r"<\s*3\.(\d+)", wanted)), default=99)
    if exact:
        return f"3.{exact.group(1) or exact.group(2)}"
    usual = int(USUAL_PYTHON.partition(".")[2])
    return f"3.{min(max(usual, lowest), below - 1)}"
