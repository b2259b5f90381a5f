"""An ssh_config with all its includes: blocks, what stands in them, and what ssh refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from envguard.formats.ssh_config import Argument, Directive
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.criteria import Criterion
from envguard.subjects.ssh.machine import Machine
from envguard.subjects.ssh.patterns import PatternList, is_wild
from envguard.subjects.ssh.problems import Problem
from envguard.subjects.ssh.settings import Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.index import LineIndex
    from envguard.subjects.ssh.options import Effective

Release = tuple[int, int]

MOST_ANSWERS = 5_000

GLOBAL, HOST, MATCH = "global", "host", "match"


class Included(NamedTuple):
    """A file that an Include names; `refusal` says why ssh will not read it, "" where it will."""

    text: Text
    refusal: str = ""


IncludeReader = Callable[[str], "Sequence[Included] | None"]
"""Takes one word of Include and gives the files it means, in ssh's order; None: not known here."""


class Block:
    """Lines under one condition: a Host or Match line, or the beginning of a file.

    `parent` is the block in which an Include brought this one in: both conditions must hold.
    `criteria` are empty where the Match line is refused; `positive` are the patterns of a Host line
    that do not begin with `!`.
    """

    __slots__ = (
        "_matcher",
        "criteria",
        "directive",
        "index",
        "kind",
        "lines",
        "parent",
        "patterns",
        "positive",
    )

    def __init__(
        self,
        kind: str,
        index: int,
        directive: Directive | None = None,
        parent: Block | None = None,
        criteria: tuple[Criterion, ...] = (),
    ) -> None:
        self.kind = kind
        self.index = index
        self.directive = directive
        self.parent = parent
        self.criteria = criteria
        arguments = directive.arguments if directive is not None and kind == HOST else ()
        self.patterns: tuple[str, ...] = tuple(argument.value for argument in arguments)
        self.positive: tuple[str, ...] = tuple(p for p in self.patterns if not p.startswith("!"))
        self.lines: list[Line] = []
        self._matcher: PatternList | None = None

    def matches(self, name: str) -> bool:
        """Whether the patterns of a Host line match a name."""
        if self._matcher is None:
            self._matcher = PatternList(self.patterns)
        return self._matcher.matches(name)

    @property
    def pattern_arguments(self) -> tuple[Argument, ...]:
        """The words of a Host line with their places."""
        return self.directive.arguments if self.kind == HOST and self.directive else ()

    @property
    def for_everything(self) -> bool:
        """Whether the block holds for every host and user: no condition, `*`, or `all`."""
        if self.parent is not None and not self.parent.for_everything:
            return False
        if self.kind == GLOBAL:
            return True
        if self.kind == HOST:
            return any(not p.strip("*") for p in self.patterns if p) and not any(
                p.startswith("!") for p in self.patterns
            )
        return bool(self.criteria) and all(_always(criterion) for criterion in self.criteria)

    @property
    def literal_hosts(self) -> tuple[str, ...]:
        """The plain names of a Host line, or of the host criteria of a Match line."""
        if self.kind == HOST:
            return tuple(p for p in self.positive if not is_wild(p))
        return tuple(p for p in self.criterion_patterns if not is_wild(p))

    @property
    def criterion_patterns(self) -> tuple[str, ...]:
        """The patterns without `!` of `host` and `originalhost` criteria that are not negated."""
        return tuple(
            pattern
            for criterion in self.criteria
            if criterion.name in ("host", "originalhost") and not criterion.negated
            for pattern in (criterion.value or "").split(",")
            if pattern and not pattern.startswith("!")
        )

    def __repr__(self) -> str:
        return f"Block({self.kind!r}, {self.directive!r})"


class Line(NamedTuple):
    """A directive in its block, with the settings it makes (none where it is refused).

    `order` counts lines as ssh reads them, includes in place. `unread` says why the files of an
    Include are not known, "" where they are.
    """

    directive: Directive
    block: Block
    order: int
    settings: tuple[Setting, ...] = ()
    unread: str = ""


class Placed(NamedTuple):
    """A problem and where it comes in ssh's reading order."""

    order: int
    problem: Problem


class SshConfig:
    """What was read. `problems` are those for which ssh refuses the file for every host.

    `unknown_keywords` make ssh refuse it unless an IgnoreUnknown that is in force covers them
    (see `effective.is_ignored`); `unknowns` are lines whose meaning depends on a variable that
    is not known here. `everywhere` holds the deciding lines of the options that heed no block;
    `complete` is False where the includes were too many to read them all; `template` says that only
    the plain lines of a template were read.
    """

    __slots__ = (
        "_answers",
        "_index",
        "_unread",
        "blocks",
        "complete",
        "everywhere",
        "lines",
        "machine",
        "path",
        "problems",
        "reads_twice",
        "template",
        "unknown_keywords",
        "unknowns",
        "version",
    )

    def __init__(self, path: str, version: Release, machine: Machine) -> None:
        self.path = path
        self.version = version
        self.machine = machine
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.problems: list[Placed] = []
        self.unknown_keywords: list[Placed] = []
        self.unknowns: list[Problem] = []
        self.everywhere: dict[str, Line] = {}
        self.reads_twice = False
        self.complete = True
        self.template = False
        self._index: LineIndex | None = None
        self._unread: list[Line] | None = None
        self._answers: dict[tuple[str, str | None, bool], Effective] = {}

    def effective(self, host: str, user: str | None = None, mended: bool = False) -> Effective:
        """What is in force for a host as typed (`host`, `user@host`, `ssh://…`); remembered.

        `mended`: what would be, were the lines gone for which ssh refuses the file.
        """
        from envguard.subjects.ssh.effective import effective

        known = self._answers.get((host, user, mended))
        if known is None:
            known = effective(self, host, user, self.index, mended)
            if len(self._answers) < MOST_ANSWERS:
                self._answers[host, user, mended] = known
        return known

    @property
    def index(self) -> LineIndex:
        """The lines by the hosts they can concern; only when everything is read."""
        from envguard.subjects.ssh.index import LineIndex

        if self._index is None:
            self._index = LineIndex(self)
        return self._index

    @property
    def unread(self) -> list[Line]:
        """Include lines whose files were not read; only when everything else is."""
        if self._unread is None:
            self._unread = [line for line in self.lines if line.unread]
        return self._unread

    def directives(self, *names: str) -> Iterator[Line]:
        """The lines with one of the keywords (lower case), includes in place; all if none."""
        for line in self.lines:
            if not names or line.directive.name in names:
                yield line

    def own_directives(self, *names: str) -> Iterator[Line]:
        """Those of `directives` that stand in the file itself, not in one that it includes."""
        for line in self.directives(*names):
            if self.is_own(line):
                yield line

    def is_own(self, line: Line) -> bool:
        """Whether a line stands in the file itself."""
        return line.directive.line.source.path == self.path


def _always(criterion: Criterion) -> bool:
    if criterion.name == "all":
        return not criterion.negated
    if criterion.name in ("host", "originalhost", "user", "localuser") and not criterion.negated:
        patterns = (criterion.value or "").split(",")
        plain = [p for p in patterns if p]
        return any(not p.strip("*") for p in plain) and not any(p.startswith("!") for p in plain)
    return False
