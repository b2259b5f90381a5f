"""What is forgotten on the way through many files changes nothing of what is said of them."""

from __future__ import annotations

import json
import os
import shutil
import tracemalloc
from pathlib import Path

import pytest

from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.formats import remembered
from envguard.project import environments, kept_texts, project, pythons
from envguard.project.project import Project

PROJECTS = Path(__file__).resolve().parents[2] / "fixtures" / "projects"
STALE = """\
version: 1
metadata:
  content_hash: {linux-64: 4c2c1a3ffb2d4ec3c6f0a7e4b93ce1cc4c9f22a1a6cb2a0fb4a6c0d1a1e93f55}
  channels: [{url: conda-forge, used_env_vars: []}]
  platforms: [linux-64]
  sources: [environment.yml]
package:
- name: xz
  version: 5.2.6
  manager: conda
  platform: linux-64
  dependencies: {}
  url: https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2
  hash: {md5: 2161070d867d1b1204ea749c8eec4ef0}
  category: main
  optional: false
"""


@pytest.mark.parametrize("name", sorted(one.name for one in PROJECTS.iterdir() if one.is_dir()))
def test_nothing_is_said_differently_where_nothing_is_kept(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECTS / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / name)
    kept = check(Request(paths=(".",)))
    monkeypatch.setattr(kept_texts, "MAXIMUM_CHECKED", 0)
    monkeypatch.setattr(kept_texts, "MAXIMUM_BYTES", 1)
    monkeypatch.setattr(remembered, "MAXIMUM_BYTES", 1)
    monkeypatch.setattr(project, "_MAXIMUM_KNOWN", 1)
    forgotten = check(Request(paths=(".",)))
    assert list(kept.reported) == list(forgotten.reported)
    assert kept.unknowns == forgotten.unknowns


def test_findings_name_their_files_as_the_run_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = "name: a\nchannels: [conda-forge]\ndependencies: [python=3.11, numpy=2.0]\n"
    for folder in ("one", "two"):
        os.mkdir(folder)
        Path(folder, "environment.yml").write_text(environment)
        Path(folder, "conda-lock.yml").write_text(STALE)
    Path("Dockerfile").write_text("FROM python\nRUN pip install numpy\n")
    result = check(Request(paths=(".",)))
    assert {"LCK002", "IMG001"} <= {one.code for one in result.reported}
    places = [one.finding.location.path for one in result.reported]
    assert places == sorted(places)
    assert not any(map(os.path.isabs, places))


def test_a_collection_of_notebooks_is_not_held_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("environment.yml").write_text(
        "name: a\nchannels: [conda-forge]\ndependencies: [python=3.11]\n"
    )
    number, size = 60, 1_000_000
    document = {
        "cells": [
            {
                "cell_type": "code",
                "source": ["!pip install numpy"],
                "outputs": [{"data": {"image/png": "x" * size}}],
            }
        ],
        "metadata": {"language_info": {"name": "python", "version": "3.8.10"}},
        "nbformat": 4,
    }
    for notebook in range(number):
        Path(f"{notebook}.ipynb").write_text(json.dumps(document))
    tracemalloc.start()
    try:
        result = check(Request(paths=(".",)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    codes = [one.code for one in result.reported]
    assert codes.count("CMD002") == number
    assert peak < number * size * 0.9


def test_files_beyond_those_that_are_compared_are_named_in_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        os.mkdir(f"{number}")
        Path(f"{number}/environment.yml").write_text(
            f"name: e{number}\nchannels: [conda-forge]\ndependencies: [python=3.11]\n"
        )
        Path(f"{number}.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4}')
    for module, bound in ((environments, "MAXIMUM_ENVIRONMENTS"), (pythons, "MAXIMUM_NOTEBOOKS")):
        for most, is_said in ((3, False), (2, True)):
            with monkeypatch.context() as patched:
                patched.setattr(module, bound, most)
                notes = check(Request(paths=(".",))).notes
            assert any("too many files to compare" in note for note in notes) is is_said


def test_files_that_are_missed_are_looked_up_in_one_list_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    number = 40
    for one in range(number):
        Path(f"{one}.sh").write_text(f"#!/bin/bash\nconda env create -f missed{one}.yml\n")
    listed: list[int] = []
    files = Project.files
    monkeypatch.setattr(Project, "files", lambda project: listed.append(1) or files(project))
    result = check(Request(paths=(".",)))
    assert [one.code for one in result.reported].count("CMD011") == number
    assert len(listed) < number / 2
