"""Reading a file that a stranger laid down: never a pipe or a device, never more than a bound."""

from __future__ import annotations

import os
import stat

# nearly every file is smaller
_USUAL = 1 << 16
# a pipe that takes the file's place after it was looked at must not be waited for
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class NotRegular(OSError):
    """What stands at the path is a folder, a pipe, a device or a socket."""

    strerror = "it is not a regular file"


class TooLarge(OSError):
    """The file is larger than the bound."""

    strerror = "it is too large"


def read_regular(path: str, limit: int) -> tuple[bytes, os.stat_result]:
    """All bytes of a file, and what the system says of the very file that was read.

    NotRegular for anything else, TooLarge for more than `limit` bytes; OSError and ValueError (a
    null character) as `open` has them.
    """
    # opening a device may already do something, so the path is asked first; what was opened is
    # asked again, as another thing may have taken the file's place
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise NotRegular
    descriptor = os.open(path, _FLAGS)
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise NotRegular
        if about.st_size > limit:
            raise TooLarge
        return _read(descriptor, about.st_size, limit), about
    finally:
        os.close(descriptor)


def read_again(path: str, limit: int) -> bytes:
    """All bytes of a file that was just seen to be a regular one; OSError as for `read_regular`.

    It does not ask again, which is half of the work for a small file. What took its place
    meanwhile is not waited for.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        data = os.read(descriptor, _USUAL)
        return data if len(data) < _USUAL else data + _read(descriptor, _USUAL, limit - _USUAL)
    finally:
        os.close(descriptor)


def _read(descriptor: int, size: int, limit: int) -> bytes:
    parts, count = [], 0
    # a file may grow while it is read
    while part := os.read(descriptor, max(size - count, 0) + 4096):
        parts.append(part)
        count += len(part)
        if count > limit:
            raise TooLarge
    return parts[0] if len(parts) == 1 else b"".join(parts)
