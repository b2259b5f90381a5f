"""What git has stored. Nothing that a repository configures is run for an answer."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

from envguard.project.discovery import GIT, environment_of_git


def ask_git(root: str, *arguments: str, given: bytes = b"") -> bytes | None:
    """What git answers, None where it refuses; no helper, hook, pager or network is used.

    OSError and ValueError where git cannot be started with these arguments.
    """
    done = subprocess.run(
        [*GIT, "--no-pager", *arguments], cwd=root, env=environment_of_git(),
        input=given, capture_output=True, check=False,
    )  # fmt: skip
    return done.stdout if done.returncode == 0 else None


def has_commit(root: str, name: str) -> bool:
    """Whether a commit of this name is stored here."""
    return ask_git(root, "cat-file", "-e", f"{name}^{{commit}}") is not None


def stored_files(root: str, commit: str) -> dict[str, tuple[str, int]]:
    """The name and the size of the blob of each regular file of a commit, by its path."""
    found: dict[str, tuple[str, int]] = {}
    listing = ask_git(root, "ls-tree", "-r", "-z", "--long", "--full-tree", commit)
    for row in (listing or b"").split(b"\0"):
        about, _, name = row.partition(b"\t")
        words = about.split()
        if len(words) == 4 and words[1] == b"blob":
            found[os.fsdecode(name)] = (words[2].decode("ascii"), int(words[3]))
    return found


def files_with(root: str, commit: str, words: str) -> set[str]:
    """The paths of a commit's files that hold these words."""
    command = ("grep", "-l", "-z", "-a", "-F", "--no-textconv", "--full-name", "-e", words, commit)
    found = ask_git(root, *command) or b""
    return {os.fsdecode(row.partition(b":")[2]) for row in found.split(b"\0") if row}


def blobs(root: str, names: list[str]) -> Iterator[bytes | None]:
    """The contents of blobs in the order of their names; None for one that is not here."""
    answer = ask_git(root, "cat-file", "--batch", given="".join(f"{n}\n" for n in names).encode())
    rest = memoryview(answer or b"")
    for _ in names:
        line = bytes(rest[:200]).partition(b"\n")[0]
        rest = rest[len(line) + 1 :]
        words = line.split()
        if len(words) != 3 or words[1] != b"blob":
            yield None
            continue
        size = int(words[2])
        yield bytes(rest[:size])
        rest = rest[size + 1 :]
