"""Modules that the code imports and no environment file brings."""

from __future__ import annotations

import json
import os

import pytest

from envguard.testing import check_files

HEAD = "name: nlp\nchannels: [conda-forge, nodefaults]\ndependencies:\n  - python=3.13\n"


def notebook(*cells: str, language: str = "python") -> str:
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
                 "source": cell}
                for cell in cells
            ],
            "metadata": {"kernelspec": {"name": "k", "display_name": "k", "language": language}},
            "nbformat": 4, "nbformat_minor": 5,
        }
    )  # fmt: skip


def found(files: dict[str, str]) -> list[str]:
    result = check_files(files, profile="paper")
    return [
        f"{one.finding.values['name']} {one.finding.location.path}"
        for one in result.reported
        if one.code == "PRJ007"
    ]


def environment(*rows: str) -> dict[str, str]:
    return {"environment.yml": HEAD + "".join(f"  - {row}\n" for row in rows)}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("numpy=2.2", "import numpy.linalg as la"),
        ("opencv=4.11", "import cv2"),
        ("scikit-learn=1.6", "from sklearn import svm"),
        ("pyyaml=6.0", "import yaml"),
        ("pytorch=2.5", "import torch.nn"),
        ("pillow=11", "from PIL import Image"),
        ("biopython=1.85", "from Bio import SeqIO"),
        ("matplotlib-base=3.10", "import matplotlib, mpl_toolkits"),
        ("pytables=3.10", "import tables"),
        ("faiss-cpu=1.9", "import faiss"),
        ("py-xgboost=2.1", "import xgboost"),
        ("gitpython=3.1", "import git"),
        ("pyserial=3.5", "import serial"),
        ("typing_extensions=4", "import typing_extensions"),
        ("pip=24", "import os, sys, distutils, __main__, _thread"),
    ],
)
def test_what_a_package_brings_under_another_name_is_no_finding(row: str, code: str) -> None:
    assert found({**environment(row), "run.py": code}) == []


def test_each_missing_module_is_one_finding_with_all_its_places() -> None:
    files = {
        **environment("numpy=2.2"),
        "a.py": "import numpy\nimport seaborn\nimport tqdm\n",
        "lib/b.py": "import seaborn as sns\n",
        "c.ipynb": notebook("%matplotlib inline\nimport seaborn\n"),
    }
    assert found(files) == ["seaborn environment.yml", "tqdm environment.yml"]
    result = check_files(files, profile="paper")
    seaborn = next(one for one in result.reported if one.finding.values.get("name") == "seaborn")
    places = [os.path.basename(one.location.path) for one in seaborn.finding.related]
    assert places == ["a.py", "c.ipynb", "b.py"]
    assert seaborn.severity.name == "INFO"


def test_the_default_profile_does_not_ask() -> None:
    result = check_files({**environment("numpy=2.2"), "a.py": "import seaborn\n"})
    assert [one.code for one in result.reported if one.code == "PRJ007"] == []


@pytest.mark.parametrize(
    "more",
    [
        {"seaborn.py": ""},
        {"lib/seaborn/__init__.py": ""},
        {"src/fast/seaborn.pyx": ""},
        {"setup.py": "from setuptools import setup\nsetup(install_requires=['seaborn'])\n"},
        {"requirements.txt": "seaborn==0.13.2\n"},
        {"Dockerfile": "FROM python:3.13@sha256:" + "a" * 64 + "\nRUN pip install seaborn==0.13\n"},
    ],
)
def test_what_the_project_itself_brings_is_no_finding(more: dict[str, str]) -> None:
    assert found({**environment("numpy=2.2"), "a.py": "import seaborn\n", **more}) == []


def test_what_a_lock_holds_is_no_finding() -> None:
    lock = (
        "version: 1\nmetadata:\n  platforms: [linux-64]\n  sources: [environment.yml]\npackage:\n"
        + "".join(
            f"- name: {name}\n  version: '1.0'\n  manager: conda\n  platform: linux-64\n"
            f"  url: https://conda.anaconda.org/conda-forge/linux-64/{name}-1.0-0.conda\n"
            f"  hash:\n    md5: {'a' * 32}\n  optional: false\n"
            for name in ("python", "numpy", "scipy")
        )
    )
    files = {**environment("numpy"), "conda-lock.yml": lock, "a.py": "import scipy\nimport tqdm\n"}
    assert found(files) == ["tqdm environment.yml"]


def test_the_nearest_environment_counts() -> None:
    files = {
        "one/environment.yml": HEAD + "  - numpy=2.2\n",
        "two/env/environment.yml": HEAD + "  - seaborn=0.13\n",
        "one/a.py": "import numpy\nimport seaborn\n",
        "two/lib/b.py": "import numpy\nimport seaborn\n",
        "other/c.py": "import pandas\n",
    }
    assert found(files) == ["seaborn one/environment.yml", "numpy two/env/environment.yml"]


@pytest.mark.parametrize(
    "files",
    [
        {"environment.yml": HEAD + "  - '{{ more }}'\n"},
        {"requirements.txt": "-r https://example.org/more.txt\nnumpy==2.2\n"},
        {"environment.yml": HEAD, "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\n'},
        {"tests/environment.yml": HEAD},
        {},
    ],
)
def test_where_it_cannot_be_known_or_is_not_asked_nothing_is_said(files: dict[str, str]) -> None:
    assert found({**files, "a.py": "import seaborn\n", "tests/b.py": "import pytest\n"}) == []


def test_pixi_and_uv_bring_packages_too() -> None:
    pixi = '[workspace]\nchannels = ["conda-forge"]\n[dependencies]\npython = "3.13.*"\n'
    files = {"pixi.toml": pixi + 'numpy = "2.*"\n', "a.py": "import numpy\nimport seaborn\n"}
    assert found(files) == ["seaborn pixi.toml"]
    uv = '[project]\nname = "x"\ndependencies = ["numpy"]\n[tool.uv]\n'
    assert found({"pyproject.toml": uv, "a.py": "import numpy, seaborn\n"}) == [
        "seaborn pyproject.toml"
    ]


def test_a_notebook_of_another_language_imports_nothing() -> None:
    files = {**environment("numpy=2.2"), "a.ipynb": notebook("import seaborn", language="julia")}
    assert found(files) == []
