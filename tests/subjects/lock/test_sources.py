"""pyproject.toml and meta.yaml as what a lock was made from."""

from __future__ import annotations

from types import ModuleType

import pytest

from envguard.model import Text
from envguard.subjects.lock.pyproject_source import PyprojectSource, read_pyproject
from envguard.subjects.lock.recipe_source import RecipeSource

PYPROJECT = """[project]
name = "x"
dependencies = ["torch>=2", "rich; sys_platform == 'win32'"]

[project.optional-dependencies]
dev = ["pytest>=8"]

[tool.conda-lock]
channels = ["conda-forge"]
platforms = ["linux-64", "osx-arm64"]

[tool.conda-lock.dependencies]
python = "=3.11"
"""

RECIPE = """{% set version = "1.0" %}
package:
  name: x
  version: {{ version }}
requirements:
  build:
    - cmake
  host:
    - python
  run:
    - python >=3.11
    - pywin32  # [win]
test:
  requires:
    - pytest
extra:
  channels:
    - conda-forge
"""


def pyproject(text: str = PYPROJECT) -> PyprojectSource:
    found = read_pyproject(Text.of(text, "pyproject.toml"), "pyproject.toml")
    assert found is not None
    return found


def rows(build: ModuleType, pytorch: str = "2.7.1", python: str = "3.11.9") -> list[str]:
    return [
        build.conda_row("python", python, build="h1_0_cpython"),
        build.conda_row("pytorch", pytorch),
        build.pip_row("pytest", "8.3"),
    ]


def test_a_project_is_found_under_condas_name_or_pypis(build: ModuleType) -> None:
    lock = build.conda_lock(build.lock_text(*rows(build)))
    assert build.verdict(lock, pyproject()).state == "harmless"


def test_a_version_that_is_not_met_is_a_break(build: ModuleType) -> None:
    lock = build.conda_lock(build.lock_text(*rows(build, pytorch="1.13", python="3.12.1")))
    assert {(one.kind, one.asked.name) for one in build.verdict(lock, pyproject()).breaks} == {
        ("version", "torch"),
        ("version", "python"),
    }


def test_a_place_is_where_the_words_stand() -> None:
    asked = pyproject().wanted("linux-64").asked
    lines = [one.text.location().begin.line for one in asked]
    assert [one.name for one in asked] == ["torch", "rich", "pytest", "python"]
    assert lines == [3, 3, 6, 13]
    assert [one.value for one in pyproject().platforms()] == ["linux-64", "osx-arm64"]


def test_the_projects_own_part_can_be_skipped() -> None:
    text = PYPROJECT.replace(
        "[tool.conda-lock]\n", "[tool.conda-lock]\nskip-non-conda-lock = true\n"
    )
    assert [one.name for one in pyproject(text).wanted("linux-64").asked] == ["python"]


@pytest.mark.parametrize(
    "text",
    [
        '[tool.poetry.dependencies]\nnumpy = "^1.26"\n',
        '[tool.flit.metadata]\nrequires = ["numpy"]\n',
        '[tool.conda-lock.dependencies]\nnumpy = ">=1 <2"\n',
    ],
)
def test_what_is_not_read_leaves_the_lock_unknown(build: ModuleType, text: str) -> None:
    lock = build.conda_lock(build.lock_text(*rows(build)))
    assert build.verdict(lock, pyproject(text)).state == "unknown"


@pytest.mark.parametrize("text", ["[tool", "tool = 1\n[project]\ndependencies = 3\n", ""])
def test_odd_files_do_not_fail(text: str) -> None:
    found = read_pyproject(Text.of(text), "pyproject.toml")
    assert found is None or found.wanted("linux-64").asked == []


def test_a_recipe_asks_for_what_runs_and_tests_it() -> None:
    source = RecipeSource(Text.of(RECIPE, "meta.yaml"), "meta.yaml")
    assert [one.text.value for one in source.wanted("linux-64").asked] == [
        "python", "python >=3.11", "pytest",
    ]  # fmt: skip
    assert "pywin32" in [one.name for one in source.wanted("win-64").asked]
    assert [one.value for one in source.channels or ()] == ["conda-forge"]


def test_a_recipes_hole_is_unknown() -> None:
    text = RECIPE.replace("python >=3.11", "python {{ python }}")
    assert RecipeSource(Text.of(text), "meta.yaml").wanted("linux-64").unknown


EXTRAS = PYPROJECT.replace('"pytest>=8"]', '"pytest>=8"]\ndocs = ["sphinx"]\nall = ["x[dev,docs]"]')


def test_an_extra_that_the_lock_shows_nothing_of_is_unknown(build: ModuleType) -> None:
    # conda-lock leaves extras out on request, and the lock does not tell which
    verdict = build.verdict(build.conda_lock(build.lock_text(*rows(build))), pyproject(EXTRAS))
    assert (verdict.state, verdict.breaks) == ("unknown", ())
    assert "docs" in verdict.reason


def test_an_extra_that_the_lock_holds_is_compared(build: ModuleType) -> None:
    furo = build.conda_row("furo", "1.0").replace("category: main", "category: docs")
    verdict = build.verdict(
        build.conda_lock(build.lock_text(*rows(build), furo)), pyproject(EXTRAS)
    )
    assert [(one.kind, one.asked.name) for one in verdict.breaks] == [("absent", "sphinx")]


def test_a_projects_own_extras_are_no_package_of_the_lock(build: ModuleType) -> None:
    text = EXTRAS.replace('docs = ["sphinx"]\n', "").replace("x[dev,docs]", "X[dev]")
    lock = build.conda_lock(build.lock_text(*rows(build)))
    assert build.verdict(lock, pyproject(text)).state == "harmless"


def test_an_extra_left_out_overrules_no_dependency(build: ModuleType) -> None:
    text = EXTRAS.replace('docs = ["sphinx"]', 'docs = ["torch<2"]')
    lock = build.conda_lock(build.lock_text(*rows(build, pytorch="1.13")))
    assert [one.asked.text.value for one in build.verdict(lock, pyproject(text)).breaks] == [
        "torch>=2"
    ]
