"""Which locked packages have no SHA-256."""

from __future__ import annotations

from envguard.subjects.lock.lock import Lock, LockedPackage


def unchecked(lock: Lock) -> list[LockedPackage]:
    """The packages whose download no SHA-256 can prove, of locks that state checksums a package.

    A package from git is proved by its commit. An explicit lock's lines without any checksum are
    left out: they are malformed.
    """
    if not lock.readable or lock.kind not in ("conda-lock", "explicit"):
        return []
    found = [one for one in lock.packages if not one.sha256 and not one.url.startswith("git+")]
    if lock.kind == "explicit":
        return [one for one in found if one.md5]
    return found
