"""`--trusted DIR`: on a stranger's change the settings, ignores and baseline of the base decide.

DIR is a checkout of what the change is made to. Everything is checked as it is here; what may hide
or weaken a finding is only taken from there. What the change does to it is said, before all else.
"""

from __future__ import annotations

import os

from envguard.engine.baseline_file import Baseline, load
from envguard.engine.ignores import Ignore, ignores
from envguard.engine.line_differences import blocks, is_long, split
from envguard.model import Source
from envguard.project import settings as settings_files
from envguard.project.discovery import repository_root
from envguard.project.reading import Unreadable, decode, read_bytes
from envguard.project.settings import Settings, SettingsProblem

MOST_COMMENTS = 20


class Trusted:
    """The base: `folder` is its checkout, `root` the folder of the change that it stands for."""

    def __init__(self, folder: str, paths: tuple[str, ...] = (".",)) -> None:
        if not os.path.isdir(folder):
            raise SettingsProblem(f"--trusted {folder}: there is no such folder")
        self.folder = os.path.realpath(folder)
        self.root = _root_of_change(paths)
        self._said: dict[str, None] = {}
        self._comments: dict[str, None] = {}

    def counterpart(self, path: str) -> str | None:
        """Where a file or folder stands in the base; None for one outside of the change."""
        # a link to a file is itself; a link to a folder leads to where the folder is
        above, name = os.path.split(os.path.abspath(path))
        try:
            inside = os.path.relpath(os.path.join(os.path.realpath(above), name), self.root)
        except ValueError:  # another drive on Windows
            return None
        if inside == os.pardir or inside.startswith(os.pardir + os.sep) or os.path.isabs(inside):
            return None
        return os.path.normpath(os.path.join(self.folder, inside))

    def settings(self, folder: str) -> Settings:
        """The base's settings for a folder of the change; the usual ones for one outside of it."""
        there = self.counterpart(os.path.join(folder, "file"))
        if there is None:
            # its own settings may be a stranger's as well
            self._say(f"{folder}: this is outside of {self.root}, so the default settings hold")
            return Settings(folder, {}, {})
        found = settings_files.nearest_below(os.path.dirname(there), self.folder)
        settings = Settings(self.root, {}, {}) if found is None else self._here(found)
        self._say_settings(folder, settings)
        return settings

    def _here(self, found: Settings) -> Settings:
        """Settings of the base, with paths as they are in the change."""
        root = os.path.normpath(
            os.path.join(self.root, os.path.relpath(os.path.realpath(found.root), self.folder))
        )
        origins = {
            key: origin._replace(path=f"{os.path.basename(origin.path)} (base)")
            for key, origin in found.origins.items()
        }
        return Settings(root, found.values, origins)

    def policy(self, path: str) -> Settings | None:
        """A policy (`--settings FILE`): one that lies in the change is taken from the base."""
        there = self.counterpart(path)
        if there is None:
            return settings_files.load(path)
        if not os.path.isfile(there):
            self._say(f"{path}: the base has no such file, so no policy holds")
            return None
        found = settings_files.load(there)
        try:
            same = settings_files.load(path).values == found.values
        except SettingsProblem:
            same = False
        if not same:
            self._say(f"{path}: this change alters the policy; the base's holds")
        return found

    def not_counting(self, source: Source, kind: str, comments: list[Ignore]) -> set[int]:
        """The indices of the ignore comments that the base does not have; they exempt nothing."""
        there = self.counterpart(source.path)
        if not comments:
            return set()
        known = set() if there is None else self._known(source, there, kind, comments)
        strange = set(range(len(comments))) - known
        for index in sorted(strange):
            place = comments[index].text.location()
            self._comments.setdefault(
                f"{source.path}:{place.begin.line}: this ignore comment is not in the base; "
                "it does not count"
            )
        return strange

    def _known(self, source: Source, there: str, kind: str, comments: list[Ignore]) -> set[int]:
        try:
            before = decode(there, read_bytes(there), strict=False)
        except Unreadable:
            return set()
        if before.content == source.content:
            return set(range(len(comments)))
        return standing(ignores(before, kind), before.content, comments, source.content)

    def baseline(self, path: str) -> tuple[Baseline, Baseline]:
        """What hides findings, and the change's own file, which must still lose mended entries.

        An entry hides something if it stands in both; what the base says of it holds.
        """
        here = load(path)
        there = self.counterpart(path)
        if there is None:
            return here, here
        known = load(there, may_be_missing=True).entries
        new = [mark for mark in here.entries if mark not in known]
        changed = [m for m, e in here.entries.items() if m in known and e != known[m]]
        if new:
            self._say(f"{path}: {len(new)} of its entries are not in the base; they hide nothing")
        if changed:
            self._say(f"{path}: this change alters {len(changed)} of its entries; the base's hold")
        both = {mark: entry for mark, entry in known.items() if mark in here.entries}
        return Baseline(both, here.source), here

    def notes(self) -> list[str]:
        """What the change does to settings, baseline and ignores, one line each."""
        comments = list(self._comments)
        more = len(comments) - MOST_COMMENTS
        closing = [f"and {more} more ignore comments that are not in the base"] if more > 0 else []
        return [*self._said, *comments[:MOST_COMMENTS], *closing]

    def _say_settings(self, folder: str, held: Settings) -> None:
        try:
            own = settings_files.nearest_below(os.path.realpath(folder), self.root)
        except SettingsProblem as problem:
            self._say(f"{problem}; the base's settings hold")
            return
        values = own.values if own is not None else {}
        root = os.path.realpath(own.root) if own is not None else self.root
        keys = sorted(
            key for key in {*values, *held.values} if values.get(key) != held.values.get(key)
        )
        where = os.path.relpath(root if own is not None else held.root, self.root)
        place = "" if where == "." else f" of {where.replace(os.sep, '/')}"
        if keys:
            names = ", ".join(f"`{key}`" for key in keys)
            self._say(f"this change alters the settings{place} ({names}); the base's hold")
        elif held.values and root != held.root:
            self._say(f"this change moves the settings{place}; the base's hold")

    def _say(self, words: str) -> None:
        self._said.setdefault(words)


