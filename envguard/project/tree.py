"""The files of a project, found without starting git: what is ignored is left out."""

from __future__ import annotations

import os
from collections import deque
from itertools import islice

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.project.discovery import UNLISTED_FOLDERS
from envguard.project.gitignore import IgnoreFile, Pattern, ignoring
from envguard.project.reading import Unreadable, decode, read_bytes

MAXIMUM_ENTRIES = 50_000
MOST_BESIDE = 5_000
"""So many are looked at around a file that is given alone, where nothing says what its project is.

Somebody's downloads would otherwise be walked for every file in them.
"""
_ENVIRONMENTS = ("environment.yml", "environment.yaml")


class Ignored(NamedTuple):
    """An environment file that git ignores, and the line that makes it do so."""

    path: str
    pattern: Pattern


class Tree(NamedTuple):
    """`files` in order, relative to the root with forward slashes; `ignored` environment files.

    `complete` is False where there was more than is looked at.
    """

    files: list[str]
    ignored: list[Ignored]
    complete: bool


def walk(root: str, most: int | None = None) -> Tree:
    """All files below a root, links that lead out of it and other repositories inside left out.

    Of more than `most` names those nearest to the root.
    """
    walker = _Walker(root, MAXIMUM_ENTRIES if most is None else most)
    walker.enter("", walker.patterns_of("", os.path.join(".git", "info", "exclude")))
    walker.found.files.sort()
    return walker.found._replace(complete=walker.left > 0)


class _Walker:
    def __init__(self, root: str, most: int) -> None:
        self.root = root
        self.found = Tree([], [], True)
        self.left = most

    def patterns_of(self, folder: str, name: str = ".gitignore") -> tuple[IgnoreFile, ...]:
        path = os.path.join(self.root, folder, name)
        try:
            data = read_bytes(path)
        except Unreadable:
            return ()
        return (IgnoreFile(Text.whole(decode(path, data, strict=False)), folder),)

    def enter(self, top: str, rules: tuple[IgnoreFile, ...]) -> None:
        pending = deque([(top, rules)])
        while pending and self.left > 0:
            folder, inherited = pending.popleft()
            try:
                with os.scandir(os.path.join(self.root, folder)) as listing:
                    entries = sorted(islice(listing, self.left), key=_name)
            except OSError:
                continue
            self.left -= len(entries)
            names = {entry.name for entry in entries}
            if self.left <= 0:  # one of them may be among those that are not looked at
                marks = (".git", "conda-meta", "pyvenv.cfg", ".gitignore")
                whole = os.path.join(self.root, folder)
                names.update(n for n in marks if os.path.lexists(os.path.join(whole, n)))
            if folder and (".git" in names or "conda-meta" in names or "pyvenv.cfg" in names):
                continue
            own = inherited
            if ".gitignore" in names:
                own = inherited + self.patterns_of(folder)
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if _is_folder(entry):
                    if entry.name in UNLISTED_FOLDERS:
                        continue
                    rule = ignoring(own, path, True)
                    if rule is None:
                        pending.append((path, own))
                    else:
                        self._look_into(path, rule)
                else:
                    self._take(path, entry, ignoring(own, path, False))

    def _take(self, path: str, entry: os.DirEntry[str], rule: Pattern | None) -> None:
        if rule is not None:
            if entry.name in _ENVIRONMENTS:
                self.found.ignored.append(Ignored(path, rule))
        elif not entry.is_symlink() or self._leads_inside(path):
            self.found.files.append(path)

    def _look_into(self, folder: str, rule: Pattern) -> None:
        """A folder such as `env/`, ignored as a virtual environment, may hold the file itself."""
        inside = os.path.join(self.root, folder)
        if any(os.path.exists(os.path.join(inside, n)) for n in ("conda-meta", "pyvenv.cfg")):
            return
        for name in _ENVIRONMENTS:
            if os.path.isfile(os.path.join(inside, name)):
                self.found.ignored.append(Ignored(f"{folder}/{name}", rule))

    def _leads_inside(self, path: str) -> bool:
        target = os.path.realpath(os.path.join(self.root, path))
        return target.startswith(self.root + os.sep) and os.path.isfile(target)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
