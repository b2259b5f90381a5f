"""CMD002: unpinned-install."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.command import Command, Word
from envguard.subjects.notebook import is_magic
from envguard.subjects.package_command import (
    PackageCommand,
    is_bare,
    is_path,
    is_placeholder,
    package_command,
    package_name,
)

if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.group import CommandFile

_TOOLS = {
    "pip",
    "setuptools",
    "wheel",
    "conda",
    "mamba",
    "build",
    "twine",
    "uv",
    "pipx",
    "virtualenv",
}
# what brings the versions along; conda's `-c` is a channel, pip's a file of constraints
_VERSIONS = {
    "conda": ("-f", "--file", "--clone"),
    "pip": ("-c", "--constraint", "--require-hashes"),
}


@rule("CMD002", "unpinned-install", Severity.WARNING, since="0.1.0")
def unpinned_install(file: CommandFile, project: Project) -> Iterator[Outcome]:
    r"""Packages are installed by name alone, so each day installs other versions.

    ## Why
    An image or a job that installs `numpy` gets the newest one that day. Two builds of one
    commit differ, and an old one cannot be built again.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim
    RUN pip install numpy pandas
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim
    RUN pip install numpy==1.26.4 pandas==2.2.2
    ```

    A file with versions is as good: `pip install -r requirements.txt`, or a lock.

    ## References
    - https://pip.pypa.io/en/stable/topics/repeatable-installs/
    """
    # its own documents and its own tests install the project as it is
    settings = {command.context.setting for command in file.commands}
    own = project.own_names() if settings & {"prose", "ci"} else set()
    loose: list[tuple[Word, bool]] = []
    for command in file.commands:
        install = None if is_magic(command) else package_command(command)
        if install is not None:
            loose.extend((word, _is_grave(command)) for word in _loose(install, own))
    if not loose:
        return
    grave = [word for word, is_grave in loose if is_grave]
    first = grave[0] if grave else loose[0][0]
    others = [word for word, _ in loose if word is not first]
    names = _listed([word for word, _ in loose])
    yield finding(
        first.raw,
        "No version is given for {names}: the next run installs whatever is newest then. Give "
        "versions, or install from a file that has them.",
        severity=Severity.WARNING if grave else Severity.INFO,
        related=tuple(related(word.raw, "and here") for word in others),
        names=names,
    )


def _is_grave(command: Command) -> bool:
    """Images are built again, and cells run again, by whoever uses them."""
    context = command.context
    return context.setting in ("image", "service") or (
        context.setting == "interactive" and context.carrier == "notebook"
    )


def _loose(install: PackageCommand, own: set[str]) -> list[Word]:
    """The packages of an install or create that have no version at all."""
    if install.verb not in ("install", "create") or install.has(*_VERSIONS[install.manager]):
        return []
    return [
        word
        for word in install.packages
        if not (is_path(word) or is_placeholder(word))
        and is_bare(word)
        and package_name(word) not in _TOOLS
        and package_name(word).replace("_", "-") not in own
        and not word.value.startswith("git+")
    ]


def _listed(words: list[Word]) -> str:
    names = list(dict.fromkeys(package_name(word) for word in words))
    shown = ", ".join(names[:4])
    return shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more"
