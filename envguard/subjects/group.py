"""Commands that belong together: in one place one after the other, or in one file."""

from __future__ import annotations

from typing import NamedTuple

from envguard.model import Text
from envguard.subjects.command import Command


class CommandGroup(NamedTuple):
    """The commands of one script, build stage or job, in order. There is at least one."""

    name: str
    commands: tuple[Command, ...]

    @property
    def text(self) -> Text:
        """The first command's place."""
        return self.commands[0].text


class CommandFile(NamedTuple):
    """All commands of a file, in order. There is at least one."""

    path: str
    commands: tuple[Command, ...]

    @property
    def text(self) -> Text:
        """The first command's place."""
        return self.commands[0].text


def groups(commands: list[Command]) -> list[CommandGroup]:
    """The groups of a file's commands, in the order of their first commands."""
    found: dict[str, list[Command]] = {}
    for command in commands:
        found.setdefault(command.context.group, []).append(command)
    return [CommandGroup(name, tuple(members)) for name, members in found.items()]
