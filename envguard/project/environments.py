"""The conda environments that a project's files describe."""

from __future__ import annotations

import os
from functools import partial

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.project.cuda_words import CudaWord, cuda_words
from envguard.project.kinds import classify
from envguard.project.python_words import PythonWord, python_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import CondaEnvironment

MAXIMUM_ENVIRONMENTS = 500


class EnvironmentFile(NamedTuple):
    """What is kept of one environment file; `relative` is its path from the project's root.

    `name` is the one it gives the environment. All of five hundred environments would take 20 MiB.
    """

    relative: str
    name: Text | None
    pythons: tuple[PythonWord, ...]
    cudas: tuple[CudaWord, ...]

    @property
    def folder(self) -> str:
        """Its folder, relative to the root, "" for the root."""
        return self.relative.rpartition("/")[0]


def environment_file(relative: str, environment: CondaEnvironment) -> EnvironmentFile:
    """What is kept of an environment."""
    return EnvironmentFile(
        relative,
        environment.name.text if environment.name else None,
        tuple(python_words(environment, relative)),
        tuple(cuda_words(environment, relative)),
    )


def environment_of(file: EnvironmentFile, project: Project) -> CondaEnvironment:
    """All of an environment file, read once more."""
    from envguard.subjects.environment.reading import read_environment

    text = project.read(os.path.join(project.root, file.relative))
    if text is None:  # it has vanished since
        text = Text.of("")
    return read_environment(text, text.source.path)


def environments(project: Project) -> list[EnvironmentFile]:
    """Every environment file of the project that can be read, in order of their paths."""
    return project.once("environments", lambda: _environments(project))


def _environments(project: Project) -> list[EnvironmentFile]:
    found: list[EnvironmentFile] = []
    for relative in project.files():
        if not relative.endswith((".yml", ".yaml")):
            continue
        path = os.path.join(project.root, relative)
        one = project.of_file(path, "environment", partial(_environment, relative, path, project))
        if one is None:
            continue
        if len(found) >= MAXIMUM_ENVIRONMENTS:
            project.cut()
            break
        found.append(one)
    return found


def _environment(relative: str, path: str, project: Project) -> EnvironmentFile | None:
    """What is kept of a file, None where it is no environment that can be read."""
    from envguard.subjects.environment.reading import read_environment

    text: list[Text | None] = []

    def head() -> str | None:
        text.append(project.read(path))
        return text[0].value if text[0] is not None else None

    kind = classify(relative, head)
    if kind is None or kind.name != "environment":
        return None
    content = text[0] if text else project.read(path)
    if content is None:
        return None
    environment = read_environment(content, content.source.path)
    return environment_file(relative, environment) if environment.broken is None else None
