"""A command, wherever it stands: the idea that lets one rule work in every carrier."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from envguard.model import Text
from envguard.model.records import NamedTuple

HOLE = "\ue000"
"""Stands in a word's value where something unknown goes: `--ip=$IP` reads `--ip=` + HOLE."""


def known(value: str) -> bool:
    """Whether a word's value has no part that only the running program would know."""
    return HOLE not in value


class Word(NamedTuple):
    """One argument. `text` is its value with a map to the file, `raw` its spelling with quotes.

    `quoted` says whether the shell took it as it stands (no splitting, no globbing). `unset`
    names the variables in it that nothing in sight sets and that nothing insists on: where they
    are not set, their HOLEs are empty.
    """

    text: Text
    raw: Text
    quoted: bool = False
    unset: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """What the program receives, HOLEs where that cannot be known."""
        return self.text.value


class Value(NamedTuple):
    """The value of a variable and the place that sets it."""

    value: str
    text: Text


class Context(NamedTuple):
    """Where and how a carrier's commands run.

    `carrier`: the format, such as "dockerfile", "compose", "workflow", "markdown".
    `setting`: what a command there is for: "image" (builds an image), "service" (a long-running
    start: CMD, compose, Kubernetes, systemd), "ci", "script", "prose" (README, notebook text),
    "interactive" (a notebook cell, a devcontainer's terminal).
    `group`: commands of one file with the same group run one after the other in one place, for
    example one build stage, one script, one job.
    `user`: who runs them, None where nothing in sight says; "root" also for uid 0.
    `environment`: variables that the carrier sets, each with its origin.
    `published`: how ports get out: "everywhere", "loopback", "none" or "unknown" (see `ports`).
    `container`: True inside an image or pod, False on a host, None where unknown.
    `host`: the machine it is sent to by ssh, None where it runs where it stands.
    `login`: the shell reads its profile, in which `conda init` leaves its hook.
    """

    carrier: str
    setting: str
    group: str = ""
    user: str | None = None
    directory: str | None = None
    environment: Mapping[str, Value] = {}
    container: bool | None = None
    published: str = "unknown"
    ports: tuple[Text, ...] = ()
    image: str | None = None
    host: str | None = None
    login: bool = False


class Launch(NamedTuple):
    """What a carrier finds: a shell text, or an argument list that no shell reads.

    `content` is one Text for a shell script (any number of lines) and a tuple of Texts for an
    exec form; `shell` names what reads a script: "sh", "bash", "powershell", "cmd".
    `prompt` scripts come from prose: console prompts and output are to be expected.
    """

    content: Text | tuple[Text, ...]
    context: Context
    shell: str = "bash"


class Document(NamedTuple):
    """A file as carriers see it: its text, its path, and a way to read one beside it.

    `neighbour` takes a path relative to the document's folder and gives that file's text, or
    None where it is absent, unreadable or outside the project.
    """

    path: str
    text: Text
    neighbour: Callable[[str], Text | None]


class Redirect(NamedTuple):
    """`> file`: `operator` is >, >>, <, <<, &> …; `target` None for a heredoc."""

    operator: str
    target: Word | None
    body: Text | None = None


class Command:
    """One program start: what it is given, by whom, and where that is written.

    `pipeline` are all commands of the same pipe in order, this one included; `conditional` says
    whether it stands in a branch, a loop or behind `||`; `wrappers` are the names of what was
    seen through (sudo, env, sh -c, docker run …), outermost first; `inside` is the command in
    whose `$( )` or `<( )` it stands; `launch` is the same number for all commands of one Launch:
    one script, one RUN, one step.
    """

    __slots__ = (
        "_pipe",
        "argv",
        "conditional",
        "context",
        "environment",
        "inside",
        "launch",
        "redirects",
        "text",
        "user",
        "wrappers",
    )

    def __init__(
        self,
        argv: tuple[Word, ...],
        text: Text,
        context: Context,
        environment: Mapping[str, Value] | None = None,
        redirects: tuple[Redirect, ...] = (),
        wrappers: tuple[str, ...] = (),
        user: str | None = None,
        conditional: bool = False,
    ) -> None:
        self.argv = argv
        self.text = text
        self.context = context
        self.environment = context.environment if environment is None else environment
        self.redirects = redirects
        self.wrappers = wrappers
        self.user = user if user is not None else context.user
        self.conditional = conditional
        self._pipe: tuple[Command, ...] | None = None
        self.inside: Command | None = None
        self.launch = 0

    @property
    def program(self) -> str:
        """The base name of the program: `/opt/conda/bin/pip` is `pip`; a HOLE stays."""
        return self.argv[0].value.replace("\\", "/").rpartition("/")[2] if self.argv else ""

    @property
    def pipeline(self) -> tuple[Command, ...]:
        """The stages of its pipe. Nearly every command is alone in its own, and one that held
        itself would keep its file in memory until the garbage of many is collected.
        """
        return (self,) if self._pipe is None else self._pipe

    @pipeline.setter
    def pipeline(self, stages: tuple[Command, ...]) -> None:
        self._pipe = None if len(stages) == 1 and stages[0] is self else stages

    @property
    def values(self) -> list[str]:
        """The arguments as the program receives them, the program first."""
        return [word.value for word in self.argv]

    def __repr__(self) -> str:
        return f"Command({self.values!r})"
