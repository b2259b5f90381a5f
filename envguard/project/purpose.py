"""What an environment is for, which decides how hard it is judged; inferred with its reason."""

from __future__ import annotations

import os
import re

from envguard.model.records import NamedTuple
from envguard.project.project import Project
from envguard.project.settings import inside_of, matches


class Purpose(NamedTuple):
    """`name`: project, deployment, package, course, catalogue or test; `reason`: why so."""

    name: str
    reason: str


# Patterns are compiled where they are used: most files need none of them.
_TEST_WORDS = {"test", "tests", "testing", "fixture", "fixtures", "example", "examples"}
_CATALOGUE_PATH = r"(^|/)(?:workflow/)?envs/[^/]+\.ya?ml$|(^|/)modules/.+/environment\.ya?ml$"
_ENTRY = r"(?m)^[ \t]*-[ \t]"
_FEW_ENTRIES = 9
_MANY_FOLDERS = 5
_MANY_FILES = 3
_CI_PATH = r"/(?:ci|\.ci|\.github|continuous_integration)/"
_MAXIMUM_FOLDERS = 200
_COURSE = (
    r"\b(course|lectures?|class|tutorials?|workshop|bootcamp|lessons?|homework|assignments?)\b"
)
_BUILDERS = (
    "dockerfile", "containerfile", "apptainer", "singularity", "repo2docker",
    "compose", "docker-compose", "jupyterhub_config",
)  # fmt: skip
_BUILDER_ENDINGS = (
    ".dockerfile", ".containerfile", ".sbatch", ".slurm", ".slm", ".pbs", ".lsf", ".def", ".sif",
    ".sh",
)  # fmt: skip
_MAXIMUM_DEPTH = 3
_MAXIMUM_WORKFLOWS = 40
# a list of at least two versions, in one line or one a line
_PYTHON_MATRIX = (
    r"(?im)^[ \t]*(?:python(?:[-_]?version)?s?|py)[ \t]*:[ \t]*"
    r"(?:\[[^\],\n]*,[^\]\n]*\]|(?:\n[ \t]*-[ \t]*[\"']?\d[^\n]*){2})"
)
_PACKAGE_FOLDERS = ("docs", "doc", "ci", ".github", "continuous_integration")
_PINNED_PYTHON = r"""(?m)^[ \t]*-[ \t]*["']?(?:[\w.-]+::)?python(?:[ \t]*==?[ \t]*|[ \t]+)\d+\.\d"""
_PACKAGE_STEM = r"(^|[-_./])(dev|docs?|ci|lint|build|benchmarks?|asv|min|minimal|rtd)([-_.0-9]|$)"


def purpose_of(path: str, project: Project) -> Purpose:
    """The purpose of the environment file at `path`: the first that fits."""
    return project.lately(f"purpose of {path}", lambda: _purpose_of(path, project))


def _purpose_of(path: str, project: Project) -> Purpose:
    relative = project.settings.relative(path)
    for pattern, name in project.settings.table("purpose").items():
        if matches(pattern, relative):
            return Purpose(name, f"the settings say so for {pattern}")
    found = (
        _test(relative, project)
        or _catalogue(path, relative, project)
        or _deployment(path, relative, project)
        or _package(path, relative, project)
        or _course(relative, project)
    )
    return found or Purpose("project", "nothing says otherwise")


def is_test(path: str, project: Project) -> bool:
    """Whether a file is a test's or an example's, by the settings' word or by its path."""
    relative = project.settings.relative(path)
    for pattern, name in project.settings.table("purpose").items():
        if matches(pattern, relative):
            return bool(name == "test")
    return is_test_path(relative, project) is not None


def is_test_path(relative: str, project: Project) -> str | None:
    """The part of a path that says it is a test's or an example's; None where none does."""
    folder, _, base = relative.rpartition("/")
    found = project.by_names(f"test folder {folder}", lambda: _test_folder(folder, project))
    if found:
        return found
    stem = base.rpartition(".")[0]
    for word in re.split(r"[^A-Za-z]+", stem.lower()):
        if word in _TEST_WORDS:
            return stem
    return None


