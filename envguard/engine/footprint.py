"""Everything that a run over folders may have looked at, as one digest.

Rules may ask for any file of a project: whether it is there, what it says, where a link leads. So
nobody keeps account of what they did ask for: the digest has every entry below the project's root
with its identity (size, times, inode), as git's index has, and what above it decides about
settings. Whatever changes in there changes the digest.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from envguard.model.records import NamedTuple
from envguard.model.regular_files import read_again
from envguard.project.discovery import repository_root
from envguard.project.reading import MAXIMUM_BYTES
from envguard.project.settings import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import blake2b

MOST_ENTRIES = 300_000

# Of a repository's own folder only what decides about names: which files it tracks and ignores.
_OF_GIT = ("index", "config", "info/exclude")


class Footprint(NamedTuple):
    """`newest` is when an entry last changed, by its file system's clock, in ns."""

    digest: str
    newest: int


class _Unfit(Exception):
    """There is too much to look at, or it stands where it cannot be followed."""


def footprint(folders: Iterable[str], names: Iterable[str], cache: str) -> Footprint | None:
    """The footprint for a run over folders in which these names were found; None: not to be had.

    Neither is it where the cache lies in the project itself: each run would change what it saw.
    """
    from hashlib import blake2b

    digest = blake2b(digest_size=32)
    for name in names:
        digest.update(os.fsencode(name) + b"\0")
    try:
        tops = sorted({top for folder in folders for top in _tops(folder)})
        if any(_is_below(os.path.realpath(cache), top) for top in tops):
            return None
        for top in [*tops, os.path.realpath(os.curdir)]:
            _add_above(top, digest)
        left, newest = MOST_ENTRIES, 0
        for top in tops:
            if not any(_is_below(top, other) for other in tops if other != top):
                left, latest = _add_below(top, digest, left)
                newest = max(newest, latest)
    except (_Unfit, OSError):
        return None
    return Footprint(digest.hexdigest(), newest)


def contents(paths: Iterable[str]) -> str:
    """One digest of what some files say, each under its path; an unreadable one says nothing."""
    from hashlib import blake2b

    digest = blake2b(digest_size=32)
    for path in paths:
        try:
            data = read_again(path, MAXIMUM_BYTES)
        except OSError:
            data = b""
        digest.update(b"%s\0%d " % (os.fsencode(path), len(data)))
        digest.update(data)
    return digest.hexdigest()


def _tops(folder: str) -> list[str]:
    """The folders that may be a project's root for the files of a folder."""
    real, started = os.path.realpath(folder), os.path.realpath(os.curdir)
    root = repository_root(real)
    if root is not None:
        return [real, os.path.realpath(root)]
    return [real, started] if _is_below(real, started) else [real]


def _is_below(path: str, top: str) -> bool:
    return path == top or path.startswith(top.rstrip(os.sep) + os.sep)


def _add_above(top: str, digest: blake2b) -> None:
    """Settings and repositories above a root, also those that are not there."""
    folder = top
    while True:
        for name in (*FILE_NAMES, ".git"):
            path = os.path.join(folder, name)
            digest.update(repr((path, _identity(path))).encode())
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _add_below(top: str, digest: blake2b, left: int) -> tuple[int, int]:
    """Every entry below a folder; gives how many more there may be, and the newest change."""
    pending, newest = [top], 0
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except PermissionError:
            entries = []
        if len(entries) > 1:
            entries.sort(key=_name)
        left -= len(entries)
        if left < 0:
            raise _Unfit
        rows: list[object] = [folder]
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                # its names are looked at one by one, or refused
                rows.append((entry.name, entry.inode()))
                if entry.name == ".git":
                    of_git = [_identity(os.path.join(entry.path, name)) for name in _OF_GIT]
                    rows += of_git
                    newest = max([newest, *(row[3] for row in of_git if row and len(row) > 3)])
                else:
                    pending.append(entry.path)
                continue
            if entry.name == ".git":
                # a work tree or a submodule, whose index lies somewhere else
                raise _Unfit
            status = entry.stat(follow_symlinks=False)
            rows.append((entry.name, _row(status)))
            newest = max(newest, status.st_ctime_ns)
            if stat.S_ISLNK(status.st_mode):
                rows += [os.readlink(entry.path), _identity(entry.path, follow=True)]
        digest.update(repr(rows).encode("utf-8", "surrogateescape"))
    return left, newest


def _identity(path: str, follow: bool = False) -> tuple[int, ...] | None:
    try:
        return _row(os.stat(path) if follow else os.lstat(path))
    except (OSError, ValueError):
        return None


def _row(status: os.stat_result) -> tuple[int, ...]:
    if stat.S_ISDIR(status.st_mode):
        return (status.st_mode, status.st_ino)
    return (
        status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino,
    )  # fmt: skip


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
