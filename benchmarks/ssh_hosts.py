"""How much CPU `envguard inspect` takes for 2,000 hosts, against 2,000 runs of `ssh -G`.

Run it from the repository's top, with envguard installed and an `ssh` on the PATH:

    python benchmarks/ssh_hosts.py

It writes a configuration of 2,000 blocks into a temporary folder, asks one
`envguard inspect --host … FILE` for all 2,000 hosts and `ssh -G` for one after the other, and
prints for three kinds of configuration the user and system time of the child processes and their
ratio. The goal is a ratio of at most 0.1; the exit code is 1 where one is above it. It takes about
two minutes and is not run in CI, where other work on the machine would decide the answer.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable

BLOCKS = 2_000
GOAL = 0.1


def plain(number: int) -> str:
    """A block as people write them: a name, where it is, who logs in, with which key."""
    return (
        f"Host host{number} alias{number}\n"
        f"  HostName host{number}.example.com\n"
        f"  User user{number}\n"
        f"  Port {1024 + number}\n"
        f"  IdentityFile ~/.ssh/id_{number}\n\n"
    )


def wild(number: int) -> str:
    """A block whose pattern has a wildcard."""
    return f"Host host{number} *.zone{number}.example.com\n  User user{number}\n  Port 22\n\n"


def matching(number: int) -> str:
    """Every tenth block a Match block, which each host has to be asked about."""
    if number % 10:
        return plain(number)
    return f"Match originalhost host{number}\n  User user{number}\n\n"


def cpu_of(commands: list[list[str]]) -> float:
    """Seconds of user and system time of the commands, run one after the other."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in commands:
        subprocess.run(
            command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def ratio(ssh: str, block: Callable[[int], str], folder: str) -> float:
    """The CPU of envguard by that of ssh for one kind of configuration; prints both."""
    path = os.path.join(folder, "config")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(block(number) for number in range(BLOCKS))
        file.write("Host *\n  ForwardAgent no\n  ServerAliveInterval 60\n")
    hosts = [f"host{number}" for number in range(BLOCKS)]
    options = [word for host in hosts for word in ("--host", host)]
    ours = cpu_of([[sys.executable, "-m", "envguard", "inspect", *options, path]])
    theirs = cpu_of([[ssh, "-G", "-F", path, host] for host in hosts])
    found = ours / theirs
    print(f"{block.__name__:10} envguard {ours:6.2f} s   ssh -G {theirs:6.2f} s   {found:.3f}")
    return found


def main() -> int:
    ssh = shutil.which("ssh")
    if ssh is None:
        print("ssh is not installed", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        ratios = [ratio(ssh, block, folder) for block in (plain, wild, matching)]
    print(f"largest ratio {max(ratios):.3f}, goal {GOAL}")
    return 0 if max(ratios) <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
