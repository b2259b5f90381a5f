"""Writing a file so that it is never torn: the old content or the new, and nothing between."""

from __future__ import annotations

import os
import stat


def replace_file(path: str, content: bytes, follow: bool = True) -> None:
    """Put content in place at once, through a new file beside it.

    An existing file keeps its mode. `follow`: the file that a link leads to is the one, else the
    link itself is replaced. Raises OSError; then the old file is as it was.
    """
    import tempfile

    real = os.path.realpath(path) if follow else os.path.abspath(path)
    handle, temporary = tempfile.mkstemp(prefix=".envguard-", dir=os.path.dirname(real))
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode(real))
        os.replace(temporary, real)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    try:
        found = os.lstat(path).st_mode
        if stat.S_ISREG(found):
            return stat.S_IMODE(found)
    except FileNotFoundError:
        pass
    # what open() would have given a new file; the mask can only be read by setting it
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
