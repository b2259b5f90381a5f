"""The project around a file, read lazily: what stands beside it and above it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from envguard.model import Source, Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.discovery import repository_root
from envguard.project.reading import Unreadable, decode, read_bytes
from envguard.project.settings import Settings
from envguard.project.today import today

if TYPE_CHECKING:
    from envguard.project.gitignore import IgnoreFile
    from envguard.project.holding import Part
    from envguard.project.tree import Tree

USUAL_PYTHON = "3.11"

_Known = TypeVar("_Known")

_PYTHON_VERSION = late(r"\s*(?:cpython[-@])?(3\.\d+)(?:\.\d+)?\s*(?:\n|$)")
_REQUIRES_PYTHON = late(r"^requires-python[ \t]*=[ \t]*[\"']([^\"'\n]+)[\"']", re.MULTILINE)


_SUBMODULE = late(r"^[ \t]*path[ \t]*=[ \t]*(\S+)[ \t]*$", re.MULTILINE)


class Declared(NamedTuple):
    """The Python that a project declares: `wanted` such as "3.11" or ">=3.10", and where."""

    wanted: str
    text: Text


# where a project says it lives: `url="https://github.com/lab/esm"`, `Repository = "…"`
_HOMEPAGE = late(
    r"""(?im)^[ \t]*["']?(?:url|homepage|repository|source(?:[ -]code)?|home-page)["']?[ \t]*[=:]"""
    r"""[ \t]*["']?https?://(?:www\.)?(?:github|gitlab)\.com/[^/\s"']+/([A-Za-z0-9_.-]+?)(?:\.git)?/?"""
    r"""["',\s]"""
)