def _root_of_change(paths: tuple[str, ...]) -> str:
    """The folder that the base stands for: the repository of what is checked.

    That is the one envguard was started in, unless what is checked lies elsewhere.
    """
    started = os.getcwd()
    given = os.path.abspath(next((path for path in paths if path != "-"), started))
    # a link to a file is itself
    above, name = os.path.split(given)
    is_folder = os.path.isdir(given)
    first = os.path.realpath(given if is_folder else above)
    first = first if is_folder else os.path.join(first, name)
    around = repository_root(started)
    if around is None or not _is_below(first, os.path.realpath(around)):
        folder = first if is_folder else os.path.dirname(first)
        around = repository_root(folder)
        if around is None:
            around = started if _is_below(first, os.path.realpath(started)) else folder
    return os.path.realpath(around)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def standing(before: list[Ignore], old: str, now: list[Ignore], new: str) -> set[int]:
    """Which of the comments of a text stood there before: the same words over the same lines.

    Lines may move around a comment, and a line that it covers may be edited. A comment that is
    copied or carried elsewhere is a new one, and so is one that now covers more than it did.
    """
    places = _Places(old, new)
    earlier: dict[tuple[str, str], list[frozenset[str]]] = {}
    for one in before:
        earlier.setdefault(_key(one, places.old), []).append(_covered(one, places.old))
    found = set()
    for index, one in enumerate(now):
        covered = _covered(one, places.new)
        known = earlier.get(_key(one, places.new), [])
        for at, lines in enumerate(known):
            if covered <= lines:
                del known[at]
                found.add(index)
                break
    return found


def _key(comment: Ignore, places: list[str]) -> tuple[str, str]:
    line = comment.text.location().begin.line
    return comment.text.value, "" if comment.lines is None else places[line - 1]


def _covered(comment: Ignore, places: list[str]) -> frozenset[str]:
    return frozenset(places[comment.lines.start - 1 : comment.lines.stop - 1]
                     if comment.lines is not None else ())  # fmt: skip


class _Places:
    """Names for the lines of two texts, the same where one line stands for the other.

    Lines that came without others going stand for none, and neither do those of two texts that
    are too different to be compared.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old = [f"kept {number}" for number in range(len(split(old)) + 1)]
        self.new = [""] * (len(split(new)) + 1)
        behind = 0
        changed = blocks(old, new)
        ends = [come.start for _, come in changed] + [len(self.new)]
        for number, (gone, come) in enumerate(changed):
            matched = len(come) <= len(gone) and not is_long(len(gone), len(come))
            for line in gone:
                self.old[line] = f"edited {number}"
            for line in come:
                self.new[line] = f"edited {number}" if matched else f"new {line}"
            behind = gone.stop - come.stop
            for line in range(come.stop, ends[number + 1]):
                self.new[line] = f"kept {line + behind}"
        for line in range(ends[0]):
            self.new[line] = f"kept {line}"
