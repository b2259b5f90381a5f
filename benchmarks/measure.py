"""What a whole process costs: its CPU with its children, its wall time, its peak of memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

LAUNCHER = Path(__file__).with_name("launcher.py")


class Command(NamedTuple):
    """What to run, where, and with which exit codes it did its work."""

    words: tuple[str, ...]
    folder: Path
    codes: tuple[int, ...] = (0, 1)


class Cost(NamedTuple):
    """`cpu` (user and system, children included) and `wall` in seconds, `peak` in MiB."""

    cpu: float
    wall: float
    peak: float


class Failed(Exception):
    """A command ended with a code that says that it did not do its work."""


def once(command: Command) -> Cost:
    """Run a command to its end. Raises Failed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCHER), str(command.folder), *command.words],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    cpu, wall, peak, code = done.stdout.split()
    if int(code) not in command.codes:
        raise Failed(f"{' '.join(command.words)}: exit code {code}")
    return Cost(float(cpu), float(wall), float(peak) / 1024)


def together(commands: dict[str, Command], runs: int) -> dict[str, Cost]:
    """The cheapest of several runs of each, in turns: a busy minute is then everybody's."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            costs[name].append(once(command))
    return {name: cheapest(ones) for name, ones in costs.items()}


def cheapest(costs: list[Cost]) -> Cost:
    """The least CPU and wall of several runs, since others on the machine only add to them; the
    highest peak."""
    return Cost(
        min(cost.cpu for cost in costs),
        min(cost.wall for cost in costs),
        max(cost.peak for cost in costs),
    )
