"""Many files on several cores, with the same outcome as on one.

Each worker is a fork of this process once it has checked the first files, so that it knows what
all files share. The files are dealt out in chunks, whose outcomes are taken in the files' order. A
worker that fails is no worse than none: from its chunk on, this process goes on alone.
"""

from __future__ import annotations

import marshal
import os
import sys

from envguard.engine.findings import Batch
from envguard.engine.gathered import Gathered
from envguard.engine.packing import pack, unpack
from envguard.engine.result import Skipped
from envguard.project.discovery import Found
from envguard.project.settings import SettingsProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from envguard.engine.check import Check

MOST_WORKERS = 8
CHUNK = 100
# the rules that look across files have spoken by then, and whatever is imported late is there
FIRST = 100


class _Worker:
    """A child process, and the pipe that its outcomes come through."""

    def __init__(self, process: int, stream: IO[bytes]) -> None:
        self.process = process
        self.stream = stream


def share(check: Check, files: list[Found]) -> list[Found]:
    """Check the files in several processes; gives those that are left for this one."""
    jobs = _jobs(check)
    if jobs < 2:
        return files
    for one in files[:FIRST]:
        check.check_found(one)
    chunks = [files[at : at + CHUNK] for at in range(FIRST, len(files), CHUNK)]
    if check.terms.plugins is not None:
        # which the first files' settings told of; a plugin has a process of its own already
        return files[FIRST:]
    jobs = min(jobs, len(chunks))
    sys.stdout.flush()
    sys.stderr.flush()
    workers: list[_Worker] = []
    try:
        try:
            for number in range(jobs):
                workers.append(_start(check, chunks[number::jobs]))
        except OSError:
            # the system has no more processes, files or memory for this user
            return files[FIRST:]
        for index, _ in enumerate(chunks):
            outcome = _outcome(workers[index % jobs].stream)
            if outcome is None or outcome["failed"]:
                return [one for chunk in chunks[index:] for one in chunk]
            _take(check, outcome)
    finally:
        for worker in workers:
            worker.stream.close()
            _end(worker.process)
    return []


def _jobs(check: Check) -> int:
    """How many processes are of use, 1 where this one had better stay alone."""
    request = check.request
    # a fix reads what another one wrote
    if request.fix or request.diff:
        return 1
    # elsewhere a fork is missing, or unsafe beside the system's own threads
    if sys.platform != "linux":
        return 1
    return request.jobs or min(MOST_WORKERS, len(os.sched_getaffinity(0)))


def _start(check: Check, chunks: list[list[Found]]) -> _Worker:
    reading, writing = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        raise
    if process:
        os.close(writing)
        return _Worker(process, os.fdopen(reading, "rb"))
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as stream:
            for chunk in chunks:
                data = marshal.dumps(_checked(check, chunk))
                stream.write(len(data).to_bytes(8, "big") + data)
                stream.flush()
    finally:
        # neither this process's clean-up nor its messages are the child's business
        os._exit(0)


def _checked(check: Check, chunk: list[Found]) -> dict[str, Any]:
    """What is to be said of some files, in what can be sent."""
    gathered = check.gathered = Gathered()
    try:
        for one in chunk:
            check.check_found(one)
    except SettingsProblem:
        # this process's parent comes to the same file, and says it itself
        gathered.failed = True
    return {
        "findings": [tuple(batch) for batch in gathered.findings.packed()],
        "unknowns": pack((), gathered.unknowns),
        "checked": gathered.checked,
        "judged_by": _one_of_each(check, [path for path, _ in gathered.checked]),
        "skipped": [tuple(one) for one in gathered.skipped],
        "notes": [*check.terms.notes, *gathered.notes, *check.terms.shortcomings()],
        "failed": gathered.failed,
    }


def _one_of_each(check: Check, paths: list[str]) -> list[str]:
    """One path for each project and for each set of settings that hold for any of them."""
    found: dict[tuple[object, ...], str] = {}
    for path in paths:
        origins = check.terms.settings(path).origins.values()
        found.setdefault((id(check.terms.project(path)), *origins), path)
    return list(found.values())


def _outcome(stream: IO[bytes]) -> dict[str, Any] | None:
    """What a worker says next; None where it has ended before its time."""
    size = stream.read(8)
    data = stream.read(int.from_bytes(size, "big")) if len(size) == 8 else b""
    if not data or len(data) < int.from_bytes(size, "big"):
        return None
    outcome: dict[str, Any] = marshal.loads(data)
    return outcome


def _take(check: Check, outcome: dict[str, Any]) -> None:
    gathered = check.gathered
    gathered.findings.take(Batch(*batch) for batch in outcome["findings"])
    gathered.unknowns += unpack(outcome["unknowns"])[1]
    gathered.checked += outcome["checked"]
    gathered.skipped += [Skipped(*one) for one in outcome["skipped"]]
    gathered.notes.update(dict.fromkeys(outcome["notes"]))
    for path in outcome["judged_by"]:
        # reports describe the rules that were in force for any file
        check.terms.rules(check.terms.project(path).settings)


def _end(process: int) -> None:
    import signal
    from contextlib import suppress

    with suppress(OSError):
        os.kill(process, signal.SIGKILL)
    with suppress(OSError):
        os.waitpid(process, 0)
