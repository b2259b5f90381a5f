"""The commands of a file of the project."""

from __future__ import annotations

import os
from collections.abc import Callable

from envguard.model import Text
from envguard.project.kinds import Kind
from envguard.project.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command


def commands_of(text: Text, path: str, kind: Kind, project: Project) -> list[Command]:
    """The commands of a file of a carrier's kind. SyntaxProblem where it does not parse."""
    from importlib import import_module

    from envguard.subjects.command import Document
    from envguard.subjects.shell import commands

    carrier = import_module(f"envguard.subjects.carriers.{kind.carrier}")
    found = commands(carrier.launches(Document(path, text, neighbour_of(path, project))))
    if "sh" not in text.value or kind.carrier == "markdown":
        return found
    from envguard.project.written_files import with_written_scripts

    return with_written_scripts(found)


def neighbour_of(path: str, project: Project) -> Callable[[str], Text | None]:
    """A way to read files by a path relative to this file's folder."""
    folder = os.path.dirname(path)

    def read(relative: str) -> Text | None:
        return None if os.path.isabs(relative) else project.read(os.path.join(folder, relative))

    return read
