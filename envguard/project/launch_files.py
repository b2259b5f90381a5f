"""The files around one that may start programs, and their commands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.project.commands import commands_of
from envguard.project.kinds import Kind, classify
from envguard.project.project import Project
from envguard.subjects.command import Command

_FOLDERS = (
    "docker", ".docker", "deploy", "deployment", "compose", "images", "image", "scripts", "bin",
    ".devcontainer", ".binder", "binder", "systemd", "container", "tasks",
    "handlers", "files", "templates",
)  # fmt: skip
MAXIMUM_FILES = 60


_read: WeakKeyDictionary[Project, dict[str, tuple[Text, list[Command]]]] = WeakKeyDictionary()


def commands_in(path: str, kind: Kind, text: Text, project: Project) -> list[Command]:
    """The commands of a file around, read once for all the files that it stands around."""
    known = _read.setdefault(project, {})
    real = project.real(path)
    held = known.get(real)
    if held is None or held[0] is not text:
        try:
            held = text, commands_of(text, path, kind, project)
        except SyntaxProblem:
            held = text, []
        known[real] = held
    return held[1]


def files_around(path: str, project: Project) -> Iterator[tuple[str, Kind, Text]]:
    """The files beside and above one that may start programs, with their kinds."""
    seen: set[str] = {project.real(path)}
    count = 0
    for folder in project.folders_above(path):
        inside = project.names_in(folder)
        for place in [folder, *(os.path.join(folder, name) for name in _FOLDERS if name in inside)]:
            for whole in _carriers_in(place, project):
                real = project.real(whole)
                if real in seen:
                    continue
                seen.add(real)
                found = kind_and_text(whole, project)
                if found is None:
                    continue
                count += 1
                if count > MAXIMUM_FILES:
                    return
                yield (os.path.relpath(whole), *found)


def _carriers_in(folder: str, project: Project) -> list[str]:
    """The files of a folder that may start programs; asked of every file below it."""

    def named() -> list[str]:
        paths = [os.path.join(folder, name) for name in project.names_in(folder)]
        return [path for path in paths if kind_and_text(path, project) is not None]

    return project.lately(f"carriers in {folder}", named)


def kind_and_text(path: str, project: Project) -> tuple[Kind, Text] | None:
    """A file that may start programs; None of all others, and of what is no file."""

    def head() -> str | None:
        text = project.read(path)
        return text.value if text is not None else None

    kind = classify(path.replace(os.sep, "/"), head)
    if kind is None or not kind.carrier or kind.name in ("notebook", "markdown", "workflow"):
        return None
    text = project.read(path)
    return (kind, text) if text is not None else None
