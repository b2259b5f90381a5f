"""`python -m fuzz [NAME]... --minutes N`: run targets one after the other, and say what they found."""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import subprocess
import sys
import time

from fuzz.targets import targets


def main() -> int:
    """The exit code: 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a target or a pattern of targets")
    parser.add_argument("--minutes", type=float, default=5, help="for each target")
    parser.add_argument("--out", default=".fuzz", help="where corpora and findings are kept")
    parser.add_argument("--list", action="store_true", help="print the names of all targets")
    given = parser.parse_args()
    names = list(targets(""))
    chosen = [n for n in names if not given.names or any(fnmatch.fnmatch(n, p) for p in given.names)]
    if given.list or not chosen:
        print("\n".join(names))
        return 0 if given.list else 2
    print(f"{'target':32} {'seconds':>8} {'executions':>11} {'findings':>9}", flush=True)
    return int(any([_run(name, given.minutes, os.path.join(given.out, name)) for name in chosen]))


def _run(name: str, minutes: float, out: str) -> bool:
    """Fuzz until the time is up, also behind an input that ended the process."""
    begun, executions, ended = time.monotonic(), 0, 0
    while (left := minutes * 60 - (time.monotonic() - begun)) >= 1 and ended < 5:
        command = [sys.executable, "-m", "fuzz.running", name, str(int(left)), out]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        counts = re.findall(r"^(?:stat::number_of_executed_units: |#)(\d+)", done.stderr, re.M)
        executions += int(counts[-1]) if counts else 0
        if done.returncode == 0:
            break
        ended += 1
        print(done.stderr[-2000:], file=sys.stderr)
    folder = os.path.join(out, "findings")
    found = [n for n in os.listdir(folder) if not n.endswith(".txt")] if os.path.isdir(folder) else []
    spent = time.monotonic() - begun
    print(f"{name:32} {spent:8.0f} {executions:11} {len(found):9}", flush=True)
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
