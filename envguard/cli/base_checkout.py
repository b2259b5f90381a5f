"""The base of a pull request, out of git's stored objects: what may exempt findings, no more."""

from __future__ import annotations

import os

from envguard.engine.git_objects import ask_git, blobs, files_with, stored_files
from envguard.project.reading import MAXIMUM_BYTES

# Settings and what they extend, policies, baselines.
_ENDINGS = (".toml", ".json")
_WORDS = "envguard:"


def write_base(root: str, commit: str, folder: str) -> int:
    """Write the files of a commit that `--trusted` looks at into a folder; how many there are.

    Nothing of the working tree is touched and no filter is run. Links are left out.
    """
    stored = stored_files(root, commit)
    commented = files_with(root, commit, _WORDS)
    links = _links(root, commit)
    wanted = [
        name
        for name, (_, size) in stored.items()
        if (name.endswith(_ENDINGS) or name in commented)
        and size <= MAXIMUM_BYTES
        and name not in links
        and _stays_inside(name)
    ]
    count = 0
    for name, content in zip(wanted, blobs(root, [stored[name][0] for name in wanted])):
        if content is not None:
            path = os.path.join(folder, *name.split("/"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as stream:
                stream.write(content)
            count += 1
    return count


def _links(root: str, commit: str) -> set[str]:
    listing = ask_git(root, "ls-tree", "-r", "-z", "--full-tree", commit) or b""
    rows = [row.partition(b"\t") for row in listing.split(b"\0") if row.startswith(b"120000 ")]
    return {os.fsdecode(name) for _, _, name in rows}


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    return not name.startswith("/") and all(part not in ("", ".", "..") for part in parts) and not (
        os.name == "nt" and any(sign in name for sign in '\\:*?"<>|')
    )  # fmt: skip
