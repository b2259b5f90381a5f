"""What of pip's part is to be solved on one platform."""

from __future__ import annotations

from envguard.lock.gathering import Root
from envguard.lock.rows import LockRow
from envguard.model.records import NamedTuple
from envguard.subjects.lock.lock import LockedPackage
from envguard.subjects.lock.virtual_packages import Packages


class PipTask(NamedTuple):
    """What is to be solved on one platform. `conda` are its rows, `held` pip's earlier ones."""

    platform: str
    roots: list[Root]
    conda: list[LockRow]
    virtual: Packages
    held: list[LockedPackage]
    exclude_newer: str
    indexes: tuple[str, ...]

    @property
    def python(self) -> str:
        """The version of Python that conda locked; empty without one."""
        return next((row.version for row in self.conda if row.name == "python"), "")
