"""The project around a file, read lazily: what stands beside it and above it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from envguard.model import Source, Text
from envguard.model.patterns import late
from envguard.project.discovery import repository_root
from envguard.project.kept_texts import KeptTexts
from envguard.project.reading import Unreadable, decode, read_bytes
from envguard.project.settings import Settings
from envguard.project.today import today

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeVar

    from envguard.project.holding import Part
    from envguard.project.tree import Tree

    _Known = TypeVar("_Known")

_MAXIMUM_KNOWN = 2000

_SUBMODULE = late(r"^[ \t]*path[ \t]*=[ \t]*(\S+)[ \t]*$", re.MULTILINE)


class Project:
    """Everything around the files of one root; nothing is read before somebody asks.

    `root` is the repository's root, or the folder of the settings, or the file's own folder.
    `today` is the day as of which things are judged.
    """

    def __init__(self, root: str, settings: Settings, as_of: str | None = None) -> None:
        self.root = os.path.realpath(root)
        self._here = os.path.realpath(os.curdir)
        self.settings = settings
        self.today = today(as_of)
        # whether the user named a folder, which is walked anyway
        self.is_named = False
        self._texts = KeptTexts()
        self._reals: dict[str, str] = {}
        self._submodules: list[str] | None = None
        self._names: dict[str, list[str]] = {}
        self._present: dict[str, frozenset[str] | None] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        # texts that stand in no file, such as those of standard input
        self._unwritten: set[str] = set()
        # what project.locks keeps here, until a text changes
        self.locks: Any = None
        self._tree: Tree | None = None
        self._is_cut = False
        self._known: dict[str, Any] = {}
        self._lately: dict[str, Any] = {}
        self._by_names: dict[str, Any] = {}
        self._of_files: dict[str, dict[str, Any]] = {}

    def read(self, path: str) -> Text | None:
        """The text of a file inside the project; None where absent, unreadable or outside."""
        if "\0" in path:  # which the operating system has no file for
            return None
        if self._is_absent(path):
            return None
        real = self.real(path)
        if real not in self._texts:
            self._texts.take(real, self._read(path, real))
            self._texts.may_drop(real)
        return self._texts.get(real)

    def read_in(self, folder: str, name: str) -> Text | None:
        """What `read` gives for a name in a folder.

        Rules ask for `pyproject.toml` and the like beside every file and above it, nearly always
        in vain: the folder's listing says so before there is a path to take apart.
        """
        if not self._unwritten:
            names = self._listing(self.real(folder))
            if names is not None and name not in names:
                return None
        return self.read(os.path.join(folder, name))

    def _read(self, path: str, real: str) -> Text | None:
        if not self._is_inside(real):
            return None
        try:
            name = self._texts.name(real) or self._from_here(path)
            return Text.whole(decode(name, read_bytes(path), strict=False))
        except Unreadable:
            return None

    def _from_here(self, path: str) -> str:
        """A path as discovery gives it, so that it does not matter who reads a file first."""
        here = self._here + os.sep
        return path[len(here) :] if path.startswith(here) else path

    def _is_absent(self, path: str) -> bool:
        """Whether the listing of a file's folder shows that it is not there."""
        folder, name = os.path.split(path)
        if not folder or name in ("", ".", "..") or path in self._unwritten:
            return False
        names = self._listing(self.real(folder))
        return names is not None and name not in names

    def _listing(self, folder: str) -> frozenset[str] | None:
        """The names in a folder; None where it may not be listed, which does not close it."""
        if folder not in self._present:
            try:
                names = frozenset(os.listdir(folder))
            except OSError:
                names = None
            _make_room(self._present)[folder] = names
        return self._present[folder]

    def remember(self, source: Source) -> None:
        """Take this as the file's text, for instance the one that a fix would write."""
        if self._is_absent(source.path):
            self._unwritten.add(source.path)
            self._by_names.clear()
        real = self.real(source.path)
        known = self._texts.get(real)
        called = self._texts.name(real) or source.path
        if known is not None and known.value != source.content:
            self.locks = None
            self._known.clear()
            self._lately.clear()
            self._of_files.pop(real, None)
        elif known is None and real in self._texts:
            # it could not be read; what nobody asked for, no lock was judged by
            self.locks = None
        elif called != source.path and self.locks is not None and self.locks.has(real):
            # findings would name the file as somebody else did
            self.locks = None
        self._texts.take(real, Text.whole(source))

    def may_forget(self, path: str) -> None:
        """A file was checked and is on disk as it was read: who asks again reads again."""
        self._texts.was_checked(self.real(path))

    def once(self, question: str, answer: Callable[[], _Known]) -> _Known:
        """The answer to a question about the whole project, found out when it is first asked."""
        if question not in self._known:
            self._known[question] = answer()
        found: _Known = self._known[question]
        return found

    def lately(self, question: str, answer: Callable[[], _Known]) -> _Known:
        """The answer to a question about one file or folder, kept while its neighbours ask."""
        if question not in self._lately:
            _make_room(self._lately)[question] = answer()
        found: _Known = self._lately[question]
        return found

    def by_names(self, question: str, answer: Callable[[], _Known]) -> _Known:
        """The answer to a question about a folder's names, which no text can change."""
        if question not in self._by_names:
            _make_room(self._by_names)[question] = answer()
        found: _Known = self._by_names[question]
        return found

    def of_file(self, path: str, question: str, answer: Callable[[], _Known]) -> _Known:
        """The answer to a question about one file's text, kept until that very text changes.

        Each fix that is tried is another text, and all the other files are what they were.
        """
        known = self._of_files.setdefault(self.real(path), {})
        if question not in known:
            known[question] = answer()
        found: _Known = known[question]
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
            _make_room(self._reals)[path] = known
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
            present = self._listing(real) if self._is_inside(real) else None
            _make_room(self._names)[real] = sorted(present or ())
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
        return self._is_cut or (self._tree is not None and not self._tree.complete)

    def cut(self) -> None:
        """A question about all files is answered from the first of too many."""
        self._is_cut = True

    def files(self) -> list[str]:
        """All files of the project, relative to its root with forward slashes."""
        return self.tree.files

    def called(self, name: str) -> list[str]:
        """The files of the project that have this name, whatever its ending and its case."""

        def by_stem() -> dict[str, list[str]]:
            found: dict[str, list[str]] = {}
            for one in self.files():
                found.setdefault(_stem(one), []).append(one)
            return found

        return self.once("files by stem", by_stem).get(_stem(name), [])

    def base_names(self) -> frozenset[str]:
        """The names of all files of the project, without their folders."""
        return self.once(
            "base names", lambda: frozenset(one.rpartition("/")[2] for one in self.files())
        )

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

    def folders_above(self, path: str) -> tuple[str, ...]:
        """The file's own folder, then those above it up to the root."""
        own = folder = os.path.dirname(self.real(path))
        if own not in self._above:
            found = [folder]
            while folder != self.root and folder.startswith(self.root):
                folder = os.path.dirname(folder)
                found.append(folder)
            _make_room(self._above)[own] = tuple(found)
        return self._above[own]


def _stem(path: str) -> str:
    name = path[path.rfind("/") + 1 :].lower()
    at = name.rfind(".")
    return name[:at] if name[: max(at, 0)].strip(".") else name


def _make_room(known: dict[str, _Known]) -> dict[str, _Known]:
    """What is known of files and folders, emptied when it is much.

    Files are checked folder by folder, so hardly anything of it is found out twice.
    """
    if len(known) >= _MAXIMUM_KNOWN:
        known.clear()
    return known


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
