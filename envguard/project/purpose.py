"""What an environment is for, which decides how hard it is judged; inferred with its reason."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from envguard.project.project import Project
from envguard.project.settings import matches


class Purpose(NamedTuple):
    """`name`: project, deployment, package, course, catalogue or test; `reason`: why so."""

    name: str
    reason: str


_TEST_WORDS = {"test", "tests", "testing", "fixture", "fixtures", "example", "examples"}
_CATALOGUE_PATH = re.compile(
    r"(^|/)(?:workflow/)?envs/[^/]+\.ya?ml$|(^|/)modules/.+/environment\.ya?ml$"
)
_COURSE = re.compile(
    r"\b(course|lecture|lectures|class|tutorial|tutorials|workshop|bootcamp|lessons?|homework|assignments?)\b"
)
_PACKAGE_STEM = re.compile(
    r"(^|[-_./])(dev|docs?|ci|lint|build|benchmarks?|asv|min|minimal|rtd)([-_.0-9]|$)"
)


def purpose_of(path: str, project: Project) -> Purpose:
    """The purpose of the environment file at `path`: the first that fits."""
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
    folders = relative.split("/")[:-1]
    for pattern in project.settings.strings("test-paths"):
        for depth, folder in enumerate(folders):
            if matches(pattern, folder) or matches(pattern, "/".join(folders[: depth + 1])):
                return "/".join(folders[: depth + 1]) + "/"
    stem = relative.rpartition("/")[2].rpartition(".")[0]
    for word in re.split(r"[^A-Za-z]+", stem.lower()):
        if word in _TEST_WORDS:
            return stem
    return None


def _test(relative: str, project: Project) -> Purpose | None:
    found = is_test_path(relative, project)
    return Purpose("test", f"its path says so: {found}") if found else None


def _catalogue(path: str, relative: str, project: Project) -> Purpose | None:
    if not _CATALOGUE_PATH.search("/" + relative):
        return None
    folder = os.path.dirname(path) or "."
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
    if neighbours >= 3:
        return Purpose("catalogue", f"envs/ holds {neighbours} environments")
    return None


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
    folder = os.path.dirname(path) or "."
    for name in _beside(folder):
        lowered = name.lower()
        if lowered.startswith(("dockerfile", "containerfile")) or lowered.endswith(
            (".sbatch", ".slurm", ".def", ".dockerfile")
        ):
            text = project.read(os.path.join(folder, name))
            if text is not None and base in text.value:
                return Purpose("deployment", f"{name} builds from it")
    return None


def _beside(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _package(path: str, relative: str, project: Project) -> Purpose | None:
    for folder in project.folders_above(path):
        pyproject = project.read(os.path.join(folder, "pyproject.toml"))
        if pyproject is not None and re.search(r"^\[build-system\]", pyproject.value, re.MULTILINE):
            return Purpose("package", f"{_shown(folder, project)}pyproject.toml builds a package")
        setup = project.read(os.path.join(folder, "setup.py"))
        if setup is not None and "setup(" in setup.value:
            return Purpose("package", f"{_shown(folder, project)}setup.py builds a package")
    stem = relative.rpartition("/")[2].rpartition(".")[0]
    folder_name = "/" + relative.rpartition("/")[0]
    if _PACKAGE_STEM.search(stem.lower()) and re.search(
        r"(^|/)(ci|\.github|continuous_integration|docs?|doc)(/|$)", folder_name
    ):
        return Purpose("package", "it lies among a package's CI or docs files")
    return None


def _shown(folder: str, project: Project) -> str:
    inside = os.path.relpath(folder, project.root).replace(os.sep, "/")
    return "" if inside == "." else inside + "/"


def _course(relative: str, project: Project) -> Purpose | None:
    found = _COURSE.search(relative.lower().replace("_", " ").replace("-", " "))
    if found:
        return Purpose("course", f"its path says {found.group()}")
    name = os.path.basename(project.root).lower().replace("_", " ").replace("-", " ")
    found = _COURSE.search(name)
    return Purpose("course", f"the project is called {found.group()}") if found else None
