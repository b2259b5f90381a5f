"""Bytes to a Source and back, and what to say of a file that cannot be read."""

from __future__ import annotations

import codecs
import os
import re
import stat

from envguard.model import Source

MAXIMUM_BYTES = 10 * 1024 * 1024

_POINTER = b"version https://git-lfs.github.com/spec/"
# as the specification bounds it
_MAXIMUM_POINTER = 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Unreadable(Exception):
    """Why a file is not read, in words for the user.

    One that is `too_large`, or whose content is `elsewhere`, is unknown and not broken.
    """

    def __init__(
        self,
        reason: str,
        too_large: bool = False,
        source: Source | None = None,
        elsewhere: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unknown = too_large or elsewhere
        self.source = source


def read_bytes(path: str) -> bytes:
    """The bytes of a regular file of bounded size; raises Unreadable, never OSError."""
    try:
        # a FIFO or a device would block or never end, so the kind is asked before the content
        about = os.stat(path)
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("it is not a regular file")
        if about.st_size > MAXIMUM_BYTES:
            raise Unreadable(f"it is larger than {MAXIMUM_BYTES >> 20} MiB", too_large=True)
        with open(path, "rb") as stream:
            data = stream.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unreadable(f"the system says: {reason}") from None
    if data.startswith(_POINTER) and b"\noid " in data and len(data) < _MAXIMUM_POINTER:
        raise Unreadable("Git LFS keeps its content, which `git lfs pull` brings", elsewhere=True)
    return data


def decode(path: str, data: bytes, strict: bool) -> Source:
    """Bytes as text. Not UTF-8: Unreadable where `strict`, else odd bytes are carried.

    A byte order mark is kept apart; Windows' PowerShell writes UTF-16 with one, which conda reads.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            content = _decoded(path, data[len(mark) :], encoding, strict)
            return Source(path, content, encoding, mark.decode(encoding))
    encoding = _declared(data) if path.endswith(".py") else "utf-8"
    return Source(path, _decoded(path, data, encoding, strict), encoding)


def _declared(data: bytes) -> str:
    """The encoding that a Python file's first two lines declare (PEP 263), UTF-8 without one."""
    for line in data.split(b"\n", 2)[:2]:
        found = re.match(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", line)
        if found:
            try:
                name = codecs.lookup(found.group(1).decode("ascii")).name
                # some codecs are none of text, and some refuse whatever they are given
                data.decode(name, "replace")
            except (LookupError, ValueError):
                return "utf-8"
            return name
    return "utf-8"


def _decoded(path: str, data: bytes, encoding: str, strict: bool) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if not strict:
            return data.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
        before = data[: error.start].decode(encoding, "replace")
        source = Source(path, before)
        byte = data[error.start]
        raise Unreadable(
            f"it is not valid UTF-8: byte 0x{byte:02x} cannot be decoded", source=source
        ) from None


def encode(source: Source, content: str) -> bytes:
    """Text as the bytes of the file that `source` came from."""
    return (source.mark + content).encode(source.encoding, "surrogateescape")
