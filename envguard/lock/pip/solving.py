"""pip's part of a lock: solved by uv, platform by platform, around what conda brings."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.formats.requirement_reading import normalised
from envguard.lock.credentials import published
from envguard.lock.gathering import Root
from envguard.lock.pip import stubs as pip_stubs
from envguard.lock.pip.tags import best_wheel, deployment_target, uv_platform
from envguard.lock.pip.task import PipTask
from envguard.lock.pip.uv import Question, Unmet, binary, compile_lock
from envguard.lock.problem import LockProblem, at
from envguard.lock.rows import LockRow
from envguard.model.records import NamedTuple
from envguard.subjects.lock.lock import LockedPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def solve_pip(tasks: list[PipTask]) -> dict[str, list[LockRow]]:
    """The rows of pip's part by platform. LockProblem where one of them cannot be had."""
    from concurrent.futures import ThreadPoolExecutor

    binary()
    with ThreadPoolExecutor(max_workers=max(len(tasks), 1)) as pool:
        return dict(zip((task.platform for task in tasks), pool.map(_solve, tasks)))


def _solve(task: PipTask) -> list[LockRow]:
    if not task.python:
        first = task.roots[0].asked.text
        raise LockProblem(
            at(first, f"pip's packages need a `python` among conda's for {task.platform}"), 2
        )
    try:
        return list(_answered(task, task.held))
    except Unmet as problem:
        if not task.held:
            raise _explained(task, str(problem)) from None
    try:  # what was locked before does not go together with what is asked for now
        return list(_answered(task, []))
    except Unmet as problem:
        raise _explained(task, str(problem)) from None


def _answered(task: PipTask, held: list[LockedPackage]) -> Iterator[LockRow]:
    import tempfile

    stubs = pip_stubs.stubs(task.conda)
    with tempfile.TemporaryDirectory(prefix="envguard-pip-") as folder:
        own = os.path.join(folder, "stubs")
        os.mkdir(own)
        pip_stubs.write(own, stubs)
        _write(folder, "requirements.in", [root.asked.text.value for root in task.roots])
        keep = [f"{one.name}=={one.version}" for one in held if not one.url.startswith("git+")]
        _write(folder, "constraints.txt", [*(stub.constraint for stub in stubs), *keep])
        question = Question(
            folder, uv_platform(task.platform, task.virtual), task.python,
            deployment_target(task.virtual), task.exclude_newer, task.indexes,
        )  # fmt: skip
        table, needed_by = compile_lock(question)
    dependencies = _dependencies(needed_by)
    for package in table.get("packages", ()):
        if not pip_stubs.is_stub(str(package.get("version", ""))):
            yield _row(package, task, dependencies)


def _write(folder: str, name: str, lines: list[str]) -> None:
    with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in lines)


def _dependencies(needed_by: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """What each project needs; uv says by whom each is needed, and without versions."""
    found: dict[str, dict[str, str]] = {}
    for name, needing in needed_by.items():
        for one in needing:
            found.setdefault(one, {})[name] = ""
    return found


def _row(
    package: dict[str, Any], task: PipTask, dependencies: dict[str, dict[str, str]]
) -> LockRow:
    name = normalised(package["name"])
    place = _place(package, task)
    return LockRow(
        name, str(package.get("version") or "0"), "pip", task.platform, dependencies.get(name, {}),
        place.url, "", place.sha256, source=place.url if place.is_source else "",
    )  # fmt: skip


class _Place(NamedTuple):
    url: str
    sha256: str
    is_source: bool = False


def _place(package: dict[str, Any], task: PipTask) -> _Place:
    """Where the one file is that the platform installs: of its wheels the best, else the sdist."""
    if package.get("vcs"):
        return _revision(package["vcs"])
    asking = [root for root in task.roots if root.asked.name == normalised(package["name"])]
    hashes = {one for root in asking for one in _demanded_hashes(root)}

    def may_be(file: Any) -> bool:
        return bool(file and file.get("url")) and (not hashes or _sha256(file) in hashes)

    archive: Any = package.get("archive")
    if may_be(archive):
        return _Place(published(archive["url"]), _sha256(archive), is_source=True)
    wheels = [one for one in package.get("wheels", []) if may_be(one)]
    wheel = best_wheel(wheels, task.python, task.platform, task.virtual)
    files: list[Any] = [wheel, package.get("sdist")]
    for one in files:
        if may_be(one):
            return _Place(published(one["url"]), _sha256(one))
    shown = f"{package['name']} {package.get('version', '')}"
    if hashes:
        words = f"no file of {shown} that {task.platform} can install has the hash that is demanded"
        raise LockProblem(at(asking[0].asked.text, words), 1)
    raise LockProblem(f"{shown} has no file that {task.platform} can install", 1)


def _revision(vcs: dict[str, Any]) -> _Place:
    commit = vcs["commit-id"]
    folder = f"#subdirectory={vcs['subdirectory']}" if vcs.get("subdirectory") else ""
    # conda-lock writes the commit where a file's hash stands
    address = f"{vcs['type']}+{published(vcs['url'])}@{commit}{folder}"
    return _Place(address, commit, is_source=True)


def _demanded_hashes(root: Root) -> Iterator[str]:
    """What a line's `--hash=sha256:…` or `#sha256=…` allow; uv itself passes over them."""
    requirement = root.asked.requirement
    if requirement is None:
        return
    for one in requirement.hashes:
        algorithm, _, digest = one.value.partition(":")
        if algorithm == "sha256":
            yield digest.lower()
    fragment = requirement.url.value.partition("#")[2] if requirement.url is not None else ""
    for part in fragment.split("&"):
        if part.startswith("sha256="):
            yield part.removeprefix("sha256=").lower()


def _sha256(file: dict[str, Any]) -> str:
    return str(file.get("hashes", {}).get("sha256", ""))


def _explained(task: PipTask, words: str) -> LockProblem:
    """uv's account behind the lines that it speaks of."""
    named = [
        root.asked.text
        for root in task.roots
        if root.asked.name and root.asked.name in words.lower()
    ] or [root.asked.text for root in task.roots][:1]
    told = "\n".join(
        at(text, f"pip's `{text.value}` cannot be met on {task.platform}") for text in named
    )
    # a stub is conda's package, and that is how the user knows it
    return LockProblem(told, 1, words.replace(f"+{pip_stubs.MARK}", " (conda's)"))
