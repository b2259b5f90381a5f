"""Which commands in sight build from an environment file or a requirements file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice

from envguard.model.patterns import late
from envguard.project.kinds import classify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.model import Text
    from envguard.project.project import Project
    from envguard.subjects.command import Command
    from envguard.subjects.package_command import PackageCommand

_LIKELY = late(
    r"readme|install|dockerfile|containerfile|makefile|justfile|postbuild|\.(?:sh|bash|sbatch|slurm|"
    r"def|dockerfile|mk)$|^(?:\.gitlab-ci|docker-compose|compose)\.",
    re.IGNORECASE,
)
_MAXIMUM_FILES = 60


def commands_about(path: str, project: Project) -> list[PackageCommand]:
    """The conda and pip commands beside and above a file, and in CI, that name it."""
    from envguard.subjects.package_command import package_command

    base = os.path.basename(path)
    found = []
    for name, text in _texts_about(base, path, project):
        for command in _commands(name, text):
            if any(base in word.value for word in command.argv):
                read = package_command(command)
                if read is not None:
                    found.append(read)
    return found


def is_named_elsewhere(path: str, project: Project) -> bool:
    """Whether whoever builds from an environment file gives it a name or a prefix itself."""
    for command in commands_about(path, project):
        if command.manager == "conda" and command.environment is not None:
            return True
    base = re.escape(os.path.basename(path))
    for _, text in _texts_about(os.path.basename(path), path, project):
        # inputs of actions that set environments up, and Read the Docs, which names them itself
        if re.search(rf"^[ \t]*environment(?:-file)?:\s*\S*{base}", text.value, re.MULTILINE) and (
            re.search(
                r"^[ \t]*(?:activate-environment|environment-name):|^conda:", text.value, re.M
            )
        ):
            return True
    return False


def is_only_micromambas(path: str, project: Project) -> bool:
    """Whether somebody in sight builds from an environment file, and all who do use micromamba."""
    base = os.path.basename(path)
    programs = {c.command.program for c in commands_about(path, project) if c.manager == "conda"}
    for _, text in _texts_about(base, path, project):
        named = rf"^[ \t]*environment-file:\s*\S*{re.escape(base)}"
        if re.search(named, text.value, re.MULTILINE):
            used = re.findall(r"\buses:\s*\S{1,300}/(setup-(?:micromamba|miniconda))\b", text.value)
            programs.update(word.removeprefix("setup-") for word in used)
    return programs == {"micromamba"}


def _texts_about(base: str, path: str, project: Project) -> Iterator[tuple[str, Text]]:
    for candidate in islice(_candidates(path, project), _MAXIMUM_FILES):
        text = project.read(candidate)
        if text is not None and base in text.value:
            yield candidate, text


def _candidates(path: str, project: Project) -> Iterator[str]:
    for folder in project.folders_above(path):
        for name in project.names_in(folder):
            if _LIKELY.search(name) or name.startswith(".readthedocs"):
                yield os.path.join(folder, name)
    for folder in (".github/workflows", "scripts", "docker", ".devcontainer"):
        where = os.path.join(project.root, folder)
        for name in project.names_in(where):
            if _LIKELY.search(name) or name.endswith((".yml", ".yaml")):
                yield os.path.join(where, name)


def _commands(path: str, text: Text) -> list[Command]:
    kind = classify(path.replace(os.sep, "/"), lambda: text.value)
    if kind is None or not kind.carrier:
        return []
    from importlib import import_module

    from envguard.formats.tree import SyntaxProblem
    from envguard.subjects.command import Document
    from envguard.subjects.shell import commands

    carrier = import_module(f"envguard.subjects.carriers.{kind.carrier}")
    try:
        return commands(carrier.launches(Document(path, text, lambda _: None)))
    except SyntaxProblem:
        return []
