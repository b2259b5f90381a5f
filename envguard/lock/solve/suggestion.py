"""Which day an old environment is to be locked as of: the one that its author last had in mind."""

from __future__ import annotations

import os
import subprocess

from envguard.lock.gathering import Job
from envguard.lock.solve.solving import Solved

_LONG = 30
"""Days within which today's packages are hardly others than those of that day."""


def suggested_day(job: Job, solved: Solved) -> str:
    """A sentence for the user where the sources are old; empty where they are not.

    Old is what no commit has touched for long; without a repository, what asks for exact
    versions of which the newest was built long ago.
    """
    from datetime import datetime, timezone

    committed = [_committed(path) for path in job.paths]
    newest = max(committed) if all(committed) else _newest_exact(job, solved)
    if not newest:
        return ""
    day = datetime.fromtimestamp(newest, tz=timezone.utc)
    if (datetime.now(tz=timezone.utc) - day).days < _LONG:
        return ""
    why = (
        "the newest commit that touched its sources is"
        if all(committed)
        else "the newest of the exact versions it asks for is"
    )
    return f"{why} of {day:%Y-%m-%d}; for the packages of that day: --exclude-newer {day:%Y-%m-%d}"


def _committed(path: str) -> int:
    """When the newest commit that touched a file was made, in seconds; 0 where none did."""
    command = [
        "git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
        "-c", "safe.bareRepository=explicit", "-c", "log.showSignature=false",
        "--no-optional-locks", "log", "-1", "--no-ext-diff", "--format=%ct", "--",
        os.path.basename(path),
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, cwd=os.path.dirname(path) or ".", capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    words = done.stdout.strip()
    return int(words) if done.returncode == 0 and words.isdigit() else 0


def _newest_exact(job: Job, solved: Solved) -> int:
    """When the newest package was built that the sources ask for by its exact version."""
    exact = {
        root.asked.name
        for roots in job.roots.values()
        for root in roots
        if root.asked.spec is not None and _is_exact(root.asked.spec.reading.version)
    }
    dates = [
        int(record.timestamp.timestamp())
        for records in solved.records.values()
        for record in records
        if record.name.normalized in exact and record.timestamp is not None
    ]
    return max(dates, default=0)


def _is_exact(version: str | None) -> bool:
    """Whether it is one release, `2.1.3` or `2.1.3.*`; `3.12.*` is a series."""
    words = (version or "").removesuffix(".*")
    exact = words == version or words.count(".") > 1
    return bool(words) and exact and not any(sign in words for sign in "<>!*|,~^")
