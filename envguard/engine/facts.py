"""What files say beside the commands in them: images, jobs, tasks, kernels."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Text
from envguard.project.kinds import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.subjects.command import Command, Document


def facts(
    text: Text, kind: Kind, commands: list[Command], document: Document
) -> Iterator[tuple[str, Any]]:
    """(type name, subject) of a file's facts; SyntaxProblem where it does not parse."""
    if kind.name == "dockerfile":
        yield from _build(text, commands, document)
    elif kind.name == "compose":
        yield from _compose(document)
    elif kind.name == "devcontainer":
        from envguard.subjects.image import uses_of_devcontainer

        for use in uses_of_devcontainer(document):
            yield "ImageUse", use
    elif kind.name == "workflow":
        from envguard.subjects.workflow import read_workflow

        yield "Workflow", read_workflow(text, document.path)
    elif kind.name == "ansible":
        from envguard.subjects.ansible import host_key_settings, read_tasks

        for task in read_tasks(document, commands):
            yield "AnsibleTask", task
        for setting in host_key_settings(document):
            yield "HostKeySetting", setting
    elif kind.name == "notebook":
        from envguard.subjects.notebook import read_notebook

        yield "NotebookFile", read_notebook(text, document.path)


def _build(text: Text, commands: list[Command], document: Document) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.image import read_build, uses_of_build

    build = read_build(text, document.path, tuple(commands))
    if build is not None:
        yield "ImageBuild", build
        for use in uses_of_build(build):
            yield "ImageUse", use


def _compose(document: Document) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.image import uses_of_compose
    from envguard.subjects.published import published_by_compose

    for use in uses_of_compose(document):
        yield "ImageUse", use
    for published in published_by_compose(document):
        yield "PublishedPort", published
