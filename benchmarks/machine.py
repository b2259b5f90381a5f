"""What the figures were taken on, and with which versions of the peers."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from typing import NamedTuple

import envguard
from benchmarks.peers import PEERS, program


class Machine(NamedTuple):
    """`versions` are the peers' by name, None where one is missing."""

    system: str
    cores: int
    memory: float
    python: str
    envguard: str
    versions: dict[str, str | None]

    def lines(self) -> list[str]:
        """As a list in Markdown."""
        memory = f", {self.memory:.0f} GiB of memory" if self.memory else ""
        found = [f"{name} {version}" for name, version in self.versions.items() if version]
        missing = [name for name, version in self.versions.items() if version is None]
        lines = [
            f"- {self.system}, {self.cores} cores{memory}",
            f"- Python {self.python}, envguard {self.envguard}",
            f"- Peers: {', '.join(found) or 'none'}",
        ]
        return lines + ([f"- Missing here: {', '.join(missing)}"] if missing else [])


def this_machine() -> Machine:
    """What this process runs on."""
    versions = {name: _version(peer.program) for name, peer in PEERS.items()}
    versions["git"] = _version("git")
    return Machine(
        f"{platform.system()} on {platform.machine()}",
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        _memory(),
        platform.python_version(),
        envguard.__version__,
        versions,
    )


def _version(name: str) -> str | None:
    path = program(name)
    if path is None:
        return None
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(?:\.\d+)+", done.stdout or done.stderr)
    return found.group() if found else "of an unknown version"


def _memory() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (AttributeError, OSError, ValueError):
        return 0.0


def main() -> int:
    print("\n".join(this_machine().lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
