"""`envguard lock`: sources in, a lock or a verdict out, an exit code back."""

from __future__ import annotations

import sys

from envguard.lock.credentials import masked
from envguard.lock.problem import LockProblem
from envguard.lock.request import LockRequest
from envguard.reports.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings


def run_lock(request: LockRequest) -> int:
    """Write a lock. What is told of the steps goes to standard error."""
    from envguard.lock.locking import lock

    def tell(words: str) -> None:
        if not request.quiet and sys.stderr.isatty():
            print(f"envguard: {words} …", file=sys.stderr, flush=True)

    try:
        written = lock(request, tell)
    except LockProblem as problem:
        return _failed(problem)
    except KeyboardInterrupt:
        print("envguard: interrupted; no lock was touched", file=sys.stderr)
        return 130
    for note in written.notes:
        print(f"envguard: note: {visible(masked(note))}", file=sys.stderr)
    if not request.quiet:
        counts = ", ".join(f"{count} for {name}" for name, count in written.counts.items())
        total = sum(written.counts.values())
        print(f"wrote {', '.join(written.paths)}: {total} packages ({counts})")
    return 0


def run_lock_check(
    paths: tuple[str, ...],
    if_locked: bool = False,
    output_format: str = "text",
    settings: Settings | None = None,
) -> int:
    """Say whether locks are fresh: 0 if all are, 1 if one is stale, missing or cannot be judged.

    `if_locked` is for hooks, which may stop only what is wrong for certain: 1 if a lock is stale
    or broken.
    """
    from envguard.lock.staleness import check_locks
    from envguard.reports import staleness

    try:
        answers = check_locks(paths, if_locked, settings)
    except LockProblem as problem:
        return _failed(problem)
    if output_format == "json":
        import json

        print(json.dumps(staleness.as_json(answers), indent=2))
    else:
        print(staleness.as_text(answers), end="")
    if if_locked:
        return 1 if any(answer.stops for answer in answers) else 0
    return 0 if all(answer.passes for answer in answers) else 1


def _failed(problem: LockProblem) -> int:
    for line in problem.message.splitlines():
        print(f"envguard: {visible(masked(line))}", file=sys.stderr)
    for line in problem.details.splitlines():
        print(visible(masked(line)), file=sys.stderr)
    return problem.code
