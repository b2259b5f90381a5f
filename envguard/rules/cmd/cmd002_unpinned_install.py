"""CMD002: unpinned-install."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.model.records import NamedTuple
from envguard.project.own_names import own_names
from envguard.rules import Outcome, rule
from envguard.subjects.command import Command, Word
from envguard.subjects.environment.pins import CHOICES
from envguard.subjects.notebook import is_magic
from envguard.subjects.package_command import (
    PackageCommand,
    is_bare,
    is_path,
    is_placeholder,
    moving_source,
    package_command,
    package_name,
    swallowed,
)

TYPE_CHECKING = False
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
    own = own_names(project) if settings & {"prose", "ci"} else set()
    loose: list[_Loose] = []
    for command in file.commands:
        install = None if is_magic(command) else package_command(command)
        if install is not None:
            loose.extend(_loose(install, own, _is_grave(command), project))
    if not loose:
        return
    first = max(loose, key=lambda one: (one.grave, bool(one.redirected)))
    redirected = next((one.redirected for one in loose if one.redirected), "")
    yield finding(
        first.word.raw,
        _REDIRECTED if redirected else _MOVING if any(one.moving for one in loose) else _BARE,
        severity=Severity.WARNING if first.grave else Severity.INFO,
        related=tuple(related(one.word.raw, "and here") for one in loose if one is not first),
        names=_listed([one.name for one in loose]),
        redirected=redirected,
    )


_BARE = (
    "No version is given for {names}: the next run installs whatever is newest then. Give versions, "
    "or install from a file that has them."
)
_MOVING = (
    "No version is given for {names}: the next run installs whatever is newest then. Give versions, "
    "and to a git address @ and the 40 digits of a commit."
)
_REDIRECTED = (
    "No version is given for {names}: the shell takes the > of {redirected} for a redirection to a "
    "file. Put such requirements in quotes, and give the others versions."
)


class _Loose(NamedTuple):
    """A word that lets a version go; `redirected`: the requirement that the shell cuts in two."""

    word: Word
    name: str
    grave: bool
    moving: bool = False
    redirected: str = ""


def _is_grave(command: Command) -> bool:
    """Images are built again, and cells run again, by whoever uses them."""
    context = command.context
    return context.setting in ("image", "service") or (
        context.setting == "interactive" and context.carrier == "notebook"
    )


def _loose(
    install: PackageCommand, own: set[str], grave: bool, project: Project
) -> Iterator[_Loose]:
    """The packages of an install or create that have no version at all."""
    if install.verb not in ("install", "create") or install.has(*_VERSIONS[install.manager]):
        return
    for word in install.packages:
        source = moving_source(word) if install.manager == "pip" else ""
        if source:
            if source.replace("_", "-") not in (own or own_names(project)):
                yield _Loose(word, source, grave, moving=True)
            continue
        name = package_name(word)
        if is_path(word) or is_placeholder(word) or not is_bare(word):
            continue
        if name in _TOOLS or name in CHOICES or name.replace("_", "-") in own:
            continue
        bound = swallowed(install, word)
        yield _Loose(word, name, grave, redirected=f"{name}{bound}" if bound else "")


def _listed(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    shown = ", ".join(names[:4])
    return shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more"