def _test_folder(folder: str, project: Project) -> str:
    """The beginning of a folder's path that the settings call a test's; "" where there is none."""
    if not folder:
        return ""
    folders = folder.split("/")
    for pattern in project.settings.strings("test-paths"):
        for depth, name in enumerate(folders):
            if matches(pattern, name) or matches(pattern, "/".join(folders[: depth + 1])):
                return "/".join(folders[: depth + 1]) + "/"
    return ""


def _test(relative: str, project: Project) -> Purpose | None:
    found = is_test_path(relative, project)
    return Purpose("test", f"its path says so: {found}") if found else None


def _catalogue(path: str, relative: str, project: Project) -> Purpose | None:
    folder = os.path.dirname(path) or "."
    if not re.search(_CATALOGUE_PATH, "/" + relative):
        return _one_tool_a_folder(path, folder, project)
    if "/modules/" in "/" + relative:
        return Purpose("catalogue", "a module's own environment")
    neighbours = _yaml_files(folder)
    for name in (
        "Snakefile",
        "workflow/Snakefile",
        "../Snakefile",
        "../workflow/Snakefile",
        "../rules",
    ):
        if os.path.exists(os.path.join(folder, name)):
            return Purpose("catalogue", f"{name} stands beside envs/")
    if neighbours >= _MANY_FILES and not re.search(_CI_PATH, "/" + relative):
        return Purpose("catalogue", f"envs/ holds {neighbours} environments")
    return None


def _one_tool_a_folder(path: str, folder: str, project: Project) -> Purpose | None:
    """Whether many folders side by side hold one small environment each, as snakemake's wrappers.

    Their folders may be sorted into two levels, so the one above is looked at as well.
    """
    own = project.real(folder)
    if own == project.root:
        return None
    text = project.read(path)
    if text is None or len(re.findall(_ENTRY, text.value)) > _FEW_ENTRIES:
        return None
    above, base = os.path.dirname(own), os.path.basename(path)

    def count() -> int:
        names = project.names_in(above)[:_MAXIMUM_FOLDERS]
        return sum(os.path.isfile(os.path.join(above, name, base)) for name in names)

    found = project.by_names(f"folders of {above} with {base}", count)
    if found < _MANY_FOLDERS:
        return None
    return Purpose("catalogue", f"{found} folders side by side hold an environment each")


def _yaml_files(folder: str) -> int:
    try:
        return sum(name.endswith((".yml", ".yaml")) for name in os.listdir(folder))
    except OSError:
        return 0


def _deployment(path: str, relative: str, project: Project) -> Purpose | None:
    parts = relative.split("/")
    if len(parts) > 1 and parts[-2] in (".binder", "binder"):
        return Purpose("deployment", f"{parts[-2]}/ is built into an image")
    base = os.path.basename(path)
    for depth, folder in enumerate(project.folders_above(path)[:_MAXIMUM_DEPTH]):
        # from a folder above it has to be named with its own folder
        words = "/".join([*parts[-1 - depth : -1], base]) if depth else base
        for name in _builders(folder, project):
            if name == "postBuild":
                if depth == 0 and base.startswith("environment."):
                    return Purpose(
                        "deployment", "postBuild stands beside it: repo2docker builds it"
                    )
                continue
            text = project.read(os.path.join(folder, name))
            if text is None or words not in text.value:
                continue
            if name.endswith(".sh") and "#SBATCH" not in text.value:
                continue
            named = re.compile(rf"(?<![\w.-]){re.escape(words)}(?![\w-])")
            if any(named.search(line) for line in _without_comments(text.value)):
                shown = _shown(folder, project) if depth else ""
                return Purpose("deployment", f"{shown}{name} builds from it")
    return None


def _builders(folder: str, project: Project) -> list[str]:
    """The names in a folder of what may build from an environment."""

    def named() -> list[str]:
        names = project.names_in(folder)
        return [name for name in names if name == "postBuild" or _is_builder(name.lower())]

    return project.by_names(f"builders in {folder}", named)