class Project:
    """Everything around the files of one root; nothing is read before somebody asks.

    `root` is the repository's root, or the folder of the settings, or the file's own folder.
    `today` is the day as of which things are judged.
    """

    def __init__(self, root: str, settings: Settings, as_of: str | None = None) -> None:
        self.root = os.path.realpath(root)
        self.settings = settings
        self.today = today(as_of)
        # whether the user named a folder, which is walked anyway
        self.is_named = False
        self._texts: dict[str, Text | None] = {}
        self._reals: dict[str, str] = {}
        self._submodules: list[str] | None = None
        self._names: dict[str, list[str]] = {}
        # what project.locks keeps here, until a text changes
        self.locks: Any = None
        self._tree: Tree | None = None
        self._known: dict[str, Any] = {}

    def read(self, path: str) -> Text | None:
        """The text of a file inside the project; None where absent, unreadable or outside."""
        if "\0" in path:  # which the operating system has no file for
            return None
        real = self.real(path)
        if real not in self._texts:
            self._texts[real] = self._read(path, real)
        return self._texts[real]

    def _read(self, path: str, real: str) -> Text | None:
        if not self._is_inside(real):
            return None
        try:
            return Text.whole(decode(path, read_bytes(path), strict=False))
        except Unreadable:
            return None

    def remember(self, source: Source) -> None:
        """Take this as the file's text, for instance the one that a fix would write."""
        real = self.real(source.path)
        known = self._texts.get(real)
        if known is None:
            # what nobody asked for, no lock was judged by
            if real in self._texts:
                self.locks = None
        elif known.value != source.content or known.source.path != source.path:
            self.locks = None
        if known is not None and known.value != source.content:
            self._known.clear()
        self._texts[real] = Text.whole(source)

    def once(self, question: str, answer: Callable[[], _Known]) -> _Known:
        """The answer to a question about the whole project, found out when it is first asked."""
        if question not in self._known:
            self._known[question] = answer()
        found: _Known = self._known[question]
        return found

    def exists(self, path: str) -> bool:
        """Whether there is such a file or folder inside the project."""
        return self.holds(path) and os.path.exists(path)

    def look(self, path: str) -> Text | Literal["missing", "outside", "unknown"]:
        """The text of a file, or why there is none; what a submodule may hold is unknown."""
        if not self.holds(path):
            return "outside"
        found = self.read(path)
        if found is not None:
            return found
        return "unknown" if os.path.exists(path) or self.in_submodule(path) else "missing"

    def holds(self, path: str) -> bool:
        """Whether a path lies inside the project, whether or not there is anything."""
        if "\0" in path:
            return False
        return self._is_inside(self.real(path))

    def _is_inside(self, real: str) -> bool:
        return real == self.root or real.startswith(self.root + os.sep)

    def real(self, path: str) -> str:
        """The path with every link in it followed; each is followed once in a run."""
        known = self._reals.get(path)
        if known is None:
            folder, name = os.path.split(path)
            if not folder or name in ("", ".", ".."):
                known = os.path.realpath(path)
            else:
                # following one step of a folder that is known costs one look instead of ten
                known = os.path.join(self.real(folder), name)
                if os.path.islink(known):
                    known = os.path.realpath(known)
            self._reals[path] = known
        return known

    @property
    def is_bounded(self) -> bool:
        """Whether the root is one that somebody set: a repository's, or that of the settings."""
        return bool(self.settings.origins) or os.path.exists(os.path.join(self.root, ".git"))

    def in_submodule(self, path: str) -> bool:
        """Whether a path lies in a submodule of the repository, which may not be checked out."""
        if "\0" in path:
            return False
        real = self.real(path)
        return any(real == one or real.startswith(one + os.sep) for one in self.submodules())

    def submodules(self) -> list[str]:
        """The folders of the repository's submodules."""
        if self._submodules is None:
            modules = self.read(os.path.join(self.root, ".gitmodules"))
            found = _SUBMODULE.findall(modules.value) if modules is not None else []
            self._submodules = [os.path.join(self.root, name) for name in found]
        return self._submodules

    def names_in(self, folder: str) -> list[str]:
        """The names in a folder of the project, sorted; none where there is no such folder."""
        real = self.real(folder)
        if real not in self._names:
            try:
                self._names[real] = sorted(os.listdir(real)) if self._is_inside(real) else []
            except OSError:
                self._names[real] = []
        return self._names[real]

    def is_held(self, path: str, part: Part = "pip") -> bool | None:
        """Whether a lock holds a part of an environment, or a requirements file; None: unknown."""
        from envguard.project.holding import is_held

        return is_held(path, self, part)

    def matching(self, folder: str, pattern: str) -> list[str]:
        """The files below a folder that a shell pattern names, in byte order; none outside."""
        import glob

        # `*/../*/../*` would visit every folder as often as there are folders, to the power of two
        if "\0" in pattern or ".." in pattern.split("/"):
            return []
        found = sorted(glob.iglob(os.path.join(glob.escape(folder), pattern)), key=os.fsencode)
        return [path for path in found if os.path.isfile(path) and self.exists(path)]

    @property
    def tree(self) -> Tree:
        """All files of the project; listed once, when a rule that looks across files asks."""
        if self._tree is None:
            from envguard.project.tree import MOST_BESIDE, walk

            settled = self.is_named or self.is_bounded
            self._tree = walk(self.root, None if settled else MOST_BESIDE)
        return self._tree

    @property
    def is_cut(self) -> bool:
        """Whether a question about all files was answered from the first of too many."""
        return self._tree is not None and not self._tree.complete

    def files(self) -> list[str]:
        """All files of the project, relative to its root with forward slashes."""
        return self.tree.files

    def has_company(self, source: Source) -> bool:
        """Whether there is anything that rules across files compare this file with."""
        if "cuda" in source.content or "cu1" in source.content:
            # one file may name two of them
            return True
        own = self.real(source.path)
        # what requires-python says of an environment is no rule's that looks across files
        alone = own.endswith((".yml", ".yaml")) and ".github" not in own
        return any(
            os.path.join(self.root, *name.split("/")) != own
            for name in self._company()
            if not (alone and name.endswith("pyproject.toml"))
        )

    def _company(self) -> list[str]:
        def named() -> list[str]:
            pattern = re.compile(
                r"(^|/)(\.python-version|pyproject\.toml|pixi\.toml|[^/]*dockerfile[^/]*|[^/]*containerfile[^/]*|"
                r"[^/]*requirements[^/]*\.txt|[^/]+\.ipynb|[^/]+\.ya?ml)$",
                re.IGNORECASE,
            )
            return [name for name in self.files() if pattern.search(name)]

        return self.once("company", named)

    def ignored(self, path: str) -> tuple[Text, bool] | None:
        """The line that makes git ignore a file that it does not track, None where none does.

        The second value says whether there is a repository at all. Only what lies above the file
        is read.
        """
        from envguard.project.gitignore import ignoring

        found: list[IgnoreFile] = []
        pattern = None
        relative = os.path.relpath(self.real(path), self.root).replace(os.sep, "/")
        parts = relative.split("/")
        for depth in range(len(parts)):
            folder = "/".join(parts[:depth])
            file = self._ignore_file(folder)
            if file is not None:
                found.append(file)
            if found:
                name = "/".join(parts[: depth + 1])
                pattern = ignoring(tuple(found), name, depth + 1 < len(parts))
            if pattern is not None:
                break
        if pattern is None or pattern.text.source.path == path:
            return None
        return self._untracked(path, pattern.text)

    def _ignore_file(self, folder: str) -> IgnoreFile | None:
        from envguard.project.gitignore import IgnoreFile

        def read() -> IgnoreFile | None:
            text = self.read(os.path.join(self.root, folder, ".gitignore"))
            return None if text is None else IgnoreFile(text, folder)

        return self.once(f".gitignore of {folder}", read)

    def _untracked(self, path: str, pattern: Text) -> tuple[Text, bool] | None:
        from envguard.project.index import is_tracked

        tracked = is_tracked(path)
        if tracked in (True, "unknown"):
            return None
        return pattern, tracked is False

    def folders_above(self, path: str) -> list[str]:
        """The file's own folder, then those above it up to the root."""
        folder = os.path.dirname(self.real(path))
        found = [folder]
        while folder != self.root and folder.startswith(self.root):
            folder = os.path.dirname(folder)
            found.append(folder)
        return found

    def own_names(self) -> set[str]:
        """Names under which the project itself may be installed: its own, and its folder's."""
        found = {os.path.basename(self.root).lower().replace("_", "-")}
        remote = self.read(os.path.join(self.root, ".git", "config"))
        if remote is not None:
            found.update(
                match.group(1).lower().removesuffix(".git").replace("_", "-")
                for match in re.finditer(
                    r"^[ \t]*url[ \t]*=[^\n]*[/:]([^/:\s]+)/?[ \t]*$", remote.value, re.MULTILINE
                )
            )
        for name in ("pyproject.toml", "setup.cfg", "setup.py"):
            text = self.read(os.path.join(self.root, name))
            if text is not None:
                pattern = r"(?:^|\bsetup\()[ \t]*name[ \t]*=[ \t]*[\"']?([A-Za-z0-9_.-]+)"
                found.update(
                    match.group(1).lower().replace("_", "-")
                    for match in (
                        *re.finditer(pattern, text.value, re.MULTILINE),
                        *_HOMEPAGE.finditer(text.value),
                    )
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
