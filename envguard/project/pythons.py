"""Which Python each file of a project names, gathered around the environment that governs it.

The nearest environment above a file governs it, so two environments of one repository that have
nothing to do with each other are never compared.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.excerpt import Excerpt
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.declared_python import requires_python
from envguard.project.environments import EnvironmentFile, environment_file, environments
from envguard.project.kinds import classify
from envguard.project.purpose import is_test_path, package_builder, purpose_of
from envguard.project.python_words import PythonWord
from envguard.subjects.command import known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project

MAXIMUM_NOTEBOOKS = 300
_MINOR = late(r"v?(\d+)\.(\d+)")
_TAG = late(r"(?:^|[-_.])(?:python|py)-?(3)\.?(\d{1,2})(?![\d])")
_SIDE_JOB = late(
    r"lint|format|style|pre-?commit|docs?\b|publish|release|deploy|mypy|ruff|black|stale|label|wheel|"
    r"sdist|codeql",
    re.IGNORECASE,
)
# Dockerfile.ci-oldest: the images of tests have their own Pythons, as the jobs of a matrix have
_SIDE_IMAGE = late(r"(?:^|[-_.])(?:ci|lint|docs?|oldest|minimum|minimal)(?:[-_.]|$)", re.IGNORECASE)


class PythonGroup(NamedTuple):
    """The words of the files that one environment governs, or of a project without any.

    `reference` are those that the others are held against; of several, one is enough. `supported`
    are the series that a library is meant for: it may well be tested in any of them.
    """

    reference: tuple[PythonWord, ...]
    others: tuple[PythonWord, ...]
    supported: frozenset[str] = frozenset()

    @property
    def minors(self) -> frozenset[str]:
        """The series that the reference allows."""
        return frozenset().union(*(word.minors for word in self.reference))

    @property
    def disagreeing(self) -> list[PythonWord]:
        """The words that allow none of the reference's series.

        A workflow's jobs count together: one of them with the project's Python is enough.
        """
        wanted = self.minors
        if not wanted:
            return []
        jobs = [word for word in self.others if word.source == "workflow"]
        tested = any(word.minors & (wanted | self.supported) for word in jobs)
        return [
            word
            for word in self.others
            if not word.minors & wanted and not (word.source == "workflow" and tested)
        ]


def python_groups(project: Project) -> list[PythonGroup]:
    """The groups of a project that say anything about Python."""
    return project.once("pythons", lambda: list(_groups(project)))


def _groups(project: Project) -> Iterator[PythonGroup]:
    folders: dict[str, list[EnvironmentFile]] = {}
    for file in (*environments(project), *_of_pixi(project)):
        if is_test_path(file.relative, project) is None:
            folders.setdefault(file.folder, []).append(file)
    others = list(_words(project))
    governed: dict[str, list[PythonWord]] = {folder: [] for folder in folders}
    free: list[PythonWord] = []
    for word in others:
        folder = _governing(word, folders)
        (free if folder is None else governed[folder]).append(word)
    for folder, files in folders.items():
        declared = _declared(others, folder)
        yield from _governed_group(project, files, governed[folder], declared)
    yield from _free_group(project, free)


def _of_pixi(project: Project) -> Iterator[EnvironmentFile]:
    """The environments of every pixi.toml and `[tool.pixi]`."""
    from envguard.project.manifests import declared

    for relative in project.files():
        if relative.rpartition("/")[2] not in ("pixi.toml", "pyproject.toml"):
            continue
        path = os.path.join(project.root, relative)
        text = project.read(path)
        if text is None or "pixi" not in text.value + relative:
            continue
        try:
            pixi = declared(text.source.path, project).pixi
        except SyntaxProblem:
            continue
        for one in pixi.environments if pixi is not None else ():
            yield environment_file(relative, one.environment)


def _governed_group(
    project: Project,
    files: list[EnvironmentFile],
    words: list[PythonWord],
    declared: frozenset[str],
) -> Iterator[PythonGroup]:
    purpose = purpose_of(os.path.join(project.root, files[0].relative), project).name
    if purpose in ("test", "catalogue"):
        return
    if purpose == "package":
        # a library is meant for several Pythons, and its examples were run with any of them
        words = [word for word in words if word.source != "kernel"]
    pinned = [word for file in files for word in file.pythons]
    if len(pinned) == len(files):
        supported = declared if purpose == "package" else frozenset()
        yield PythonGroup(tuple(pinned), tuple(words), supported)
    else:
        yield from _free_group(project, words)


def _free_group(project: Project, words: list[PythonWord]) -> Iterator[PythonGroup]:
    """Words without an environment: the project's own declaration is held against the others."""
    for source in ("version-file", "pyproject", "dockerfile"):
        reference = tuple(word for word in words if word.source == source)
        others = [word for word in words if word.source != source]
        if source != "dockerfile":
            others = [word for word in others if not _is_librarys_notebook(word, project)]
        if reference and others:
            is_package = package_builder(os.path.join(project.root, "setup.py"), project)
            supported = _declared(words, "") if is_package else frozenset()
            yield PythonGroup(reference, tuple(others), supported)
            return


def _declared(words: list[PythonWord], folder: str) -> frozenset[str]:
    """The series that the nearest requires-python in or above a folder allows."""
    declared = {
        word.relative.rpartition("/")[0]: word.minors
        for word in words
        if word.source == "pyproject"
    }
    while folder and folder not in declared:
        folder = folder.rpartition("/")[0]
    return declared.get(folder, frozenset())