def _is_builder(name: str) -> bool:
    if name.startswith(("compose", "docker-compose")):
        return name.endswith((".yml", ".yaml"))
    if name.startswith("jupyterhub_config"):
        return name.endswith(".py")
    return name.startswith(_BUILDERS) or name.endswith(_BUILDER_ENDINGS)


def _without_comments(words: str) -> list[str]:
    return [line for line in words.split("\n") if not line.lstrip().startswith("#")]


def _package(path: str, relative: str, project: Project) -> Purpose | None:
    builder = package_builder(path, project)
    if builder:
        return Purpose("package", f"{builder} builds a package")
    matrix = _matrix(path, project)
    if matrix:
        return Purpose("package", f"{matrix} runs it with several Pythons")
    stem, folder_name = _stem_and_folder(relative)
    if folder_name.rpartition("/")[2] in _PACKAGE_FOLDERS:
        return Purpose("package", "it lies among a package's CI or docs files")
    if re.search(_PACKAGE_STEM, stem) and re.search(
        r"(^|/)(ci|\.github|continuous_integration|docs?|doc|dev|devtools)(/|$)", folder_name
    ):
        return Purpose("package", "it lies among a package's CI, docs or development files")
    return None


def is_aside(path: str) -> bool:
    """Whether an environment is for docs, CI or development alone, by its path from the root."""
    stem, folder_name = _stem_and_folder(path.replace(os.sep, "/"))
    return folder_name.rpartition("/")[2] in _PACKAGE_FOLDERS or bool(
        re.search(_PACKAGE_STEM, stem)
    )


def _stem_and_folder(relative: str) -> tuple[str, str]:
    folder, _, base = relative.rpartition("/")
    return base.rpartition(".")[0].lower(), "/" + folder


def _publishes(setup: str) -> bool:
    """Whether a setup.py makes a library; research code has one for `pip install -e .` alone."""
    return "setup(" in setup and ("classifiers" in setup or "python_requires" in setup)


def _takes(setup: str, path: str) -> bool:
    """Whether a setup.py has its dependencies from a file of requirements."""
    base = os.path.basename(path)
    return base.endswith((".txt", ".in")) and base in setup


def _holds_one_python(path: str, project: Project) -> bool:
    """Whether an environment pins one series, as whoever runs code does; a library serves more."""
    text = project.read(path)
    return text is not None and re.search(_PINNED_PYTHON, text.value) is not None


def package_builder(path: str, project: Project) -> str:
    """The nearest file beside or above `path` that builds a package; "" where none does."""
    for folder in project.folders_above(path):
        pyproject = project.read_in(folder, "pyproject.toml")
        if pyproject is not None and re.search(r"^\[build-system\]", pyproject.value, re.MULTILINE):
            return f"{_shown(folder, project)}pyproject.toml"
        setup = project.read_in(folder, "setup.py")
        if setup is not None and (
            _takes(setup.value, path)
            or (_publishes(setup.value) and not _holds_one_python(path, project))
        ):
            return f"{_shown(folder, project)}setup.py"
    return ""


def _matrix(path: str, project: Project) -> str:
    """The workflow that builds this file with the Pythons of a matrix; "" where none does."""
    base = os.path.basename(path)
    folder = os.path.join(project.root, ".github", "workflows")
    for name in project.names_in(folder)[:_MAXIMUM_WORKFLOWS]:
        text = project.read_in(folder, name)
        if text is not None and base in text.value and re.search(_PYTHON_MATRIX, text.value):
            return name
    return ""


def _shown(folder: str, project: Project) -> str:
    inside = inside_of(project.root, folder)
    return "" if inside == "." else inside + "/"


def _course(relative: str, project: Project) -> Purpose | None:
    found = re.search(_COURSE, relative.lower().replace("_", " ").replace("-", " "))
    if found:
        return Purpose("course", f"its path says {found.group()}")
    name = os.path.basename(project.root).lower().replace("_", " ").replace("-", " ")
    found = re.search(_COURSE, name)
    return Purpose("course", f"the project is called {found.group()}") if found else None
