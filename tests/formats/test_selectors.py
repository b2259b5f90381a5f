"""Selectors behind a line: conda-lock's one word, and the expressions of CEP 24."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.selectors import conda_lock_keeps, filtered, holds, selector
from envguard.model import Text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- pywin32  # [win]", "win"),
        ("- pywin32  #[win]", "win"),
        ("- x # see [1] and [linux64]", "linux64"),
        ("- x # [win] (only there)", None),
        ("- x # (only) [win]", "win"),
        ("- x[version='1']", None),
        ("- x", None),
        ("# [win]", None),
        ("- x # []", None),
    ],
)
def test_the_last_brackets_of_a_comment_are_the_selector(line: str, expected: str | None) -> None:
    assert selector(line) == expected


@pytest.mark.parametrize(
    ("words", "platforms"),
    [
        ("linux", ["linux-64", "linux-aarch64"]),
        ("unix", ["linux-64", "linux-aarch64", "osx-arm64"]),
        ("osx or win", ["osx-arm64", "win-64"]),
        ("not win", ["linux-64", "linux-aarch64", "osx-arm64"]),
        ("linux and x86_64", ["linux-64"]),
        ("(linux or osx) and not x86", ["linux-aarch64", "osx-arm64"]),
        ("arm64", ["osx-arm64"]),
    ],
)
def test_expressions_hold_where_the_standard_says(words: str, platforms: list[str]) -> None:
    every = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]
    assert [platform for platform in every if holds(words, platform)] == platforms


@pytest.mark.parametrize(
    "words", ["py37", "linux or", "(linux", "linux win", "and", "see below", ""]
)
def test_what_is_no_expression_is_unknown(words: str) -> None:
    assert holds(words, "linux-64") is None


def test_conda_lock_takes_one_word_alone() -> None:
    assert conda_lock_keeps("unix", "osx-arm64")
    assert not conda_lock_keeps("unix or win", "osx-arm64")
    assert not conda_lock_keeps(" linux", "linux-64")


def test_lines_of_other_platforms_are_left_out_and_places_stay() -> None:
    text = Text.of("- a\n- b  # [win]\n- c  # [linux or osx]\n- d\n")
    lines = filtered(text, "linux-64")
    assert lines.text.value == "- a\n- c  # [linux or osx]\n- d\n"
    at = lines.text.value.index("d")
    assert lines.text[at : at + 1].location().begin.line == 4
    assert lines.is_doubtful(text[text.value.index("c") :][:1])
    assert not lines.is_doubtful(text[:1])
    assert filtered(text, "linux-64", strict=True).text.value == "- a\n- d\n"


@given(st.text(alphabet="()[]# andortlinuxwi\n", max_size=80))
def test_any_text_can_be_filtered(words: str) -> None:
    kept = filtered(Text.of(words), "win-64").text.value
    assert len(kept) <= len(words)
