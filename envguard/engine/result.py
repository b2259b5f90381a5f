"""What a run gives to the reports."""

from __future__ import annotations

from envguard.model import Reported, Severity, Unknown
from envguard.model.records import NamedTuple


class Skipped(NamedTuple):
    """A file that was not read, and why. `kind` is the kind it would have had, "" if none."""

    path: str
    reason: str
    kind: str = ""


class Result(NamedTuple):
    """Everything a run found. `checked` are (path, kind) of the files that were read.

    `notes` say of the run what a reader of any report must know, such as how much was hidden.
    """

    reported: list[Reported]
    unknowns: list[Unknown]
    checked: list[tuple[str, str]]
    skipped: list[Skipped]
    fixed: int = 0
    rule_failed: bool = False
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity are not ignored."""
        found = dict.fromkeys((Severity.ERROR, Severity.WARNING, Severity.INFO), 0)
        for reported in self.reported:
            if reported.ignored is None:
                found[reported.severity] += 1
        return found

    def ignored(self) -> int:
        """How many findings are exempt."""
        return sum(reported.ignored is not None for reported in self.reported)

    def worst(self) -> Severity | None:
        """The highest severity that counts."""
        counted = [r.severity for r in self.reported if r.ignored is None]
        return max(counted, default=None)
