"""`python -m fuzz [NAME]... --minutes N`: run targets one by one, and say what they found."""

from __future__ import annotations

import argparse
import fnmatch
import os
import time

MAXIMUM_ENDED = 5


def main() -> int:
    """The exit code: 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a target or a pattern of targets")
    parser.add_argument("--minutes", type=float, default=5, help="for each target")
    parser.add_argument("--out", default=".fuzz", help="where corpora and findings are kept")
    parser.add_argument("--list", action="store_true", help="print the names of all targets")
    given = parser.parse_args()
    if not given.list:
        from fuzz.running import prepare

        prepare()
    from fuzz.targets import targets

    names = list(targets(""))
    chosen = [
        n for n in names if not given.names or any(fnmatch.fnmatch(n, p) for p in given.names)
    ]
    if given.list or not chosen:
        print("\n".join(names))
        return 0 if given.list else 2
    print(f"{'target':32} {'seconds':>8} {'executions':>11} {'findings':>9}", flush=True)
    found = [_run(name, given.minutes, os.path.join(given.out, name)) for name in chosen]
    return int(any(found))


def _run(name: str, minutes: float, out: str) -> bool:
    """Fuzz until the time is up, also behind an input that ended the process."""
    from fuzz.running import forked

    begun, executions = time.monotonic(), 0
    for _ in range(MAXIMUM_ENDED):
        left = int(minutes * 60 - (time.monotonic() - begun))
        if left < 1:
            break
        code, counted = forked(name, left, out)
        executions += counted
        if code == 0:
            break
        print(f"{name}: the process ended with {code}: see {out}", flush=True)
    found = [n for n in os.listdir(os.path.join(out, "findings")) if not n.endswith(".txt")]
    spent = time.monotonic() - begun
    print(f"{name:32} {spent:8.0f} {executions:11} {len(found):9}", flush=True)
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
