"""From a file to the subjects in it that rules speak of."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

from envguard.model import Source, Text
from envguard.project.kinds import Kind
from envguard.project.project import Project

# A file without any of these words starts nothing that a rule speaks of, so it is not parsed.
_PROGRAMS = re.compile(
    r"conda|mamba|\bpip|jupyter|notebook|\bssh|curl|wget|\buv\b|SSH_|twine|\bhf\b|huggingface|"
    r"\b8888\b|://[^/\s]{1,200}@"
)

# What these kinds say beside their commands is read by engine.facts.
_FACTS = ("dockerfile", "compose", "devcontainer", "workflow", "ansible", "notebook")


def subjects(
    source: Source, kind: Kind, project: Project, everything: bool = False
) -> Iterator[tuple[str, Any]]:
    """(type name, subject) for everything in a file; SyntaxProblem where it does not parse.

    `everything`: also of files in which no program of interest is named.
    """
    text = Text.whole(source)
    if kind.name == "environment":
        yield from _environment(text, source, project)
    elif kind.name == "ssh-config":
        yield from _ssh(text, source, project)
    elif kind.name.startswith("jupyter-"):
        yield from _jupyter_config(text, source)
    elif kind.carrier:
        found: list[Any] = []
        if everything or _PROGRAMS.search(source.content):
            found = commands_of(text, source.path, kind, project)
        elif kind.structured and kind.name not in _FACTS:
            _refuse_broken(text)
        yield from _commands(text, source, kind, found)
        if kind.name in _FACTS:
            from envguard.engine.facts import facts

            yield from facts(text, kind, found, _document(text, source.path, project))


def _refuse_broken(text: Text) -> None:
    """SyntaxProblem where a file that holds nothing of interest does not even parse."""
    from envguard.formats.yaml import parse_all

    parse_all(text)


def _environment(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.environment.reading import read_environment

    environment = read_environment(text, source.path)
    if environment.broken is not None and environment.broken.category == "syntax":
        # of a file that YAML refuses nothing else can be said
        yield "EnvironmentProblem", environment.broken
    else:
        yield "CondaEnvironment", environment
        if not source.path.endswith("environment.yml"):
            from envguard.subjects.environment.file_name import odd_name

            odd = odd_name(environment)
            if odd is not None:
                yield "OddName", odd
    ignored = project.ignored(source.path)
    if ignored is not None:
        yield "IgnoredFile", ignored_file(text, *ignored)


def ignored_file(text: Text, pattern: Text, in_repository: bool) -> Any:
    """The subject of an environment file that git ignores."""
    from envguard.subjects.ignored_file import IgnoredFile

    return IgnoredFile(text.lines()[0], pattern, in_repository)


def _ssh(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.ssh.includes import project_includes
    from envguard.subjects.ssh.reading import read_ssh_config

    def beside(pattern: str) -> list[Text]:
        folder = os.path.dirname(source.path) or "."
        found = (project.read(path) for path in project.matching(folder, pattern))
        return [one for one in found if one is not None]

    yield (
        "SshConfig",
        read_ssh_config(
            text,
            source.path,
            project_includes(os.path.abspath(source.path), beside),
            version=project.settings.text("ssh-version"),
        ),
    )


def _jupyter_config(text: Text, source: Source) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.jupyter.configs import ConfigFile
    from envguard.subjects.jupyter.start import start

    yield "JupyterServer", start(None, [ConfigFile(os.path.basename(source.path), text)])


def _commands(
    text: Text, source: Source, kind: Kind, found: list[Any]
) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.group import groups

    for command in found:
        yield "Command", command
    if found:
        yield "CommandFile", _command_file(text, source.path, kind, found)
    for group in groups(found):
        yield "CommandGroup", group
    if "docker" in source.content or "podman" in source.content:
        from envguard.subjects.published import published_by_command

        for command in found:
            for published in published_by_command(command):
                yield "PublishedPort", published
    if "jupyter" not in source.content and "notebook" not in source.content:
        return
    from envguard.subjects.jupyter.program import is_server
    from envguard.subjects.jupyter.start import start

    for command in found:
        if is_server(command):
            yield "JupyterServer", start(command)


def _command_file(text: Text, path: str, kind: Kind, found: list[Any]) -> Any:
    from envguard.subjects.group import CommandFile

    file = CommandFile(path, tuple(found))
    if kind.name == "dockerfile":
        from envguard.subjects.image import copies

        return file._replace(copies=copies(text))
    if kind.name == "workflow":
        from envguard.subjects.workflow import read_workflow

        workflow = read_workflow(text, path)
        return file._replace(environments=workflow.environment_names(), bringer=workflow.bringer())
    return file


def commands_of(text: Text, path: str, kind: Kind, project: Project) -> list[Any]:
    """The commands of a file of a carrier's kind."""
    from importlib import import_module

    from envguard.subjects.shell import commands

    carrier = import_module(f"envguard.subjects.carriers.{kind.carrier}")
    return commands(carrier.launches(_document(text, path, project)))


def _document(text: Text, path: str, project: Project) -> Any:
    from envguard.subjects.command import Document

    return Document(path, text, _neighbour(path, project))


def _neighbour(path: str, project: Project) -> Callable[[str], Text | None]:
    folder = os.path.dirname(path)

    def read(relative: str) -> Text | None:
        return None if os.path.isabs(relative) else project.read(os.path.join(folder, relative))

    return read
