"""What a whole process costs: CPU of it and its children, and its peak of memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """`cpu` in seconds, user and system, children included; `peak` in MiB; `code`: its exit."""

    cpu: float
    peak: float
    code: int


def once(command: list[str], folder: Path) -> Cost:
    """Run a command to its end, its output thrown away."""
    child = os.fork()
    if child == 0:
        _become(command, folder)
    _, status, usage = os.wait4(child, 0)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, status >> 8)


def least(command: list[str], folder: Path, runs: int) -> Cost:
    """The cheapest of several runs: what others do on the machine only ever adds."""
    return together({"": command}, folder, runs)[""]


def together(commands: dict[str, list[str]], folder: Path, runs: int) -> dict[str, Cost]:
    """The cheapest of several runs of each, in turns: a busy minute is then everybody's."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            costs[name].append(once(command, folder))
    return {
        name: Cost(min(c.cpu for c in ones), max(c.peak for c in ones), ones[-1].code)
        for name, ones in costs.items()
    }


def _become(command: list[str], folder: Path) -> None:
    try:
        os.chdir(folder)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os.execvp(command[0], command)
    finally:
        os._exit(127)
