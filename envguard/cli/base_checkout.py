"""The base of a pull request, out of git's stored objects: what may exempt findings, no more."""

from __future__ import annotations

import os

from envguard.engine.baseline_file import DEFAULT_NAME
from envguard.engine.git_objects import ask_git, blobs, files_with, stored_files
from envguard.project.reading import MAXIMUM_BYTES

_WORDS = "envguard:"
# no settings file is read further
_MOST_OF_SETTINGS = 1 << 20
# how many are in memory at once
_AT_ONCE = 20


def write_base(root: str, commit: str, folder: str, named: tuple[str, ...] = ()) -> int:
    """Write the files of a commit that `--trusted` looks at into a folder; how many there are.

    They are settings and what they extend, baselines of the usual name, files with ignore
    comments, and `named` (a policy, a baseline), which are paths from the root. Nothing of the
    working tree is touched and no filter is run. Links are left out.
    """
    stored = stored_files(root, commit)
    commented = files_with(root, commit, _WORDS)
    links = _links(root, commit)

    def is_wanted(name: str, size: int) -> bool:
        if name in links or size > MAXIMUM_BYTES or not _stays_inside(name):
            return False
        if name.endswith(".toml") and size <= _MOST_OF_SETTINGS:
            return True
        return name in commented or name in named or name.rpartition("/")[2] == DEFAULT_NAME

    wanted = [name for name, (_, size) in stored.items() if is_wanted(name, size)]
    count = 0
    for begin in range(0, len(wanted), _AT_ONCE):
        names = wanted[begin : begin + _AT_ONCE]
        for name, content in zip(names, blobs(root, [stored[one][0] for one in names])):
            if content is not None:
                _write(os.path.join(folder, *name.split("/")), content)
                count += 1
    return count


def _write(path: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as stream:
        stream.write(content)


def _links(root: str, commit: str) -> set[str]:
    listing = ask_git(root, "ls-tree", "-r", "-z", "--full-tree", commit) or b""
    rows = [row.partition(b"\t") for row in listing.split(b"\0") if row.startswith(b"120000 ")]
    return {os.fsdecode(name) for _, _, name in rows}


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    return not name.startswith("/") and all(part not in ("", ".", "..") for part in parts) and not (
        os.name == "nt" and any(sign in name for sign in '\\:*?"<>|')
    )  # fmt: skip
