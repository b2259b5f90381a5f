"""A paper's report as data: what is said, without a word of how it looks.

Everything that a file says has gone through `Hiding` before it stands here. Paths are relative to
the folder of the report, with `/`; lines are 1-based.
"""

from __future__ import annotations

from envguard.model import Severity
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

State: TypeAlias = "Literal['ready', 'not ready', 'cannot tell']"
Verdict: TypeAlias = "Literal['yes', 'no', 'cannot tell']"


class Place(NamedTuple):
    """A line of a file; `line` is 0 for the file as a whole."""

    path: str
    line: int = 0

    @property
    def shown(self) -> str:
        """`path:line`."""
        return f"{self.path}:{self.line}" if self.line else self.path


class PlatformCount(NamedTuple):
    """How many packages of a lock are for one platform; "" is every platform."""

    platform: str
    conda: int
    pip: int


class Branch(NamedTuple):
    """A package that was asked for, and how many packages come along with it, itself included."""

    name: str
    packages: int


class LockFacts(NamedTuple):
    """One lock; `line` is where it says what it holds.

    `state` is fresh, harmless, stale, unknown or whole: of a lock that names no source there is
    nothing to compare. `solved` is a day, and `solved_by` what says so: exclude-newer, or the
    newest package; both are empty where nothing does. `hashed` is how many of its packages have a
    checksum. `asked` are the packages that were asked for by name, each with its locked version.
    """

    path: str
    line: int
    kind: str
    sha256: str
    content_hashes: tuple[tuple[str, str], ...]
    state: str
    reason: str
    solved: str
    solved_by: str
    python: str
    platforms: tuple[str, ...]
    counts: tuple[PlatformCount, ...]
    channels: tuple[str, ...]
    virtual_packages: tuple[str, ...]
    hashed: int
    packages: int
    asked: tuple[tuple[str, str], ...]
    branches: tuple[Branch, ...]


class EnvironmentFacts(NamedTuple):
    """One environment of the project: the file that asks for it, its locks, or both.

    `kind` is environment, requirements or lock. `asked_conda` and `asked_pip` count what the file
    asks for, `pinned` what of it names exactly one version. `commands` make it anew, and are
    `exact` where they give the very packages.
    """

    path: str
    line: int
    kind: str
    name: str
    python: str
    channels: tuple[str, ...]
    platforms: tuple[str, ...]
    asked_conda: int
    asked_pip: int
    pinned: int
    locks: tuple[LockFacts, ...]
    commands: tuple[str, ...]
    exact: bool
    commands_note: str


class FindingFacts(NamedTuple):
    """One finding that counts; `doubt` is empty where it is certain."""

    code: str
    name: str
    severity: Severity
    message: str
    place: Place
    doubt: str


class OpenPoint(NamedTuple):
    """What cannot be known from the files, and why."""

    code: str
    message: str
    reason: str
    place: Place


class Trace(NamedTuple):
    """One place that tells who the authors are; what it says is never repeated."""

    kind: str
    place: Place


class Answer(NamedTuple):
    """One question of a checklist. `item` is its official name, `question` our own words."""

    venue: str
    item: str
    url: str
    question: str
    verdict: Verdict
    reason: str
    evidence: tuple[Place, ...]


class Paper(NamedTuple):
    """The whole report. `origin` and `commit` are empty where hidden or not known.

    `checked` counts the files by kind, `others` the environments that are left out of the list.
    `history` says that there is a .git, whose log names its authors.
    """

    title: str
    anonymous: bool
    as_of: str
    version: str
    state: State
    why: str
    steps: tuple[str, ...]
    origin: str
    commit: str
    environments: tuple[EnvironmentFacts, ...]
    others: int
    rules: int
    checked: tuple[tuple[str, int], ...]
    findings: tuple[FindingFacts, ...]
    ignored: int
    open_points: tuple[OpenPoint, ...]
    unread: tuple[tuple[str, str], ...]
    traces: tuple[Trace, ...]
    traces_unread: int
    history: bool
    answers: tuple[Answer, ...]
    notes: tuple[str, ...]

    @property
    def main(self) -> EnvironmentFacts | None:
        """The environment that the README block and the methods paragraph speak of."""
        return self.environments[0] if self.environments else None

    @property
    def lock(self) -> LockFacts | None:
        """The lock of the main environment."""
        main = self.main
        return main.locks[0] if main is not None and main.locks else None


NOT_CHECKED: tuple[tuple[str, str], ...] = (
    ("Results", "No code was run, and no number, table or figure was compared with the paper."),
    (
        "Data",
        "Whether the data can still be had, are the same, and may be used, was not looked at.",
    ),
    (
        "Hardware",
        "Processors, GPUs, drivers and clusters were not seen; other ones can give other numbers.",
    ),
    ("Chance", "Seeds and operations whose order is not fixed were not looked for."),
    (
        "Downloads",
        "No network was used: whether every locked package is still offered was not tried.",
    ),
    (
        "Code",
        "Whether the code imports only what the environment holds, and is correct, was not judged.",
    ),
)
"""What no report of envguard ever speaks of, and its readers must know."""
