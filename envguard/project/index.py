"""Whether git tracks a file: read from its index, without starting git.

Source of the facts: git's manual, gitformat-index(5).
"""

from __future__ import annotations

import os

from envguard.model.regular_files import read_regular
from envguard.project.discovery import repository_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

MAXIMUM_BYTES = 64 * 1024 * 1024


def is_tracked(path: str) -> bool | Literal["no repository", "unknown"]:
    """Whether git's index names a file; "no repository" and "unknown" where that cannot be seen."""
    root = repository_root(os.path.dirname(os.path.abspath(path)))
    if root is None:
        return "no repository"
    data = _index(root)
    if data is None:
        return "unknown"
    # version 4 shortens each path by what it shares with the one before
    if data[:4] != b"DIRC" or data[4:8] not in (b"\0\0\0\2", b"\0\0\0\3"):
        return "unknown"
    relative = os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    return _names(data, os.fsencode(relative))


def _names(data: bytes, path: bytes) -> bool:
    """Whether an entry has this very path, and not one that ends with it.

    Before it stand 16 bits of flags, of which 12 are its length, and in version 3 perhaps 16 more.
    """
    length = min(len(path), 0xFFF)
    at = data.find(path + b"\0")
    while at >= 0:
        flags, more = (int.from_bytes(data[at - far : at - far + 2], "big") for far in (2, 4))
        if flags & 0x4FFF == length or more & 0x4FFF == 0x4000 | length:
            return True
        at = data.find(path + b"\0", at + 1)
    return False


def _index(root: str) -> bytes | None:
    folder = os.path.join(root, ".git")
    try:
        if os.path.isfile(folder):
            # a worktree or a submodule: `gitdir: PATH`
            words = read_regular(folder, 4096)[0].decode("utf-8", "replace").strip()
            folder = os.path.join(root, words.removeprefix("gitdir:").strip())
        path = os.path.join(folder, "index")
        if not os.path.isfile(path):
            # nothing has been added yet
            return b"DIRC\0\0\0\2" if os.path.isdir(folder) else None
        return read_regular(path, MAXIMUM_BYTES)[0]
    except (OSError, ValueError):
        return None
