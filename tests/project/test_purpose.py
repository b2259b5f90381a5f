"""What an environment is for, by what stands around it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from envguard.engine.check import Check
from envguard.engine.request import Request
from envguard.project import settings as settings_files
from envguard.project.purpose import purpose_of

SMALL = "name: a\ndependencies:\n  - zlib=1\n"
LARGE = "name: a\ndependencies:\n" + "".join(f"  - p{n}=1\n" for n in range(20))
PYPROJECT = '[build-system]\nrequires = ["hatchling"]\n'
MATRIX = (
    "on: push\njobs:\n  a:\n    strategy:\n      matrix:\n"
    "        python-version: ['3.11', '3.12']\n"
    "    steps:\n      - run: conda env create -f environment.yml\n"
)

TOOLS = [f"bio/t{n}/environment.yaml" for n in range(6)]
CI = {**{f"ci/envs/3{n}.yaml": LARGE for n in range(6)}, "pyproject.toml": PYPROJECT}
STUB = 'from setuptools import setup, find_packages\nsetup(name="ldm", packages=find_packages())\n'
LIBRARY = (
    'from setuptools import setup\nsetup(name="lib", python_requires=">=3.9", classifiers=[])\n'
)
ONE_PYTHON = "name: a\ndependencies:\n  - conda-forge::python=3.8.5\n"
OPEN_PYTHON = "name: a\ndependencies:\n  - python >=3.9\n"
JOB = "#SBATCH -n 1\nconda env create -f environment.yml\n"


def purpose(folder: Path, files: dict[str, str], path: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, content in {".git/config": "", **files}.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    monkeypatch.chdir(folder)
    settings_files.forget()
    return purpose_of(path, Check(Request()).terms.project(os.path.join(folder, path))).name


@pytest.mark.parametrize(
    ("files", "path", "name"),
    [
        ({}, "environment.yml", "project"),
        ({}, "tests/environment.yml", "test"),
        ({}, "test_environment.yml", "test"),
        ({"Snakefile": ""}, "envs/samtools.yaml", "catalogue"),
        ({"modules/x/y/main.nf": ""}, "modules/x/y/environment.yml", "catalogue"),
        (dict.fromkeys(TOOLS, SMALL), TOOLS[1], "catalogue"),
        (dict.fromkeys(TOOLS, LARGE), TOOLS[1], "project"),
        (CI, "ci/envs/31.yaml", "package"),
        ({}, "binder/environment.yml", "deployment"),
        ({"postBuild": ""}, "environment.yml", "deployment"),
        ({"Dockerfile": "COPY environment.yml .\n"}, "environment.yml", "deployment"),
        ({"Dockerfile": "# environment.yml is not used\n"}, "environment.yml", "project"),
        ({"Dockerfile": "COPY environment.yml .\n"}, "sub/environment.yml", "project"),
        ({"Dockerfile": "COPY sub/environment.yml .\n"}, "sub/environment.yml", "deployment"),
        ({"job.sh": JOB}, "environment.yml", "deployment"),
        ({"setup.sh": "conda env create -f environment.yml\n"}, "environment.yml", "project"),
        ({"pyproject.toml": PYPROJECT}, "environment.yml", "package"),
        ({"setup.py": STUB}, "environment.yml", "project"),
        ({"setup.py": LIBRARY}, "environment.yml", "package"),
        ({"setup.py": LIBRARY, "environment.yml": OPEN_PYTHON}, "environment.yml", "package"),
        ({"setup.py": LIBRARY, "environment.yml": ONE_PYTHON}, "environment.yml", "project"),
        ({"setup.py": LIBRARY}, "docs/environment.yml", "package"),
        ({"setup.py": STUB + "open('requirements.txt')\n"}, "requirements.txt", "package"),
        ({"setup.py": STUB}, "requirements.txt", "project"),
        ({"pyproject.toml": PYPROJECT}, "docs/environment.yml", "package"),
        ({".github/workflows/test.yml": MATRIX}, "environment.yml", "package"),
        ({}, "docs/environment.yml", "package"),
        ({}, "dev/environment-dev.yml", "package"),
        ({}, "dev/environment.yml", "project"),
        ({}, "lectures/environment.yml", "course"),
        ({"envguard.toml": 'purpose = {"sub/*" = "course"}\n'}, "sub/environment.yml", "course"),
    ],
)  # fmt: skip
def test_the_purpose_is_inferred(
    tmp_path: Path, files: dict[str, str], path: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert purpose(tmp_path, {path: SMALL, **files}, path, monkeypatch) == name
