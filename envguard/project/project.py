"""The project around a file, read lazily: what stands beside it and above it."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from envguard.model import Source, Text
from envguard.project.discovery import listed, repository_root
from envguard.project.reading import Unreadable, decode, read_bytes
from envguard.project.settings import Settings

USUAL_PYTHON = "3.11"

_PYTHON_VERSION = re.compile(r"\s*(?:cpython[-@])?(3\.\d+)(?:\.\d+)?\s*(?:\n|$)")
_REQUIRES_PYTHON = re.compile(r"^requires-python[ \t]*=[ \t]*[\"']([^\"'\n]+)[\"']", re.MULTILINE)


class Declared(NamedTuple):
    """The Python that a project declares: `wanted` such as "3.11" or ">=3.10", and where."""

    wanted: str
    text: Text


class Project:
    """Everything around the files of one root; nothing is read before somebody asks.

    `root` is the repository's root, or the folder of the settings, or the file's own folder.
    """

    def __init__(self, root: str, settings: Settings) -> None:
        self.root = os.path.realpath(root)
        self.settings = settings
        self._texts: dict[str, Text | None] = {}
        self._files: list[str] | None = None

    def read(self, path: str) -> Text | None:
        """The text of a file inside the project; None where absent, unreadable or outside."""
        if "\0" in path:  # which the operating system has no file for
            return None
        real = os.path.realpath(path)
        if real not in self._texts:
            self._texts[real] = self._read(path, real)
        return self._texts[real]

    def _read(self, path: str, real: str) -> Text | None:
        if not (real == self.root or real.startswith(self.root + os.sep)):
            return None
        try:
            return Text.whole(decode(path, read_bytes(path), strict=False))
        except Unreadable:
            return None

    def remember(self, source: Source) -> None:
        """Take this as the file's text, for instance the one that a fix would write."""
        self._texts[os.path.realpath(source.path)] = Text.whole(source)

    def exists(self, path: str) -> bool:
        """Whether there is such a file or folder inside the project."""
        if "\0" in path:
            return False
        return os.path.realpath(path).startswith(self.root) and os.path.exists(path)

    def matching(self, folder: str, pattern: str) -> list[str]:
        """The files below a folder that a shell pattern names, in byte order; none outside."""
        import glob

        found = sorted(glob.iglob(os.path.join(glob.escape(folder), pattern)), key=os.fsencode)
        return [path for path in found if os.path.isfile(path) and self.exists(path)]

    def files(self) -> list[str]:
        """All files of the project, relative to its root with forward slashes."""
        if self._files is None:
            prefix = len(self.root) + 1
            self._files = [name[prefix:].replace(os.sep, "/") for name in listed(self.root)]
        return self._files

    def folders_above(self, path: str) -> list[str]:
        """The file's own folder, then those above it up to the root."""
        folder = os.path.dirname(os.path.realpath(path))
        found = [folder]
        while folder != self.root and folder.startswith(self.root):
            folder = os.path.dirname(folder)
            found.append(folder)
        return found

    def own_names(self) -> set[str]:
        """Names under which the project itself may be installed: its own, and its folder's."""
        found = {os.path.basename(self.root).lower().replace("_", "-")}
        for name in ("pyproject.toml", "setup.cfg", "setup.py"):
            text = self.read(os.path.join(self.root, name))
            if text is not None:
                pattern = r"^[ \t]*name[ \t]*=[ \t]*[\"']?([A-Za-z0-9_.-]+)"
                found.update(
                    match.group(1).lower().replace("_", "-")
                    for match in re.finditer(pattern, text.value, re.MULTILINE)
                )
        return found

    def wanted_python(self, path: str) -> str:
        """The Python series to suggest for a file: the settings', the project's, else 3.11."""
        setting = self.settings.text("python")
        if setting:
            return setting
        declared = self.declared_python(path)
        return series_for(declared.wanted) if declared else USUAL_PYTHON

    def declared_python(self, path: str) -> Declared | None:
        """The Python that the project around a file declares, the nearest word first."""
        for folder in self.folders_above(path):
            version = self.read(os.path.join(folder, ".python-version"))
            if version is not None:
                found = _PYTHON_VERSION.match(version.value)
                if found:
                    return Declared(found.group(1), version[found.start(1) : found.end(1)])
            declared = self._requires_python(folder)
            if declared is not None:
                return declared
        return None

    def requires_python(self, path: str) -> Declared | None:
        """The nearest pyproject.toml's requires-python above a file."""
        for folder in self.folders_above(path):
            declared = self._requires_python(folder)
            if declared is not None:
                return declared
        return None

    def _requires_python(self, folder: str) -> Declared | None:
        pyproject = self.read(os.path.join(folder, "pyproject.toml"))
        found = _REQUIRES_PYTHON.search(pyproject.value) if pyproject is not None else None
        if pyproject is None or found is None:
            return None
        return Declared(found.group(1), pyproject[found.start(1) : found.end(1)])


def series_for(wanted: str) -> str:
    """A Python series that a declaration such as ">=3.12,<4" allows: 3.11 if it can be."""
    lowest = max((int(n) for n in re.findall(r">=?\s*3\.(\d+)", wanted)), default=0)
    exact = re.search(r"(?<![<>!])(?:==|~=|=)\s*3\.(\d+)|^3\.(\d+)", wanted)
    below = min((int(n) for n in re.findall(r"<\s*3\.(\d+)", wanted)), default=99)
    if exact:
        return f"3.{exact.group(1) or exact.group(2)}"
    usual = int(USUAL_PYTHON.partition(".")[2])
    return f"3.{min(max(usual, lowest), below - 1)}"


def project_root(path: str, settings: Settings, named: tuple[str, ...] = ()) -> str:
    """The root of the project that a file belongs to.

    A folder with settings of its own is a project, also inside a repository of several. Where
    there is neither, the folder that the user named (one of `named`) is one.
    """
    if any(origin.path != "command line" for origin in settings.origins.values()):
        return settings.root
    folder = os.path.dirname(os.path.abspath(path)) or "."
    repository = repository_root(folder)
    if repository is not None:
        return repository
    for one in named:
        whole = os.path.abspath(one)
        if folder == whole or folder.startswith(whole.rstrip(os.sep) + os.sep):
            return whole
    return settings.root or folder
