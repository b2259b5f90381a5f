"""What an environment has otherwise than its lock says."""

from __future__ import annotations

from typing import Literal

from envguard.model.records import NamedTuple

DifferenceKind = Literal[
    "missing", "extra", "version", "build", "channel", "file", "source", "overwritten", "removed",
    "recorded-twice", "file-changed", "file-missing",
]  # fmt: skip
"""channel: the same build from elsewhere. file: the same build, another file by its hash. source:
pip took it from elsewhere. overwritten: pip wrote over conda's files. removed: conda's record is
there, its files are not. The last two are found with `--strict` alone."""


class Package(NamedTuple):
    """A package as the lock or the environment has it; what is not told is empty."""

    version: str
    build: str = ""
    source: str = ""


class Difference(NamedTuple):
    """One difference, one line. `message` says it in a sentence without its group's heading.

    `path` is a file relative to the prefix, where one file is meant.
    """

    kind: DifferenceKind
    manager: Literal["conda", "pip"]
    name: str
    message: str
    locked: Package | None = None
    installed: Package | None = None
    path: str = ""


class Verdict(NamedTuple):
    """What came of a comparison. `notes` are for the reader and no differences.

    `checked` counts the files that were hashed, `unproved` those that could not be judged, because
    nothing recorded what they should be; both are 0 without `--strict`.
    """

    prefix: str
    lock: str
    platform: str
    categories: tuple[str, ...]
    strict: bool
    conda: int
    pip: int
    differences: list[Difference]
    notes: list[str]
    checked: int = 0
    unproved: int = 0

    @property
    def equal(self) -> bool:
        """Whether the environment holds what the lock says."""
        return not self.differences
