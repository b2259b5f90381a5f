"""What a run gives to the reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from envguard.model import Reported, Severity, Unknown
from envguard.model.records import NamedTuple


class Skipped(NamedTuple):
    """A file that was not read, and why. `kind` is the kind it would have had, "" if none."""

    path: str
    reason: str
    kind: str = ""


class Tally(NamedTuple):
    """How many findings count, by severity; how many are exempt; fixes offered, by safety."""

    counts: dict[Severity, int]
    ignored: int
    fixes: dict[str, int]


class Result(NamedTuple):
    """Everything a run found. `checked` are (path, kind) of the files that were read.

    `reported` may be more than fits into memory at once: read it, do not keep it. `notes` say of
    the run what a reader of any report must know, such as how much was hidden.
    """

    reported: Sequence[Reported]
    unknowns: list[Unknown]
    checked: list[tuple[str, str]]
    skipped: list[Skipped]
    fixed: int = 0
    rule_failed: bool = False
    notes: tuple[str, ...] = ()

    def tally(self) -> Tally:
        """What is counted of the findings, in one go over them."""
        found = dict.fromkeys((Severity.ERROR, Severity.WARNING, Severity.INFO), 0)
        ignored, fixes = 0, Counter[str]()
        known = getattr(self.reported, "counted", None)
        for (exempt, severity, safety), count in (known or _counted(self.reported)).items():
            if exempt:
                ignored += count
                continue
            found[Severity(severity)] += count
            if safety:
                fixes[safety] += count
        return Tally(found, ignored, fixes)

    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity are not ignored."""
        return self.tally().counts

    def ignored(self) -> int:
        """How many findings are exempt."""
        return self.tally().ignored

    def worst(self) -> Severity | None:
        """The highest severity that counts."""
        return max((one for one, count in self.counts().items() if count), default=None)


def _counted(reported: Sequence[Reported]) -> Counter[tuple[bool, int, str]]:
    """How many are exempt or not, of which severity, with which kind of fix."""
    return Counter(
        (
            one.ignored is not None,
            one.severity,
            one.finding.fix.safety if one.finding.fix is not None else "",
        )
        for one in reported
    )
