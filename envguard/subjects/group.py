"""Commands that belong together: in one place one after the other, or in one file."""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.dockerfile_stages import Copy


class CommandGroup(NamedTuple):
    """The commands of one script, build stage or job, in order. There is at least one."""

    name: str
    commands: tuple[Command, ...]

    @property
    def text(self) -> Text:
        """The first command's place."""
        return self.commands[0].text


class CommandFile(NamedTuple):
    """All commands of a file, in order. There is at least one.

    `copies` are a Dockerfile's COPY and ADD; `environments` the names of the environments that a
    workflow's actions make, None where one of them cannot be known. `bringer` says what may put
    files beside those of the project, "" where nothing does.
    """

    path: str
    commands: tuple[Command, ...]
    copies: tuple[Copy, ...] = ()
    environments: tuple[str, ...] | None = ()
    bringer: str = ""

    @property
    def text(self) -> Text:
        """The first command's place."""
        return self.commands[0].text

    @property
    def is_script(self) -> bool:
        """Whether the file's first line says that it is started, not sourced."""
        return self.text.source.content.startswith("#!")


def groups(commands: list[Command]) -> list[CommandGroup]:
    """The groups of a file's commands, in the order of their first commands."""
    found: dict[str, list[Command]] = {}
    for command in commands:
        found.setdefault(command.context.group, []).append(command)
    return [CommandGroup(name, tuple(members)) for name, members in found.items()]
