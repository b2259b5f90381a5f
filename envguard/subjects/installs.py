"""What a series of commands installs, one after the other, and into which environment each."""

from __future__ import annotations

from collections.abc import Iterable

from envguard.model.records import NamedTuple
from envguard.subjects.activation import activated, works_in
from envguard.subjects.command import Command, Word
from envguard.subjects.package_command import (
    CONDA_PROGRAMS,
    PackageCommand,
    is_path,
    is_placeholder,
    package_command,
)

_BASE = ("base", "root", "/opt/conda")
# they belong to the managers themselves, wherever they stand
TOOLS = frozenset((
    "pip", "setuptools", "wheel", "conda", "mamba", "build", "twine", "uv", "pipx", "virtualenv",
))  # fmt: skip
_CHANGES = {
    "conda": ("install", "create", "env create", "env update", "update", "upgrade"),
    "pip": ("install", "sync"),
}


class Install(NamedTuple):
    """One command that changes an environment; `environment` is None for the base or active one."""

    command: PackageCommand
    environment: str | None

    @property
    def launch(self) -> int:
        """Which script, RUN or step it stands in."""
        return self.command.command.launch

    @property
    def setting(self) -> str:
        """What the command is for, as Context says it."""
        return self.command.command.context.setting

    @property
    def named(self) -> tuple[Word, ...]:
        """The packages that are named, paths and placeholders left out."""
        return tuple(
            word for word in self.command.packages if not (is_path(word) or is_placeholder(word))
        )


def installs(commands: Iterable[Command]) -> list[Install]:
    """The installs of a group of commands in order.

    An activation holds for the rest of its script; a reader of prose keeps one terminal open.
    """
    found: list[Install] = []
    active: str | None = None
    run_in: str | None = None
    run_end = launch = -1
    for command in commands:
        if command.launch != launch and command.context.setting != "prose":
            active = None
        launch = command.launch
        word = activated(command)
        verb = command.values[1:2]
        if word is not None:
            active = _known_base(word.value)
        elif command.program in CONDA_PROGRAMS and verb == ["deactivate"]:
            active = None
        read = package_command(command)
        if read is None:
            continue
        if read.manager == "conda" and read.verb == "run":
            run_in, run_end = _known_base(read.environment), command.text.end
        elif read.verb in _CHANGES[read.manager]:
            inside = command.wrappers and command.text.start < run_end
            found.append(Install(read, _known_base(works_in(read, run_in if inside else active))))
    return found


def _known_base(name: str | None) -> str | None:
    return None if name in _BASE else name
