"""The programs that envguard stands beside, and how each is called for a kind of file."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Command

_WORKFLOWS = ("--builtin-schema", "vendor.github-workflows")
# it brings along none for an environment.yml; one that refuses the file has read it as well
_ANY_SCHEMA = ("--builtin-schema", "vendor.dependabot")


class Peer(NamedTuple):
    """A program, the exit codes with which it did its work, and its arguments by kind of file."""

    program: str
    kinds: dict[str, tuple[str, ...]]
    codes: tuple[int, ...] = (0, 1)


PEERS = {
    "yamllint": Peer("yamllint", {"environment": (), "workflow": (), "compose": ()}),
    "check-jsonschema": Peer(
        "check-jsonschema",
        {"environment": _ANY_SCHEMA, "workflow": _WORKFLOWS, "compose": _ANY_SCHEMA},
    ),
    "zizmor": Peer(
        "zizmor", {"workflow": ("--offline", "--no-progress")}, (0, 11, 12, 13, 14)
    ),
    "hadolint": Peer("hadolint", {"dockerfile": ()}),
    "ruff": Peer("ruff", {"notebook": ("check", "--no-cache"), "tree": ("check", "--no-cache")}),
}  # fmt: skip


def program(name: str) -> str | None:
    """Where a program lies: beside this Python, else on the PATH; None where it is missing."""
    beside = os.path.join(os.path.dirname(sys.executable), name)
    return beside if os.path.exists(beside) else shutil.which(name)


def readers(kind: str) -> list[str]:
    """The peers that read a kind of file, installed or not."""
    return [name for name, peer in PEERS.items() if kind in peer.kinds]


def command(name: str, kind: str, files: list[str], folder: Path) -> Command | None:
    """How a peer reads these files of a kind; None where it is not installed."""
    peer = PEERS[name]
    path = program(peer.program)
    if path is None:
        return None
    return Command((path, *peer.kinds[kind], *files), folder, peer.codes)
