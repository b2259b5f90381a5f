"""The answer for one host: its options, what decided each, and why ssh may refuse instead."""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.config import Line
from envguard.subjects.ssh.forwards import Forward
from envguard.subjects.ssh.jump import Jump
from envguard.subjects.ssh.problems import Problem
from envguard.subjects.ssh.settings import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

Printed: TypeAlias = "str | tuple[str, ...]"


class Possible(NamedTuple):
    """A value that an option may have instead, the line that would set it, and why."""

    value: Printed
    line: Line
    reason: str


class OptionValue(NamedTuple):
    """One option as `ssh -G` prints it: a text, or a tuple for options printed line by line.

    `lines` are what set it, none for ssh's own default. Where `certain` is False, `reason` says
    what is not known; `others` are values that may hold instead (of a list: that may be in it).
    An option that only may be set has the value "" or (). `beaten` are lines that are in force
    for the host, too, and came too late.
    """

    value: Printed
    lines: tuple[Line, ...] = ()
    certain: bool = True
    reason: str = ""
    others: tuple[Possible, ...] = ()
    beaten: tuple[Line, ...] = ()

    @property
    def origin(self) -> Text | None:
        """The directive that decided, None for a default."""
        return self.lines[0].directive.text if self.lines else None

    def possible(self) -> list[Printed]:
        """Every value the option may have as far as is known, the likely one first."""
        return [self.value, *(other.value for other in self.others)]


class Effective(NamedTuple):
    """The answer for one host as typed. `ok` is False where ssh refuses, and `error` says why.

    `options` have the names of `ssh -G` in lower case; one that it does not print is absent.
    `host_name` is where ssh connects to, `user` whom it logs in as (None: not known here).
    `agent` says yes or no to whether the agent is forwarded: measured, `ssh -G` prints a socket
    path also where an earlier `ForwardAgent no` keeps forwarding off.
    """

    host: str
    ok: bool
    options: dict[str, OptionValue]
    error: Problem | None
    host_name: str
    user: str | None
    agent: OptionValue = OptionValue("no")

    def get(self, option: str) -> str:
        """The value of a single-valued option, "" where it is absent."""
        found = self.options.get(option)
        return found.value if found is not None and isinstance(found.value, str) else ""


class HostProblem(Exception):
    """ssh accepts the file and stops for this host."""

    def __init__(self, message: str, line: Line | None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def words_of(value: Value) -> tuple[str, ...]:
    """The words of a value that has several."""
    if isinstance(value, str):
        return tuple(value.split(" "))
    return () if isinstance(value, (Forward, Jump)) else value


def spell(value: Value) -> str:
    """A value in one text, as `ssh -G` prints it."""
    if isinstance(value, Jump):
        return value.printed if value.hops else "none"
    if isinstance(value, Forward):
        return f"{value.listener} {value.target}"
    return value if isinstance(value, str) else " ".join(value)
