"""The rows of the table: what was measured, beside what, and whether a goal is kept."""

from __future__ import annotations

from typing import NamedTuple


class Quantity(NamedTuple):
    """A number with its unit: `s` (from seconds), `MiB`, `files/s` or `times`."""

    value: float
    unit: str

    def __str__(self) -> str:
        if self.unit == "s":
            return _seconds(self.value)
        if self.unit == "files/s":
            return f"{self.value:,.0f} files/s"
        if self.unit == "times":
            return f"{self.value:.2f} times"
        return f"{self.value:.1f} {self.unit}"


class Goal(NamedTuple):
    """A promise: at most `limit`, or at least."""

    limit: float
    at_least: bool = False

    def kept(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit


class Row(NamedTuple):
    """One row of the table.

    `peer` is what envguard stands beside, empty where the figure stands alone; `theirs` is None
    where the peer is missing or failed, and `why` says so. The goal is one for the ratio where
    there is a peer, else for envguard's own figure.
    """

    what: str
    figure: str
    ours: Quantity
    peer: str = ""
    theirs: Quantity | None = None
    goal: Goal | None = None
    why: str = ""

    @property
    def ratio(self) -> float | None:
        """envguard's share of the peer's figure."""
        if self.theirs is None or self.theirs.value <= 0:
            return None
        return self.ours.value / self.theirs.value

    @property
    def kept(self) -> bool | None:
        """Whether the goal is kept; None without a goal, or where it cannot be said."""
        judged = self.ratio if self.peer else self.ours.value
        return None if self.goal is None or judged is None else self.goal.kept(judged)


def files_a_second(files: int, wall: float) -> Quantity:
    """How many files were read in a second of wall time; 0 where no time passed."""
    return Quantity(files / wall if wall > 0 else 0.0, "files/s")


def verdict(row: Row) -> str:
    """The goal's column: `yes`, `NO`, `unknown`, or nothing without a goal."""
    if row.goal is None:
        return ""
    return {True: "yes", False: "NO", None: "unknown"}[row.kept]


def goal_text(row: Row) -> str:
    """The goal as written: `≤ 0.75` for a ratio, `≤ 4.00 s` for a figure of its own."""
    if row.goal is None:
        return ""
    sign = "≥" if row.goal.at_least else "≤"
    limit = f"{row.goal.limit:g}" if row.peer else Quantity(row.goal.limit, row.ours.unit)
    return f"{sign} {limit}"


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"
