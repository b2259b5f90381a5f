"""What a project's code imports, held against what its environments bring."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import lru_cache

from envguard.formats.requirement_reading import normalised
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.kinds import classify
from envguard.project.own_names import own_names
from envguard.project.purpose import is_test_path, purpose_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.python_imports import Imported
    from envguard.project.project import Project

MAXIMUM_FILES = 2000
_FOLDERS = ("", "env", "envs", "environment", "environments", "conda", "requirements", "binder",
            ".binder", "docker", ".devcontainer")  # fmt: skip
_PURPOSES = ("project", "deployment", "course")
_WORD = late(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# files that tools run in environments of their own
_TOOLS = ("setup.py", "conf.py", "noxfile.py", "conftest.py", "fabfile.py", "toxfile.py")
# left Python in 3.12 and 3.13, or come with a notebook's surroundings
_FORMER = frozenset((
    "distutils", "imp", "asynchat", "asyncore", "smtpd", "cgi", "cgitb", "crypt", "imghdr",
    "sndhdr", "telnetlib", "uu", "xdrlib", "pipes", "nntplib", "ossaudiodev", "spwd", "audioop",
    "aifc", "chunk", "msilib", "nis", "mailcap", "sunau", "lib2to3", "formatter", "parser",
    "symbol", "binhex", "dummy_threading", "macpath", "winreg", "msvcrt", "test", "pip",
))  # fmt: skip
# names that many projects share, or that no environment file can bring
_SHARED = frozenset((
    "google", "azure", "zope", "sphinxcontrib", "jaraco", "backports", "nvidia", "hou", "bpy",
    "mathutils", "unreal", "maya", "abaqus", "ansys", "snakemake", "dbutils", "js", "pyodide",
))  # fmt: skip


class Undeclared(NamedTuple):
    """A module that no environment file brings: where it is imported, and where it is missed."""

    name: str
    places: tuple[Text, ...]
    environment: Text


def undeclared(project: Project) -> list[Undeclared]:
    """The modules of every project in the tree, in the order of their environments and names."""
    return project.once("imports", lambda: list(_undeclared(project)))


def _undeclared(project: Project) -> Iterator[Undeclared]:
    homes = _homes(project)
    local = _local_names(project)
    needed: dict[str, dict[str, list[Text]]] = {}
    for relative in _code_files(project):
        home = _nearest(relative, homes)
        if home is None:
            continue
        for one in _imported(relative, project):
            if one.name not in local and not _comes_along(one.name):
                needed.setdefault(home, {}).setdefault(one.name, []).append(one.text)
    for home in sorted(needed):
        first = homes[home][0]
        purpose = purpose_of(os.path.join(project.root, first), project).name
        brought = _brought(home, homes[home], project) if purpose in _PURPOSES else None
        place = _place(first, project)
        if brought is None or place is None:
            continue
        for name, places in sorted(needed[home].items()):
            if not _is_brought(name, brought):
                yield Undeclared(name, tuple(places), place)


def _homes(project: Project) -> dict[str, list[str]]:
    """The folders that have environment files, in themselves or in a folder kept for these."""
    found: dict[str, list[str]] = {}
    for relative in project.files():
        folder, _, base = relative.rpartition("/")
        if not base.endswith((".yml", ".yaml", ".toml", ".txt")) or is_test_path(relative, project):
            continue
        path = os.path.join(project.root, relative)

        def head(path: str = path) -> str | None:
            text = project.read(path)
            return text.value if text is not None else None

        kind = classify(relative, head)
        if kind is None or kind.name not in ("environment", "manifest", "requirements"):
            continue
        outer, _, inner = folder.rpartition("/")
        home = outer if inner in _FOLDERS else folder
        found.setdefault(home, []).append(relative)
    for files in found.values():
        files.sort(key=_rank)
    return found


def _rank(relative: str) -> tuple[int, int, str]:
    base = relative.rpartition("/")[2]
    order = ("environment.yml", "environment.yaml", "pixi.toml", "pyproject.toml")
    rank = order.index(base) if base in order else 4 + (not base.endswith((".yml", ".yaml")))
    return relative.count("/"), rank, relative


def _nearest(relative: str, homes: dict[str, list[str]]) -> str | None:
    folder = relative.rpartition("/")[0]
    while folder and folder not in homes:
        folder = folder.rpartition("/")[0]
    return folder if folder in homes else None


def _code_files(project: Project) -> list[str]:
    found = [
        relative
        for relative in project.files()
        if relative.endswith((".py", ".ipynb"))
        and relative.rpartition("/")[2] not in _TOOLS
        and not re.search(r"(^|/)(docs?|\.github|third[_-]?party|vendor|external)/", relative)
        and is_test_path(relative, project) is None
    ]
    return found[:MAXIMUM_FILES]


def _local_names(project: Project) -> frozenset[str]:
    """Every name under which a file or folder of the repository could be imported."""
    found = {name.replace("-", "_") for name in own_names(project)}
    for relative in project.files():
        stem, dot, ending = relative.rpartition(".")
        if dot and ending in ("py", "pyx", "pyd", "so", "ipynb", "pyi", "c", "cpp", "cu"):
            *folders, name = stem.split("/")
            found.update((name.partition(".")[0], *folders))
    return frozenset(found | {os.path.basename(one) for one in project.submodules()})


def _comes_along(name: str) -> bool:
    return name in sys.stdlib_module_names or name in _FORMER or name in _SHARED or name[:1] == "_"


def _imported(relative: str, project: Project) -> list[Imported]:
    from envguard.formats.python_imports import imports

    text = project.read(os.path.join(project.root, relative))
    if text is None:
        return []
    if relative.endswith(".py"):
        return imports(text)
    from envguard.formats import notebook

    try:
        found = notebook.parse(text)
    except SyntaxProblem:
        return []
    if not found.language.startswith("python"):
        return []
    cells = [cell.source for cell in found.cells if cell.kind == "code"]
    return [one for cell in cells for one in imports(cell, notebook=True)]


def _brought(home: str, files: list[str], project: Project) -> frozenset[str] | None:
    """The names of all that is installed, as far as files say; None where one hides something."""
    found: set[str] = set()
    for relative in files:
        names = _names_of(os.path.join(project.root, relative), relative, project)
        if names is None:
            return None
        found |= names
    # a package's own files and the images say in code what they need: any word of them will do
    for name in ("setup.py", "setup.cfg", "pyproject.toml", "Dockerfile", "Pipfile"):
        text = project.read(os.path.join(project.root, home, name))
        if text is not None:
            found.update(_WORD.findall(text.value))
    return frozenset(_bare(name) for name in found)


def _names_of(path: str, relative: str, project: Project) -> set[str] | None:
    from envguard.project.locks import project_locks
    from envguard.project.manifests import declared, judged_manifest
    from envguard.subjects.environment.reading import read_environment
    from envguard.subjects.pip.reading import read_file, read_section

    text = project.read(path)
    if text is None:
        return None
    if relative.endswith(".txt"):
        return _of_pip(read_file(text, path, project.look))
    if relative.endswith(".toml"):
        try:
            environments = declared(path, project).environments
        except SyntaxProblem:
            return None
        judged = judged_manifest(path, project)
        locks = [verdict.lock for verdict in judged.verdicts] if judged is not None else []
    else:
        environments = [read_environment(text, path)]
        locks = project_locks(project).locks_of(path)
    found = {package.name for lock in locks for package in lock.packages}
    for one in environments:
        if one.broken is not None or one.template or not all(d.known for d in one.dependencies):
            return None
        found.update(dependency.name for dependency in one.dependencies)
        section = read_section(one, project.look)
        named = _of_pip(section) if section is not None else set()
        if named is None:
            return None
        found |= named
    return found


def _of_pip(requirements: object) -> set[str] | None:
    """The names in a list and all that it includes; None where a line hides its own."""
    from envguard.subjects.pip.requirements import PipRequirements

    assert isinstance(requirements, PipRequirements)
    found: set[str] = set()
    for file in requirements.files(constraints=True):
        if any(include.state not in ("read", "circular") for include in file.includes):
            return None
        for line in file.lines:
            if line.name:
                found.add(line.name)
            elif line.requirement.kind in ("url", "editable", "path"):
                words = _WORD.findall(line.text.value)
                found.update(word.removesuffix(".git") for word in words)
    return found


def _is_brought(name: str, brought: frozenset[str]) -> bool:
    wanted = {_bare(name), *(_bare(one) for one in _projects().get(name, ()))}
    from envguard.subjects.environment.names import conda_spellings

    for one in (name, *_projects().get(name, ())):
        wanted.update(_bare(spelling) for spelling in conda_spellings(one))
    own = _bare(name)
    wanted.update((f"py{own}", f"python{own}", f"{own}py", f"{own}python"))
    return not wanted.isdisjoint(brought)


def _bare(name: str) -> str:
    """A name without what tells spellings apart: `py-opencv` and `py_opencv` are one."""
    return normalised(name).replace("-", "")


@lru_cache(maxsize=1)
def _projects() -> dict[str, tuple[str, ...]]:
    """A module's name to the projects that bring it, where these are called otherwise."""
    from envguard.data import import_families, import_names

    found: dict[str, tuple[str, ...]] = {}
    for row in import_names.ROWS.splitlines():
        module, name = row.split()
        found[module] = (*found.get(module, ()), name)
    for row in import_families.ROWS.splitlines():
        modules, _, names = row.partition(":")
        for module in modules.split():
            found[module] = (*found.get(module, ()), *names.split())
    return found


def _place(relative: str, project: Project) -> Text | None:
    """Where the name would be written: the list's key, or a requirements file's first line."""
    path = os.path.join(project.root, relative)
    text = project.read(path)
    if text is None or relative.endswith(".txt"):
        lines = [line for line in text.lines() if line.value.strip()] if text is not None else []
        return lines[0].strip() if lines else None
    if relative.endswith(".toml"):
        from envguard.project.manifests import declared

        entries = [one.dependencies_entry for one in declared(path, project).environments]
    else:
        from envguard.subjects.environment.reading import read_environment

        entries = [read_environment(text, path).dependencies_entry]
    return next((entry.key.text for entry in entries if entry is not None), None)