def _is_librarys_notebook(word: PythonWord, project: Project) -> bool:
    if word.source != "kernel":
        return False
    return bool(package_builder(os.path.join(project.root, word.relative), project))


def _governing(word: PythonWord, folders: dict[str, list[EnvironmentFile]]) -> str | None:
    """The folder of the nearest environment at or above a file, None where there is none.

    Workflows stand apart from what they test: they belong to the root's environment, or to the
    only one that there is. So do a container's files in a folder of their own.
    """
    folder = word.relative.rpartition("/")[0]
    if word.source == "workflow":
        return "" if "" in folders else next(iter(folders)) if len(folders) == 1 else None
    while True:
        if folder in folders:
            return folder
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def _words(project: Project) -> Iterator[PythonWord]:
    """What every other file says, in order of their paths."""
    notebooks = 0
    for relative in project.files():
        base = relative.rpartition("/")[2].lower()
        reader = _READERS.get(base)
        if reader is None:
            kind = classify(relative, _nothing)
            reader = _READERS.get(kind.name) if kind is not None else None
        if reader is None or is_test_path(relative, project) is not None:
            continue
        notebooks += reader is _kernel
        if notebooks > MAXIMUM_NOTEBOOKS and reader is _kernel:
            project.cut()
            continue
        yield from reader(project, relative)


def _nothing() -> None:
    """The kinds that are asked for here are told by their names."""


def _text(project: Project, relative: str) -> Text | None:
    return project.read(os.path.join(project.root, relative))


def _version_file(project: Project, relative: str) -> Iterator[PythonWord]:
    text = _text(project, relative)
    found = [_series(line) for line in text.lines()] if text is not None else []
    minors = frozenset(minor for minor in found if minor)
    if text is not None and minors:
        first = next(line for line in text.lines() if _series(line))
        yield PythonWord(Excerpt.of(first.strip()), "version-file", relative, minors)


def _series(text: Text) -> str:
    found = _MINOR.match(text.value.strip().removeprefix("cpython").lstrip("-@"))
    return f"{found.group(1)}.{found.group(2)}" if found else ""


def _requires_python(project: Project, relative: str) -> Iterator[PythonWord]:
    from envguard.formats.conda_constraint import Constraint, RefusedConstraint
    from envguard.subjects.environment.python_pin import minors_allowed

    declared = requires_python(os.path.join(project.root, relative), project)
    if declared is None or os.path.realpath(declared.text.source.path) != os.path.join(
        project.root, *relative.split("/")
    ):
        return
    try:
        constraint = Constraint.parse(declared.wanted.replace(" ", ""))
    except RefusedConstraint:
        return
    minors = frozenset(minors_allowed(constraint)) if constraint is not None else frozenset()
    if minors:
        yield PythonWord(Excerpt.of(declared.text), "pyproject", relative, minors)


def _kernel(project: Project, relative: str) -> Iterator[PythonWord]:
    from envguard.formats.notebook import kernel

    text = _text(project, relative)
    try:
        found = kernel(text) if text is not None else None
    except SyntaxProblem:
        return
    version = found.version if found is not None else None
    language = found.language.value.lower() if found is not None and found.language else "python"
    series = _series(version.text) if version is not None else ""
    if version is not None and language.startswith("python") and series:
        yield PythonWord(Excerpt.of(version.text), "kernel", relative, frozenset((series,)))


def _dockerfile(project: Project, relative: str) -> Iterator[PythonWord]:
    from envguard.subjects.image import read_build

    if _SIDE_IMAGE.search(relative.rpartition("/")[2]):
        return
    text = _text(project, relative)
    try:
        build = read_build(text, relative) if text is not None else None
    except SyntaxProblem:
        return
    image = build.final.image if build is not None else None
    if image is None or image.tag is None or not known(image.text.value):
        return
    if text is not None and re.search(
        r"\benv (?:create|update)\b|conda-lock|\.ya?ml\b", text.value
    ):
        # the environment file brings the Python, whatever the base image has
        return
    tag = image.tag.value
    is_python = image.repository.rpartition("/")[2] in ("python", "pypy")
    found = _MINOR.match(tag) if is_python else _TAG.search(tag)
    if found:
        minor = f"{found.group(1)}.{found.group(2)}"
        yield PythonWord(Excerpt.of(image.text), "dockerfile", relative, frozenset((minor,)))


def _workflow(project: Project, relative: str) -> Iterator[PythonWord]:
    from envguard.subjects.workflow import python_versions, read_workflow

    text = _text(project, relative)
    try:
        workflow = read_workflow(text, relative) if text is not None else None
    except SyntaxProblem:
        return
    stem = relative.rpartition("/")[2]
    for job in workflow.jobs if workflow is not None else ():
        if _SIDE_JOB.search(job.name.value) or _SIDE_JOB.search(stem) or job.publishes:
            continue
        for action in job.actions():
            for version in python_versions(action):
                if _series(version):
                    minors = frozenset((_series(version),))
                    yield PythonWord(Excerpt.of(version), "workflow", relative, minors)


# by a file's name, or by its kind
_READERS = {
    ".python-version": _version_file,
    "pyproject.toml": _requires_python,
    "notebook": _kernel,
    "dockerfile": _dockerfile,
    "workflow": _workflow,
}
