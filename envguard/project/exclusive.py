"""One writer at a time: a file held against other runs of envguard while it is replaced."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# five seconds; a fixer holds a file for some milliseconds
TRIES = 100
PAUSE = 0.05


@contextmanager
def alone_with(path: str) -> Iterator[None]:
    """Hold an existing file, whose path has no links, against everybody who asks the same way.

    OSError where it may not be written, or where another program holds it for too long. The lock
    is the operating system's: it leaves no file behind, and ends with the process.
    """
    handle = _locked(path)
    try:
        yield
    finally:
        os.close(handle)


def _locked(path: str) -> int:
    """A handle that holds the lock on what the path names."""
    import time

    for tried in range(TRIES):
        if tried:
            time.sleep(PAUSE)
        # also asks whether the file may be written, which renaming over it would not
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0))
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError(errno.EINVAL, "it is not a regular file")
            own = _taken(handle, path)
        except BaseException:
            os.close(handle)
            raise
        if own is not None:
            return own
    raise OSError(errno.EAGAIN, "another program holds it locked")


def _taken(handle: int, path: str) -> int | None:
    """The handle to close at the end; None, and the file closed, where somebody else has it."""
    try:
        import fcntl
    except ImportError:
        # an open file cannot be replaced on Windows, so the lock is another one
        os.close(handle)
        return _marked(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        # some network file systems know no locks: what the file holds is compared all the same
        return handle
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(handle), os.stat(path)):
            return handle
    # whoever held it has put another file in its place, which is the one to hold
    os.close(handle)
    return None


def _marked(path: str) -> int | None:
    """A lock file outside of the user's folders, which Windows deletes when its process ends."""
    import tempfile
    from hashlib import sha256

    temporary = getattr(os, "O_TEMPORARY", None)
    if temporary is None:
        # a lock that outlives a kill is worse than none: what the file holds is compared
        return os.open(path, os.O_RDONLY)
    name = sha256(os.fsencode(os.path.normcase(path))).hexdigest()[:32]
    mark = os.path.join(tempfile.gettempdir(), f"envguard-{name}.lock")
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | temporary
    try:
        return os.open(mark, flags)
    except (FileExistsError, PermissionError):
        # a file that is about to vanish may not be opened either
        return None
