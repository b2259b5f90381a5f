"""From folders to a fleet's report: one pool of processes, the worst first, against last time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from envguard.engine.fleet.checking import check_clone, failed
from envguard.engine.fleet.earlier import Earlier
from envguard.engine.fleet.model import Fleet, FleetFinding, Group, Repository
from envguard.model.records import NamedTuple

MAXIMUM_CLONES = 10_000
_RANK = {"error": 0, "warning": 1, "info": 2}


class FleetRequest(NamedTuple):
    """What `envguard fleet` is asked to do. `jobs` of 0 means one for each processor."""

    folders: tuple[str, ...]
    profile: str | None = None
    settings: str | None = None
    as_of: str | None = None
    jobs: int = 0


class _Task(NamedTuple):
    name: str
    path: str


def run_fleet(request: FleetRequest, earlier: Earlier | None, tell: Callable[[str], None]) -> Fleet:
    """Check all clones; a folder that is not there, or cannot be read, is one that failed."""
    tasks = _named(_clones(request.folders))
    settings = os.path.abspath(request.settings) if request.settings else None
    rows = _run(tasks, request, settings, tell)
    rows = [_compared(one, earlier) for one in rows]
    rows.sort(key=_badness)
    names = {one.name for one in rows}
    gone = tuple(sorted(set(earlier.repositories) - names)) if earlier is not None else ()
    rules = _groups((f.code, one.name, f) for one in rows for f in one.findings)
    owners = _groups(
        (owner, one.name, finding)
        for one in rows
        for finding in one.findings
        for owner in finding.owners or ("nobody",)
    )
    return Fleet(tuple(rows), rules, owners, gone, earlier is not None)


def exit_code(fleet: Fleet) -> int:
    """4 where a rule failed, else 5 of the disk, 2 of settings, 1 of findings; 3 for nothing."""
    codes = {one.code for one in fleet.repositories}
    for code in (4, 5, 2, 1):
        if code in codes:
            return code
    return 3 if not codes or codes == {3} else 0


def _run(
    tasks: Sequence[_Task], request: FleetRequest, settings: str | None, tell: Callable[[str], None]
) -> list[Repository]:
    """One pool for all; where a process dies all that wait die with it, and run again alone."""
    done = {
        task.path: failed(task.name, task.path, why, 2)
        for task in tasks
        if (why := _problem(task.path))
    }
    done |= _pooled([one for one in tasks if one.path not in done], request, settings, tell)
    for task in tasks:
        if task.path not in done:
            done.update(_pooled([task], request, settings, tell))
    return [
        done.get(task.path) or failed(task.name, task.path, "its process ended in the middle", 4)
        for task in tasks
    ]


def _pooled(
    tasks: Sequence[_Task], request: FleetRequest, settings: str | None, tell: Callable[[str], None]
) -> dict[str, Repository]:
    """The reports by path; those whose pool broke are left out."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    done: dict[str, Repository] = {}
    if not tasks:
        return done
    jobs = max(1, min(request.jobs or os.cpu_count() or 1, len(tasks), 60))
    asked = (request.profile, settings, request.as_of)
    # a fresh interpreter each: nothing of ours is forked in the middle of anything
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        futures = [(task, pool.submit(check_clone, *task, *asked)) for task in tasks]
        for task, future in futures:
            try:
                done[task.path] = future.result()
                tell(task.name)
            except BrokenProcessPool:
                continue
    return done


def _problem(path: str) -> str:
    """Why a folder cannot be looked at; "" where it can."""
    try:
        with os.scandir(path):
            return ""
    except FileNotFoundError:
        return "there is no such folder"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"


def _clones(folders: Iterable[str]) -> list[str]:
    """Each folder itself, or where it is none the clones directly below it."""
    found: dict[str, None] = {}
    for folder in folders:
        path = os.path.abspath(folder)
        below = []
        if not _problem(path) and not os.path.lexists(os.path.join(path, ".git")):
            names = sorted(os.listdir(path))
            below = [
                os.path.join(path, name)
                for name in names
                if os.path.lexists(os.path.join(path, name, ".git"))
                and not os.path.islink(os.path.join(path, name))
            ]
        found.update(dict.fromkeys(below or [path]))
    return list(found)[:MAXIMUM_CLONES]


def _named(paths: Sequence[str]) -> list[_Task]:
    """Each clone by its folder's name, with as many folders above as tell it from the others."""
    depth = dict.fromkeys(paths, 1)
    while True:
        names = {path: "/".join(path.split(os.sep)[-depth[path] :]) for path in paths}
        taken: dict[str, list[str]] = {}
        for path, name in names.items():
            taken.setdefault(name, []).append(path)
        twice = [path for same in taken.values() if len(same) > 1 for path in same]
        twice = [path for path in twice if depth[path] < len(path.split(os.sep))]
        if not twice:
            return [_Task(names[path], path) for path in paths]
        for path in twice:
            depth[path] += 1


def _compared(one: Repository, earlier: Earlier | None) -> Repository:
    """What is new and what is gone since last time; a clone that failed says nothing of either."""
    known = earlier.repositories.get(one.name) if earlier is not None else None
    findings = sorted(one.findings, key=lambda f: (_RANK[f.severity], f.path, f.line, f.code))
    if known is None or one.outcome == "failed":
        return one._replace(findings=tuple(findings))
    now = {finding.fingerprint for finding in findings}
    before = {finding.fingerprint for finding in known}
    marked = tuple(
        finding._replace(change="known" if finding.fingerprint in before else "new")
        for finding in findings
    )
    fixed = tuple(finding for finding in known if finding.fingerprint not in now)
    return one._replace(findings=marked, fixed=fixed)


def _badness(one: Repository) -> tuple[object, ...]:
    failed_first = one.outcome != "failed"
    counts = tuple(-one.count(severity) for severity in ("error", "warning", "info"))
    return failed_first, counts, one.name


def _groups(rows: Iterable[tuple[str, str, FleetFinding]]) -> tuple[Group, ...]:
    counts: dict[str, dict[str, int]] = {}
    places: dict[str, set[str]] = {}
    for name, repository, finding in rows:
        counted = counts.setdefault(name, {"error": 0, "warning": 0, "info": 0})
        counted[finding.severity] += 1
        places.setdefault(name, set()).add(repository)
    groups = [
        Group(name, row["error"], row["warning"], row["info"], len(places[name]))
        for name, row in counts.items()
    ]
    groups.sort(key=lambda one: (-one.error, -one.warning, -one.info, one.name))
    return tuple(groups)
