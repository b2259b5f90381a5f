"""A stranger's pattern says what `re` says, and never takes long for it."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from envguard.formats import bounded_pattern
from envguard.formats.bounded_pattern import matches

_ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\w", r"\d", "[a-c0-9_-]", "^", "$", ""])
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: (
        st.builds("{}{}".format, inner, inner)
        | st.builds("(?:{}|{})".format, inner, inner)
        | st.builds("({}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?"]))
    ),
    max_leaves=6,
)


@given(_PATTERNS, st.text("abc1\n-", max_size=6))
@example("(?:a|b)*", "abab")
@example("(a?){3}", "aa")
@example("(^a|b$){2,}", "ab")
@settings(max_examples=400)
def test_it_says_what_re_says(pattern: str, name: str) -> None:
    try:
        wanted = re.fullmatch(pattern, name) is not None
    except re.error:
        return
    assert matches(pattern, name) is wanted


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a|a)*", "(a*)*(a*)*", "a*" * 100, "((a{0,99}){0,99}){0,99}", "(a|aa)+"]
)
def test_a_pattern_of_a_million_ways_takes_one(pattern: str) -> None:
    assert calls_of(pattern, "a" * 199 + "!", False) < 1_500_000
    assert matches(pattern, "a" * 30)


@pytest.mark.parametrize("deep", ["(" * 200 + "a" + "+)" * 200, "(" * 90 + "a" + "{1,9})" * 90])
def test_repetitions_of_repetitions_of_repetitions_are_given_up(deep: str) -> None:
    assert calls_of(deep, "a" * 199 + "!", None) < 5_000_000


def calls_of(pattern: str, name: str, wanted: bool | None) -> int:
    """How many functions are called until it is known whether the name matches."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        assert matches(pattern, name) is wanted
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "pattern", ["(a*)\\1", "(?=a)a", "(?i)A", "(", "a" * 2000, r"\ba", "(" * 900]
)
def test_what_only_re_could_answer_is_unknown(pattern: str) -> None:
    assert matches(pattern, "a") is None
    assert bounded_pattern.LONGEST_PATTERN < 2000
