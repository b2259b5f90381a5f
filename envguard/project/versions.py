"""Exact versions that a file's neighbours give, for fixes that must not guess."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project


def exact_versions_beside(path: str, project: Project) -> dict[str, str]:
    """The versions that requirements.txt pins beside an environment, or the environment beside a
    requirements file: PyPI's names to versions. Empty where there is no such file.
    """
    folder = os.path.dirname(path)
    if path.lower().endswith((".yml", ".yaml")):
        return _of_requirements(os.path.join(folder, "requirements.txt"), project)
    for name in ("environment.yml", "environment.yaml"):
        found = _of_environment(os.path.join(folder, name), project)
        if found:
            return found
    return {}


def _of_requirements(path: str, project: Project) -> dict[str, str]:
    text = project.read(path)
    if text is None:
        return {}
    from envguard.subjects.pip.reading import read_file

    return {
        line.name: line.specifier[2:]
        for line in read_file(text, path, project.look).lines
        if line.is_named and line.specifier.startswith("==") and _is_release(line.specifier[2:])
    }


def _of_environment(path: str, project: Project) -> dict[str, str]:
    text = project.read(path)
    if text is None:
        return {}
    from envguard.subjects.environment.names import pypi_name
    from envguard.subjects.environment.reading import read_environment

    found = {}
    for one in read_environment(text, path).conda_dependencies:
        version = one.version.lstrip("=").removesuffix(".*")
        # `=1.26` is a series, which a requirement would take for 1.26.0
        if one.name and one.known and _is_release(version) and version.count(".") >= 2:
            found[pypi_name(one.name)] = version
    return found


def _is_release(version: str) -> bool:
    return bool(version) and version.replace(".", "").isdigit()
