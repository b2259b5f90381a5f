"""What a run gathers on its way through the files."""

from __future__ import annotations

from envguard.engine.examine import Examined
from envguard.engine.findings import Findings
from envguard.engine.result import Result, Skipped
from envguard.model import Unknown


class Gathered:
    """What was said of the files so far; `checked` are (path, kind) of those that were read."""

    __slots__ = ("checked", "failed", "findings", "notes", "skipped", "unknowns")

    def __init__(self) -> None:
        self.findings = Findings()
        self.unknowns: list[Unknown] = []
        self.checked: list[tuple[str, str]] = []
        self.skipped: list[Skipped] = []
        self.notes: dict[str, None] = {}
        self.failed = False

    def add(self, examined: Examined) -> None:
        """Take what was said of one file."""
        self.findings.add(examined.reported)
        self.unknowns += examined.unknowns
        self.failed = self.failed or examined.failed
        self.notes.update(dict.fromkeys(examined.notes))

    def result(self, fixed: int, more_notes: tuple[str, ...]) -> Result:
        """All of it in order, each finding once."""
        return Result(
            self.findings.settled(),
            self.unknowns,
            self.checked,
            self.skipped,
            fixed,
            self.failed,
            tuple(dict.fromkeys((*more_notes, *self.notes))),
        )
