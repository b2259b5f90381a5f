"""Odd environment files against what `conda env create --dry-run` of conda 26.7.1 made of them.

Each has the problems that it should have, as `kind@line`; those that conda takes rightly have none.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from envguard.model import Source, Text
from envguard.subjects.environment.environment import CondaEnvironment
from envguard.subjects.environment.reading import read_environment

DATA = Path(__file__).with_name("data") / "environment_yml_odd.jsonl"
CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "environments"

LOST_IN_REAL_FILES = {"pip-twice", "selector-entry", "unknown-key", "misspelt-key"}


def read(content: str) -> CondaEnvironment:
    bare = content.removeprefix("\ufeff")
    mark = content[: len(content) - len(bare)]
    return read_environment(Text.whole(Source("environment.yml", bare, mark=mark)), "e.yml")


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row["name"]))
def test_what_conda_mistreats_is_a_problem_and_nothing_else_is(row: dict[str, Any]) -> None:
    environment = read(row["text"])
    found = [f"{one.kind}@{one.text.location().begin.line}" for one in environment.problems]
    assert found == row["problems"]


def corpus() -> list[Path]:
    return sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []


def test_real_files_have_no_problem_but_those_that_were_looked_at() -> None:
    files = [path for path in corpus() if not _is_of_another_tool(path.name)]
    if not files:
        pytest.skip("the corpus of real environment files is not beside this checkout")
    odd = {}
    for path in files:
        environment = read(path.read_text(encoding="utf-8"))
        kinds = {one.kind for one in environment.problems} - LOST_IN_REAL_FILES
        if kinds:
            odd[path.name] = kinds
    assert odd == {}


def _is_of_another_tool(name: str) -> bool:
    """MLflow's and Ansible's files have `dependencies:` too and are no conda environments."""
    return "python_env" in name or "artifacts__model__python" in name or "execution-env" in name


def test_every_dependency_of_real_files_stands_where_it_says() -> None:
    files = corpus()
    if not files:
        pytest.skip("the corpus of real environment files is not beside this checkout")
    seen = 0
    for path in files:
        for dependency in read(path.read_text(encoding="utf-8")).dependencies:
            place = dependency.text.location()
            content = dependency.text.source.content
            if dependency.node.style == "plain":
                assert content[place.start : place.end] == dependency.text.value
                seen += 1
    assert seen > 10_000
