"""The conda environments that a project's files describe."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.project.kinds import classify

if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import CondaEnvironment

MAXIMUM_ENVIRONMENTS = 500


class EnvironmentFile(NamedTuple):
    """One environment file; `relative` is its path from the project's root."""

    relative: str
    environment: CondaEnvironment

    @property
    def folder(self) -> str:
        """Its folder, relative to the root, "" for the root."""
        return self.relative.rpartition("/")[0]

    @property
    def name(self) -> Text | None:
        """The name it gives the environment."""
        return self.environment.name.text if self.environment.name else None


def environments(project: Project) -> list[EnvironmentFile]:
    """Every environment file of the project that can be read, in order of their paths."""
    return project.once("environments", lambda: _environments(project))


def _environments(project: Project) -> list[EnvironmentFile]:
    from envguard.subjects.environment.reading import read_environment

    found = []
    for relative in project.files():
        if not relative.endswith((".yml", ".yaml")):
            continue
        path = os.path.join(project.root, relative)
        text: list[Text | None] = []

        def head(path: str = path, text: list[Text | None] = text) -> str | None:
            text.append(project.read(path))
            return text[0].value if text[0] is not None else None

        kind = classify(relative, head)
        if kind is None or kind.name != "environment":
            continue
        content = text[0] if text else project.read(path)
        if content is None:
            continue
        environment = read_environment(content, content.source.path)
        if environment.broken is None:
            found.append(EnvironmentFile(relative, environment))
        if len(found) >= MAXIMUM_ENVIRONMENTS:
            break
    return found
