"""Writing a file so that it is never torn: the old content or the new, and nothing between."""

from __future__ import annotations

import os
import stat
from contextlib import suppress


def replace_file(path: str, content: bytes, follow: bool = True) -> None:
    """Put content in place at once, through a new file beside it.

    An existing file keeps its mode and its attributes, and its owner and group where the system
    allows to give files away; another hard link to it keeps the old content. `follow`: the file
    that a link leads to is the one, else the link itself is replaced. Raises OSError; then the old
    file is as it was.
    """
    import tempfile

    real = os.path.realpath(path) if follow else os.path.abspath(path)
    handle, temporary = tempfile.mkstemp(prefix=".envguard-", dir=os.path.dirname(real))
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            _liken(temporary, real)
            os.fsync(stream.fileno())
        os.replace(temporary, real)
    except BaseException:
        # what went wrong first is what is to be told
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _liken(temporary: str, real: str) -> None:
    """Give a new file the owner, the mode and the attributes of the one that it replaces."""
    import shutil

    try:
        old = os.lstat(real)
    except FileNotFoundError:
        old = None
    if old is None or not stat.S_ISREG(old.st_mode):
        # what open() would have given a new file; the mask can only be read by setting it
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        return
    if hasattr(os, "chown"):
        # before the mode, of which giving away takes the bits that lend rights
        for owner, group in ((-1, old.st_gid), (old.st_uid, -1)):
            with suppress(OSError):
                os.chown(temporary, owner, group)
    shutil.copystat(real, temporary)
    os.utime(temporary)
