"""`envguard lock`, from top to bottom: gather, solve, pip's part, groups, text, write."""

from __future__ import annotations

import os
from collections.abc import Callable

from envguard import __version__
from envguard.lock.categories import categorised
from envguard.lock.files import conda_lock as conda_lock_text
from envguard.lock.files import explicit as explicit_text
from envguard.lock.gathering import Job, gather
from envguard.lock.pip import notes as pip_notes
from envguard.lock.pip.task import PipTask
from envguard.lock.problem import LockProblem
from envguard.lock.request import LockRequest
from envguard.lock.rows import LockRow, conda_rows
from envguard.lock.solve import cuda, dates, held
from envguard.lock.solve.channels import Channel, locate
from envguard.lock.solve.condarc import read_condarc
from envguard.lock.solve.refusal import explained
from envguard.lock.solve.solving import Index, Refused, Solved, Terms, open_index, solve
from envguard.lock.solve.suggestion import suggested_day
from envguard.lock.targets import Target, target
from envguard.model import Source, Text
from envguard.model.records import NamedTuple
from envguard.project.locks import project_locks
from envguard.subjects.lock.content_hash import hashes_taken
from envguard.subjects.lock.hashed_requirement import Unhashable
from envguard.subjects.lock.lock import Lock
from envguard.subjects.lock.virtual_packages import (
    Packages,
    WrongOverride,
    assumed,
    read_specification,
)


class Written(NamedTuple):
    """What was done: the files by path, packages by platform, and what the user should know."""

    paths: tuple[str, ...]
    counts: dict[str, int]
    notes: tuple[str, ...]


def lock(request: LockRequest, tell: Callable[[str], None] = lambda words: None) -> Written:
    """Solve and write. `tell` is told of each step. LockProblem; then nothing was written."""
    aim = target(request)
    job = gather(aim.sources, request.platforms, aim.project)
    terms = _terms(job, request, aim)
    hashes = _hashes(job, terms, request, aim)
    index = open_index(terms)
    earlier = _earlier(request, aim)
    records = _held(earlier, job, request, index)
    tell(f"solving for {', '.join(job.platforms)}")
    solved = _solved(job, terms, records, index)
    rows = _rows(job, terms, solved, request, earlier, tell)
    notes = (
        *cuda.notes(solved, terms.virtual),
        *pip_notes.notes(job, rows),
        *_day_note(request, job, solved),
    )
    paths = _write(job, terms, hashes, rows, request, aim)
    counts = {p: sum(row.platform == p for row in rows) for p in job.platforms}
    return Written(paths, counts, notes)


def _day_note(request: LockRequest, job: Job, solved: Solved) -> list[str]:
    """Which day to lock as of, where none was given and the sources have not changed for long."""
    if request.exclude_newer:
        return []
    day = suggested_day(job, solved)
    return [day] if day else []


def _terms(job: Job, request: LockRequest, aim: Target) -> Terms:
    if request.channel_alias and "://" not in request.channel_alias:
        words = f"--channel-alias {request.channel_alias}: it is no URL, as https://host/conda is"
        raise LockProblem(words, 2)
    condarc = read_condarc()
    channels = [locate(name, request.channel_alias, condarc) for name in job.channels]
    if not channels:
        usual = Text.whole(Source("defaults", "defaults"))
        channels = [locate(usual, request.channel_alias, condarc)._replace(place=None)]
    known = {channel.words for channel in channels}
    for roots in job.roots.values():
        for root in roots:
            spec = root.asked.spec
            # `pytorch::pytorch` makes conda look there, too, behind all others
            if spec is not None and spec.reading.channel and spec.channel is not None:
                extra = locate(spec.channel, request.channel_alias, condarc)
                if extra.words not in known:
                    known.add(extra.words)
                    channels.append(extra)
    try:
        virtual = assumed(job.platforms, _specification(aim), request.virtual_packages)
    except WrongOverride as problem:
        raise LockProblem(f"--virtual-package {problem}", 2) from None
    newest = dates.milliseconds(request.exclude_newer) if request.exclude_newer else None
    return Terms(tuple(channels), virtual, request.channel_priority, newest)


def _specification(aim: Target) -> dict[str, Packages] | None:
    """What a virtual-packages.yml beside the lock says, where conda-lock looks for it."""
    path = os.path.normpath(os.path.join(aim.folder, "virtual-packages.yml"))
    text = aim.project.read(path)
    if text is None:
        return None
    try:
        found = read_specification(text)
    except WrongOverride as problem:
        raise LockProblem(f"{path}: {problem}", 2) from None
    if found is None:
        raise LockProblem(f"{path}: it has no `subdirs:` with `packages:`", 2)
    return found


