"""A fleet's report as data: plain values only, so that it crosses from one process to another."""

from __future__ import annotations

from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Outcome: TypeAlias = "Literal['checked', 'nothing', 'failed']"
Change: TypeAlias = "Literal['new', 'known', 'first']"
"""new: not there last time. known: it was. first: nothing is known of its repository then."""


class FleetFinding(NamedTuple):
    """One finding that counts. `path` is relative to the root of its repository."""

    fingerprint: str
    code: str
    name: str
    severity: str
    message: str
    path: str
    line: int
    column: int
    owners: tuple[str, ...]
    change: Change = "first"


class Repository(NamedTuple):
    """One clone. `code` is the exit code of its check alone; `problem` says why it failed.

    `fixed` are last time's findings that are gone.
    """

    name: str
    path: str
    outcome: Outcome
    code: int
    problem: str
    files: int
    unknowns: int
    ignored: int
    findings: tuple[FleetFinding, ...]
    fixed: tuple[FleetFinding, ...] = ()

    def count(self, severity: str) -> int:
        """How many findings have a severity."""
        return sum(one.severity == severity for one in self.findings)


class Group(NamedTuple):
    """How many findings a rule or an owner has, over how many repositories."""

    name: str
    error: int
    warning: int
    info: int
    repositories: int


class Fleet(NamedTuple):
    """The whole. `repositories` come worst first; `gone` were there last time and are not now.

    `since` says whether there was a last time to compare with.
    """

    repositories: tuple[Repository, ...]
    rules: tuple[Group, ...]
    owners: tuple[Group, ...]
    gone: tuple[str, ...]
    since: bool

    def findings(self) -> list[tuple[Repository, FleetFinding]]:
        """Every finding with its repository, in the order of the repositories."""
        return [(one, finding) for one in self.repositories for finding in one.findings]
