"""From the paths that a user names to the files below them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from envguard.model.records import NamedTuple

UNLISTED_FOLDERS = {
    ".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", "venv", ".tox", ".nox",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".ipynb_checkpoints", "site-packages", ".pixi",
}  # fmt: skip

# git waits for ever for a pipe that stands in the place of a .gitignore; then we walk
LISTING_SECONDS = 120

# What a hostile repository's own configuration could make git run is switched off; no commands of
# git are ever started but `ls-files`, and those of engine/git_objects.py that read its objects.
GIT = (
    "git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "safe.bareRepository=explicit", "--no-optional-locks",
)  # fmt: skip


def environment_of_git() -> dict[str, str]:
    """The environment in which git fetches nothing and asks nobody.

    Of a partial clone even `ls-files` fetches what is missing, such as a .gitignore that a sparse
    checkout leaves out, and runs the `uploadpack` that the configuration names for it.
    """
    return {
        **os.environ, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "0",
    }  # fmt: skip


class Found(NamedTuple):
    """A file to look at. `given` is True where the user named it himself.

    `below` is the folder that the user named and below which it was found, "" for a given file.
    """

    path: str
    given: bool
    below: str = ""


def discover(paths: list[str]) -> Iterator[Found]:
    """Files below the paths, sorted within each, every file once. Missing paths are yielded too."""
    seen: set[str] = set()
    for path in paths:
        found = _below(path) if os.path.isdir(path) else iter((Found(path, True),))
        if len(paths) == 1:
            yield from found
            return
        for file in found:
            key = os.path.abspath(file.path)
            if key not in seen:
                seen.add(key)
                yield file


def _below(folder: str) -> Iterator[Found]:
    for name in listed(folder):
        yield Found(name, False, folder)


def listed(folder: str) -> list[str]:
    """All files below a folder that git does not ignore; without git, all but the usual clutter."""
    names = _listed_by_git(folder)
    if names is None:
        names = list(_walked(folder))
    return sorted(names)


def _listed_by_git(folder: str) -> list[str] | None:
    if repository_root(folder) is None:
        return None
    import subprocess

    command = [*GIT, "ls-files", "-z", "-co", "--exclude-standard"]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment_of_git(), capture_output=True, check=False,
            timeout=LISTING_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    names = {os.fsdecode(name) for name in done.stdout.split(b"\0") if name}
    join = "" if folder in ("", ".") else folder.rstrip("/") + "/"
    # a name that is listed may be deleted, a submodule, or a link out of the project
    return [path for name in names if _is_inside(path := join + name, folder)]


def _is_inside(path: str, folder: str) -> bool:
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        return False
    if not stat.S_ISLNK(mode):
        return not stat.S_ISDIR(mode)
    root = os.path.realpath(repository_root(folder) or folder)
    target = os.path.realpath(path)
    return target.startswith(root + os.sep) and os.path.isfile(target)


def leaves_project(path: str) -> bool:
    """Whether a path leads out of the repository around it, by a link or by one of its folders."""
    root = repository_root(os.path.dirname(os.path.abspath(path)))
    if root is None:
        return False
    inside = os.path.realpath(root).rstrip(os.sep) + os.sep
    return not os.path.realpath(path).startswith(inside)


def _walked(folder: str) -> Iterator[str]:
    pending = [folder]
    while pending:
        top = pending.pop()
        try:
            with os.scandir(top) as listing:
                entries = list(listing)
        except OSError:
            continue
        if top != folder and _is_environment({entry.name for entry in entries}, top):
            continue
        for entry in entries:
            path = entry.path
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in UNLISTED_FOLDERS:
                    pending.append(path)
            elif not entry.is_symlink() or _is_inside(path, folder):
                yield path.removeprefix(os.curdir + os.sep)


def _is_environment(names: set[str], folder: str) -> bool:
    """Whether a folder is an installed environment, whose files nobody wrote."""
    if "pyvenv.cfg" in names:
        return True
    return "conda-meta" in names and os.path.isdir(os.path.join(folder, "conda-meta"))


def repository_root(folder: str) -> str | None:
    """The nearest folder above (or the folder itself) that holds `.git`; None where none does."""
    return _repository_root(os.path.abspath(folder))


def rooted_path(path: str) -> str:
    """A path from the root of its repository, with `/`: the same wherever envguard was started.

    That is the repository one is in, else the file's own; where there is none, the folder one is
    in. Absolute where the file lies outside of all of them.
    """
    if path == "-":
        return path
    absolute, started = os.path.abspath(path), os.getcwd()
    for top in (repository_root(started), repository_root(os.path.dirname(absolute)), started):
        if top is not None and absolute.startswith(top.rstrip(os.sep) + os.sep):
            return os.path.relpath(absolute, top).replace(os.sep, "/")
    return absolute.replace(os.sep, "/")


def placed_path(path: str) -> str:
    """A path with the folders that tell what kind of file it is, with `/`.

    `ci.yml` is a workflow also for who stands in `.github/workflows`. So it begins at the root of
    the repository; where there is none, two folders above the one that envguard was started in.
    """
    if path.startswith("."):
        path = os.path.normpath(path)
    if path == "-" or path.startswith("..") or os.path.isabs(path):
        return rooted_path(path)
    started = os.getcwd()
    if started not in _places:
        root = repository_root(started) or os.path.dirname(os.path.dirname(started))
        place = os.path.relpath(started, root).replace(os.sep, "/")
        _places[started] = "" if place == "." else place + "/"
    return _places[started] + path.replace(os.sep, "/")


_places: dict[str, str] = {}
_roots: dict[str, str | None] = {}


def _repository_root(folder: str) -> str | None:
    if folder not in _roots:
        above = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, ".git")):
            _roots[folder] = folder
        else:
            _roots[folder] = None if above == folder else _repository_root(above)
    return _roots[folder]
