"""`--changed-since REV`: everything was checked, and what touches a changed line is reported.

So is what a file does not say any more: a finding that its earlier text did not have, such as that
of a pin that was deleted, may stand on a line that did not change.

Compared is what the files say now with what they said where this branch left REV (the merge base,
as a pull request shows it). Git is only asked for its stored objects: a `git diff` of the working
tree would run the filters that a repository's configuration names.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from envguard.engine.git_objects import ask_git, stored_files
from envguard.engine.line_differences import new_lines
from envguard.engine.result import Result
from envguard.model import Location, Reported
from envguard.project.discovery import repository_root
from envguard.project.reading import MAXIMUM_BYTES, Unreadable, decode, read_bytes
from envguard.project.settings import SettingsProblem

# These speak of the run itself, or of files that changed elsewhere.
_ALWAYS = ("EGD001", "EGD004", "EGD007")
_ANYTHING = ("", "")


# What counts in a text: codes, each with the words that it is about.
Said = set[tuple[str, str]]


def narrowed(
    result: Result,
    revision: str,
    start: str,
    said: Callable[[str, str], Said],
    given: Mapping[str, bytes],
) -> Result:
    """The result without what stands on lines that did not change, and a note that counts it.

    A finding stays if its own place or a related one was changed, or if the file's earlier text
    did not have it; `said` tells, by a path and a text, what such a text would have. `start` is a
    path in the repository, and `given` has what came as a file's content without being written
    there. SettingsProblem where there is none, or no such revision in it.
    """
    changes = _Changes(revision, start, given)
    earlier: dict[str, Said] = {}

    def is_new(one: Reported) -> bool:
        place = one.finding.location
        if changes.touch([place, *(related.location for related in one.finding.related)]):
            return True
        if one.ignored is not None:
            return False
        if place.path not in earlier:
            before = changes.before(place.path)
            earlier[place.path] = said(place.path, before) if before is not None else {_ANYTHING}
        known = earlier[place.path]
        return _ANYTHING not in known and (one.code, one.finding.words) not in known

    reported = [one for one in result.reported if one.code in _ALWAYS or is_new(one)]
    unknowns = [one for one in result.unknowns if changes.touch([one.location])]
    hidden = len(result.reported) - len(reported)
    silent = len(result.unknowns) - len(unknowns)
    notes = list(result.notes)
    if hidden or silent:
        counts = [f"{hidden} of the findings"] if hidden else []
        counts += [f"{silent} unknown"] if silent else []
        notes.append(f"--changed-since {revision} hides {' and '.join(counts)} on unchanged lines")
    return result._replace(reported=reported, unknowns=unknowns, notes=tuple(notes))


class _Changes:
    """The lines changed since a revision, file by file, each looked at once."""

    def __init__(self, revision: str, start: str, given: Mapping[str, bytes]) -> None:
        folder = start if os.path.isdir(start) else os.path.dirname(os.path.abspath(start))
        root = repository_root(folder)
        if root is None:
            raise SettingsProblem(
                f"--changed-since needs a git repository, and {folder} is in none"
            )
        self._root = os.path.realpath(root)
        self._blobs = stored_files(self._root, self._base(revision))
        self._lines: dict[str, set[int] | None] = {}
        self._earlier: dict[str, str] = {}
        self._given = given

    def touch(self, places: Iterable[Location]) -> bool:
        """Whether one of the places stands on a changed line, or in a new file."""
        for place in places:
            lines = self._changed(os.path.realpath(place.path))
            if lines is None:
                return True
            last = max(place.begin.line, place.finish.line)
            if place.finish.column == 1 and last > place.begin.line:
                last -= 1
            if any(line in lines for line in range(place.begin.line, last + 1)):
                return True
        return False

    def before(self, path: str) -> str | None:
        """The earlier text of a file that has changed; None for every other."""
        real = os.path.realpath(path)
        self._changed(real)
        return self._earlier.get(real)

    def _base(self, revision: str) -> str:
        commit = self._git("rev-parse", "--verify", "--quiet", "--end-of-options",
                           f"{revision}^{{commit}}")  # fmt: skip
        if commit is None:
            raise SettingsProblem(
                f"--changed-since: git knows no revision {revision} in {self._root} "
                "(a shallow clone may lack it, and git refuses a folder of another owner)"
            )
        name = commit.decode("ascii", "replace").strip()
        base = self._git("merge-base", name, "HEAD")
        # a shallow clone may not hold the place where the branch left
        return base.decode("ascii", "replace").strip() if base else name

    def _changed(self, path: str) -> set[int] | None:
        """The 1-based lines of a file that are new or changed; None where all of it is new."""
        if path not in self._lines:
            self._lines[path] = self._compared(path)
        return self._lines[path]

    def _compared(self, path: str) -> set[int] | None:
        if not path.startswith(self._root + os.sep):
            return None
        name = os.path.relpath(path, self._root).replace(os.sep, "/")
        blob, size = self._blobs.get(name, ("", 0))
        if not blob or size > MAXIMUM_BYTES:
            return None
        try:
            data = self._given[path] if path in self._given else read_bytes(path)
        except Unreadable:
            return None
        if _blob_name(data, len(blob)) == blob:
            return set()
        before = self._git("cat-file", "blob", blob)
        if before is None:
            return None
        old, new = (decode(path, one, strict=False).content for one in (before, data))
        self._earlier[path] = old
        return new_lines(old, new)

    def _git(self, *arguments: str) -> bytes | None:
        """What git answers, None where it refuses."""
        try:
            return ask_git(self._root, *arguments)
        except (OSError, ValueError) as error:
            raise SettingsProblem(f"--changed-since: git cannot be asked: {error}") from None


def _blob_name(data: bytes, length: int) -> str:
    """The name that git gives to this content: SHA-1, or SHA-256 where names are longer."""
    import hashlib

    algorithm = "sha1" if length == 40 else "sha256"
    digest = hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False)
    return digest.hexdigest()