def _earlier(request: LockRequest, aim: Target) -> Lock | None:
    if not request.update:
        return None
    path = aim.output if request.kind == "lock" else os.path.join(aim.folder, "conda-lock.yml")
    found = project_locks(aim.project).lock(path, "conda-lock") if os.path.exists(path) else None
    if found is None:
        raise LockProblem(f"--update needs a lock, and there is no {path}", 2)
    if not found.readable:
        raise LockProblem(f"{path}: it is damaged; lock anew without --update", 2)
    held.refuse_absent(found, request.update)
    return found


def _held(earlier: Lock | None, job: Job, request: LockRequest, index: Index) -> dict[str, list]:  # type: ignore[type-arg]
    if earlier is None:
        return {}
    return held.held_records(earlier, job.platforms, request.update, index)


def _solved(job: Job, terms: Terms, records: dict[str, list], index: Index) -> Solved:  # type: ignore[type-arg]
    try:
        return solve(job.roots, terms, records, index)
    except Refused as refused:
        raise explained(refused, job.roots, terms) from None


def _rows(
    job: Job,
    terms: Terms,
    solved: Solved,
    request: LockRequest,
    earlier: Lock | None,
    tell: Callable[[str], None],
) -> list[LockRow]:
    """All packages of all platforms, with their groups."""
    found = {p: conda_rows(solved.records[p], p, terms.channels) for p in job.platforms}
    tasks = [_pip_task(job, terms, p, found[p], request, earlier) for p in job.platforms]
    tasks = [task for task in tasks if task.roots]
    if tasks:
        from envguard.lock.pip.solving import solve_pip

        tell("solving pip's part")
        for platform, rows in solve_pip(tasks).items():
            found[platform] = found[platform] + rows
    return [row for p in job.platforms for row in categorised(found[p], job.roots[p])]


def _pip_task(
    job: Job,
    terms: Terms,
    platform: str,
    rows: list[LockRow],
    request: LockRequest,
    earlier: Lock | None,
) -> PipTask:
    roots = [root for root in job.roots[platform] if root.asked.manager == "pip"]
    kept = held.held_packages(earlier, platform, "pip", request.update) if earlier else []
    newest = dates.iso(terms.exclude_newer) if terms.exclude_newer is not None else ""
    return PipTask(platform, roots, rows, terms.virtual[platform], kept, newest, job.indexes)


def _write(
    job: Job,
    terms: Terms,
    hashes: dict[str, str],
    rows: list[LockRow],
    request: LockRequest,
    aim: Target,
) -> tuple[str, ...]:
    from envguard.project.writing import replace_file

    if request.kind == "explicit":
        texts = {
            aim.output.replace("{platform}", p): explicit_text.render(rows, p, hashes[p])
            for p in job.platforms
        }
    else:
        head = _head(job, terms, hashes, request, aim)
        texts = {aim.output: conda_lock_text.render(head, rows)}
    for path, text in texts.items():
        try:
            replace_file(path, text.encode())
        except OSError as error:
            raise LockProblem(f"{path}: it cannot be written: {error.strerror}", 5) from None
    return tuple(texts)


def _hashes(job: Job, terms: Terms, request: LockRequest, aim: Target) -> dict[str, str]:
    """conda-lock's content hash by platform, under the virtual packages that were assumed."""
    own = request.virtual_packages or _specification(aim) is not None
    virtual = terms.virtual if own else None
    try:
        return {p: hashes_taken(job.sources, p, virtual)[0] for p in job.platforms}
    except Unhashable as reason:
        raise LockProblem(f"{', '.join(job.paths)}: conda-lock cannot read {reason}", 2) from None


def _head(
    job: Job, terms: Terms, hashes: dict[str, str], request: LockRequest, aim: Target
) -> conda_lock_text.Head:
    from importlib.metadata import version

    custom = {"written-by": f"envguard {__version__} with py-rattler {version('py-rattler')}"}
    if request.exclude_newer:
        custom["exclude-newer"] = request.exclude_newer
    if request.virtual_packages:
        custom["virtual-packages"] = " ".join(request.virtual_packages)
    sources = tuple(os.path.relpath(path, aim.folder).replace(os.sep, "/") for path in job.paths)
    channels: tuple[Channel, ...] = terms.channels[: len(job.channels)]
    return conda_lock_text.Head(
        hashes, channels, job.platforms, sources, custom, os.path.basename(aim.output)
    )
