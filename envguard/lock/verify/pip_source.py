"""Whether what pip installed is what was locked: its version, and where it came from."""

from __future__ import annotations

from envguard.lock.installed.distribution import Distribution
from envguard.model.patterns import late
from envguard.subjects.lock.lock import LockedPackage

_REVISION = late(r"[@#=]([0-9a-f]{40})(?![0-9a-f])")


def same_version(one: str, other: str) -> bool:
    """Whether two versions are one to pip: 1.0 and 1.0.0 are."""
    if one == other:
        return True
    from packaging.version import InvalidVersion, Version

    try:
        return Version(one) == Version(other)
    except InvalidVersion:
        return False


def other_source(one: Distribution, row: LockedPackage) -> str:
    """How a distribution of the locked version is not the locked one; empty where it may be."""
    direct = one.direct
    shown = f"{one.name} {one.version}".strip()
    if direct is None:
        # an index keeps no trace of itself, so only version control could be told apart
        if row.url.startswith(("git+", "hg+", "svn+", "bzr+")):
            return f"{shown} is from an index, locked is a revision"
        return ""
    if direct.kind == "folder":
        how = "an editable folder" if direct.editable else "a folder"
        return "" if _is_folder(row.url) else f"{shown} is from {how} of this machine"
    if direct.kind == "vcs":
        wanted = _REVISION.search(row.url)
        if wanted is None:
            vcs = row.url.startswith(f"{direct.vcs}+")
            return "" if vcs else f"{shown} is from {direct.vcs}, locked is a file"
        if direct.commit and direct.commit != wanted.group(1):
            return f"{shown} is at {direct.commit[:12]}, locked is {wanted.group(1)[:12]}"
        return ""
    if direct.sha256 and row.sha256 and direct.sha256.lower() != row.sha256.lower():
        return f"{shown} is from another file than the locked one (its hash differs)"
    return ""


def _is_folder(url: str) -> bool:
    return url.startswith("file:") or (bool(url) and "://" not in url)
