"""Writing a file so that it is never torn: the old content or the new, and nothing between."""

from __future__ import annotations

import os


def replace_file(path: str, content: bytes) -> None:
    """Put content in place at once, through a new file beside it. Links are followed.

    An existing file keeps its mode. Raises OSError; then the old file is as it was.
    """
    import tempfile

    real = os.path.realpath(path)
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
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        # what open() would have given a new file; the mask can only be read by setting it
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
