"""Rules that look across files: one finding for one decision, the same for one file as for all."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.model import Reported
from envguard.project import settings as settings_files
from envguard.testing import check_files

ENVIRONMENT = "name: nlp\nchannels: [conda-forge]\ndependencies: [python=3.11]\n"
WORKFLOW = (
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n"
    "        python: [VERSIONS]\n    steps:\n      - uses: actions/setup-python@v5\n"
    "        with:\n          python-version: ${{ matrix.python }}\n      - run: pytest\n"
)


def notebook(version: str) -> str:
    """A notebook that last ran in a version of Python."""
    metadata = {"language_info": {"name": "python", "version": version}}
    return json.dumps({"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def found(files: dict[str, str], *codes: str) -> list[Reported]:
    """The findings of some rules."""
    return [r for r in check_files(files).reported if r.code in codes]


def test_one_disagreement_is_one_finding_with_every_place() -> None:
    files = {
        "environment.yml": ENVIRONMENT,
        "Dockerfile": "FROM python:3.9-slim\nUSER a\n",
        ".python-version": "3.10\n",
        ".github/workflows/ci.yml": WORKFLOW.replace("VERSIONS", "'3.8'"),
        "notebooks/a.ipynb": notebook("3.7.1"),
    }
    reported = found(files, "PRJ001", "CIW002", "NBK002")
    assert [r.code for r in reported] == ["PRJ001"]
    assert reported[0].finding.location.path == "environment.yml"
    assert len(reported[0].finding.related) == 4


def test_a_matrix_that_holds_the_projects_python_agrees() -> None:
    files = {
        "environment.yml": ENVIRONMENT,
        ".github/workflows/ci.yml": WORKFLOW.replace("VERSIONS", "'3.10', '3.11'"),
    }
    assert found(files, "PRJ001", "CIW002") == []


def test_the_nearest_environment_governs_a_file() -> None:
    files = {
        "a/environment.yml": ENVIRONMENT.replace("nlp", "a"),
        "b/environment.yml": ENVIRONMENT.replace("nlp", "b").replace("3.11", "3.9"),
        "a/x.ipynb": notebook("3.11.2"),
        "b/x.ipynb": notebook("3.9.2"),
    }
    assert found(files, "PRJ001", "PRJ003", "NBK002") == []


def test_without_an_environment_the_projects_own_word_counts() -> None:
    files = {"Dockerfile": "FROM python:3.12-slim\nUSER a\n", ".python-version": "3.11\n"}
    reported = found(files, "PRJ001")
    assert [r.finding.location.path for r in reported] == ["Dockerfile"]


def test_a_broken_declaration_says_nothing() -> None:
    files = {
        "pyproject.toml": "[project]\nname = 'a'\nrequires-python = '{{ version }}'\n",
        "Dockerfile": "FROM python:3.12-slim\nUSER a\n",
    }
    assert found(files, "PRJ001", "EGD004") == []


def test_two_files_of_one_name_disagree_only_beside_each_other() -> None:
    other = ENVIRONMENT.replace("3.11", "3.9")
    beside = {"environment.yml": ENVIRONMENT, "docker/environment.yml": other}
    apart = {"a/environment.yml": ENVIRONMENT, "b/environment.yml": other}
    assert [r.code for r in found(beside, "PRJ003")] == ["PRJ003"]
    assert found(apart, "PRJ003") == []


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("cudatoolkit=11.3", "pytorch=1.10=*cuda11.3*", False),
        ("cudatoolkit=11.3", "pytorch=1.10=*cuda102*", True),
        ("cuda-version=12.1", "pytorch-cuda=11.8", True),
        ("cuda-version=12", "cuda-nvcc=12.4", False),
        ("cudatoolkit>=11", "pytorch=1.10=*cuda102*", False),
        ("cudatoolkit=11.1", "dgl-cuda11.1", False),
        ("cudatoolkit=11.1", "dgl-cuda10.2", True),
    ],
)
def test_cuda_is_compared_as_far_as_it_is_named(one: str, other: str, differ: bool) -> None:
    text = f"name: a\nchannels: [conda-forge]\ndependencies: [python=3.11, {one}, '{other}']\n"
    assert [r.code for r in found({"environment.yml": text}, "PRJ005")] == ["PRJ005"] * differ


@pytest.mark.parametrize(
    ("wheel", "differ"),
    [
        ("nvidia-cuda-runtime-cu11==11.7.99", True),
        ("nvidia-cuda-runtime-cu11==11.3.58", False),
        ("nvidia-cublas-cu11==11.10.3.66", False),
        ("nvidia-cuda-nvrtc==13.0.48", True),
    ],
)
def test_cuda_of_a_runtime_wheel_is_its_own_version(wheel: str, differ: bool) -> None:
    text = (
        "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n"
        f"  - cudatoolkit=11.3\n  - pip=24.0\n  - pip:\n      - {wheel}\n"
    )
    assert [r.code for r in found({"environment.yml": text}, "PRJ005")] == ["PRJ005"] * differ


def test_cuda_of_an_image_is_held_against_its_environment() -> None:
    files = {
        "environment.yml": ENVIRONMENT.replace("python=3.11", "python=3.11, cuda-version=12.1"),
        "Dockerfile": "FROM nvidia/cuda:11.8.0-base-ubuntu22.04\nUSER a\n",
    }
    assert [r.finding.location.path for r in found(files, "PRJ005")] == ["environment.yml"]


@pytest.mark.parametrize(
    ("environment", "image", "differ"),
    [
        ("env/gpu.yml", "docker/Dockerfile", True), ("env/gpu.yml", "Dockerfile", True),
        ("environment.yml", "docker/Dockerfile", True), ("a/env/gpu.yml", "a/Dockerfile", True),
        ("train/gpu.yml", "serve/Dockerfile", False), ("a/env/gpu.yml", "docker/Dockerfile", False),
        ("a/env/gpu.yml", "b/docker/Dockerfile", False),
    ],
)  # fmt: skip
def test_folders_of_installing_belong_to_the_project_around_them(
    environment: str, image: str, differ: bool
) -> None:
    files = {
        environment: ENVIRONMENT.replace("python=3.11", "python=3.11, cuda-version=12.1"),
        image: "FROM nvidia/cuda:11.8.0-base-ubuntu22.04\nUSER a\n",
    }
    assert [r.code for r in found(files, "PRJ005")] == ["PRJ005"] * differ


def test_a_dockerfile_beside_its_own_environment_is_held_against_that_one() -> None:
    files = {
        "environment.yml": ENVIRONMENT.replace("python=3.11", "python=3.11, cuda-version=11.8"),
        "docker/env.yml": ENVIRONMENT.replace("python=3.11", "python=3.11, cuda-version=12.1"),
        "docker/Dockerfile": "FROM nvidia/cuda:11.8.0-base-ubuntu22.04\nUSER a\n",
    }
    reported = found(files, "PRJ005")
    assert [r.finding.location.path for r in reported] == ["docker/env.yml"]


@pytest.mark.parametrize(
    ("name", "odd"),
    [("enviroment.yml", True), ("enviornment.yml", True), ("environement.yaml", True),
     ("environment.yml", False), ("environment-dev.yml", False), ("environments.yml", False),
     ("binder/environment.yaml", True), ("environment.yaml", False)],
)  # fmt: skip
def test_a_name_that_nobody_reads_is_found(name: str, odd: bool) -> None:
    assert [r.code for r in found({name: ENVIRONMENT}, "PRJ006")] == ["PRJ006"] * odd


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    settings_files.forget()
    return tmp_path


def codes(*paths: str) -> list[tuple[str, str]]:
    """(code, path) of what is said of some paths."""
    settings_files.forget()
    reported = check(Request(paths=paths)).reported
    return [(r.code, r.finding.location.path) for r in reported if r.code.startswith("PRJ")]


def test_a_file_given_alone_hears_what_it_hears_among_all(repository: Path) -> None:
    (repository / "sub").mkdir()
    (repository / "environment.yml").write_text(ENVIRONMENT)
    (repository / "sub" / "Dockerfile").write_text("FROM python:3.9-slim\nUSER a\n")
    assert codes(".") == [("PRJ001", "environment.yml")]
    assert codes("environment.yml") == [("PRJ001", "environment.yml")]
    assert codes("sub/Dockerfile") == []


def test_an_ignored_environment_is_found_and_nothing_else_is_said_of_it(repository: Path) -> None:
    (repository / ".gitignore").write_text("env/\n")
    (repository / "env").mkdir()
    (repository / "env" / "environment.yml").write_text("name: a\ndependencies: [python]\n")
    expected = [("PRJ002", "env/environment.yml")]
    assert codes(".") == expected
    assert [r.code for r in check(Request()).reported] == ["PRJ002"]
    assert codes("env/environment.yml") == expected
    subprocess.run(["git", "add", "-f", "env/environment.yml"], check=True)
    assert codes(".") == []


def test_an_ignore_comment_speaks_of_a_finding_about_the_project(repository: Path) -> None:
    text = ENVIRONMENT.rstrip() + "  # envguard: ignore[PRJ001] the image is only for tests\n"
    (repository / "environment.yml").write_text(text)
    (repository / "Dockerfile").write_text("FROM python:3.9-slim\nUSER a\n")
    reported = check(Request()).reported
    ignored = [r.code for r in reported if r.ignored is not None]
    assert ignored == ["PRJ001"]
    assert "EGD002" not in [r.code for r in reported]


LIBRARY = (
    '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "a"\nrequires-python = ">=3.11"\n'
)
JOBS = (
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/setup-python@v5\n        with: {python-version: 'VERSION'}\n"
)


@pytest.mark.parametrize("version_file", [".python-version", "docs/environment.yml"])
def test_a_library_may_be_tested_in_any_python_that_it_supports(version_file: str) -> None:
    own = "3.13\n" if version_file == ".python-version" else ENVIRONMENT.replace("3.11", "3.13")
    files = {
        "pyproject.toml": LIBRARY,
        version_file: own,
        ".github/workflows/ci.yml": JOBS.replace("VERSION", "3.12"),
    }
    assert found(files, "PRJ001", "CIW002") == []
    files[".github/workflows/ci.yml"] = JOBS.replace("VERSION", "3.9")
    assert len(found(files, "PRJ001")) == 1


def test_an_application_is_tested_in_its_own_python() -> None:
    files = {
        "pyproject.toml": LIBRARY.partition("\n[project]")[2].join(["[project]", ""]),
        ".python-version": "3.13\n",
        ".github/workflows/ci.yml": JOBS.replace("VERSION", "3.12"),
    }
    assert len(found(files, "PRJ001")) == 1


def test_a_librarys_notebooks_may_have_run_in_an_older_python() -> None:
    files = {"pyproject.toml": LIBRARY, "docs/a.ipynb": notebook("3.7.1")}
    assert found(files, "PRJ001", "NBK002") == []
    files["pyproject.toml"] = '[project]\nname = "a"\nrequires-python = ">=3.11"\n'
    assert len(found(files, "PRJ001")) == 1


@pytest.mark.parametrize(("name", "count"), [("Dockerfile.ci-oldest", 0), ("Dockerfile.gpu", 1)])
def test_an_image_of_the_tests_has_a_python_of_its_own(name: str, count: int) -> None:
    files = {"environment.yml": ENVIRONMENT, name: "FROM python:3.9-slim\nUSER a\n"}
    assert len(found(files, "PRJ001")) == count
