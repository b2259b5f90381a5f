"""Conda's order of versions and its constraints, as conda 26.7.1 documents and answers them."""

from __future__ import annotations

import itertools

import pytest

from envguard.formats import conda_version
from envguard.formats.conda_constraint import Constraint, RefusedConstraint
from envguard.formats.conda_version import RefusedVersion

IN_ORDER = [
    "0.4", "0.4.1.rc", "0.4.1", "0.5a1", "0.5b3", "0.5C1", "0.5", "0.9.6", "0.960923", "1.0",
    "1.1dev1", "1.1_", "1.1a1", "1.1.dev1", "1.1.a1", "1.1.0rc1", "1.1.0", "1.1.post1", "1.1post1",
    "1996.07.12", "1!0.4.1", "1!3.1.1.6", "2!0.4.1",
]  # fmt: skip


def test_the_documented_versions_stand_in_the_documented_order() -> None:
    for earlier, later in itertools.combinations(IN_ORDER, 2):
        assert conda_version.parse(earlier) < conda_version.parse(later)


@pytest.mark.parametrize(
    ("one", "other"), [("1.1", "1.1.0"), ("1.1.0dev1", "1.1.dev1"), ("0.4.1.rc", "0.4.1.RC")]
)
def test_equal_versions_are_equal(one: str, other: str) -> None:
    assert conda_version.parse(one) == conda_version.parse(other)


@pytest.mark.parametrize("words", ["", "1..2", "a!1", "1!2!3", "1+2+3", "+1", "1.2<3", "1_-2"])
def test_what_is_no_version_is_refused(words: str) -> None:
    with pytest.raises(RefusedVersion):
        conda_version.parse(words)


@pytest.mark.parametrize(
    ("constraint", "version", "allowed"),
    [
        ("3.11", "3.11.0", True),
        ("3.11", "3.11.4", False),
        ("3.11.*", "3.11.4", True),
        ("3.11*", "3.110", False),
        ("=1.2", "1.2.0", True),
        (">=1.2.*", "1.2", True),
        ("!=1.2.*", "1.2.9", False),
        ("~=1.4.2", "1.4.9", True),
        ("~=1.4.2", "1.5", False),
        ("~=9", "9.1", False),
        (">=1,<2|3", "3.0", True),
        (">=1,(<2|3)", "3.0", True),
        (">=1,<2", "2.0", False),
        ("1.*.3", "1.7.3", True),
        ("1.*.3", "1.7.4", False),
        ("^1\\.[23]$", "1.3", True),
        ("*", "0.1", True),
        ("1.2.a*", "1.2.alpha", True),
        ("<3", "not a version!", False),
    ],
)
def test_allows(constraint: str, version: str, allowed: bool) -> None:
    assert Constraint.parse(constraint).allows(version) is allowed


@pytest.mark.parametrize("words", [">", "<>1", "~=1.*", "^1", "(1", "1)", "|1", "1,", "^(1$"])
def test_what_is_no_constraint_is_refused(words: str) -> None:
    with pytest.raises(RefusedConstraint):
        Constraint.parse(words)


def test_a_pattern_that_could_take_for_ever_is_not_tried() -> None:
    assert Constraint.parse("^(a+)+$").allows("a" * 50 + "1") is None


def test_a_glob_with_many_stars_is_matched() -> None:
    glob = Constraint.parse("1" + "*." * 30 + "*3")
    assert glob.allows("1." * 60 + "3") is True
    assert glob.allows("1." * 60 + "4") is False


def test_leaves_are_all_simple_constraints_in_order() -> None:
    leaves = Constraint.parse(">=1,<2|(3,!=3.1)").leaves()
    assert [leaf.words for leaf in leaves] == [">=1", "<2", "3", "!=3.1"]
