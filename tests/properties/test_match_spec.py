"""Properties of match specs, conda's version order and its constraints."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from envguard.formats import conda_version, match_spec
from envguard.formats.conda_constraint import Constraint, RefusedConstraint
from envguard.formats.conda_version import RefusedVersion, Version
from envguard.formats.match_spec_grammar import read_any
from envguard.formats.match_spec_reading import common
from envguard.model import Text
from envguard.subjects.environment.constraints import disjoint, pin_kind

NUMBERS = st.sampled_from(["0", "1", "2", "10", "3.9", "3.10", "3.11.4", "1.0", "1.2.3", "2024.1"])
SUFFIXES = st.sampled_from(
    ["", ".dev1", "dev", "a1", "rc2", ".post1", "post", "+l1", "_", ".0", ".0.0"]
)
VERSIONS = st.builds(
    lambda epoch, number, suffix: epoch + number + suffix,
    st.sampled_from(["", "", "", "1!"]),
    NUMBERS,
    SUFFIXES,
)
OPERATORS = st.sampled_from(["", "=", "==", "!=", "<", "<=", ">", ">=", "~="])
LEAVES = st.builds(
    lambda operator, version, star: operator + version + star,
    OPERATORS,
    VERSIONS,
    st.sampled_from(["", "", ".*"]),
)
CONSTRAINTS = st.recursive(
    LEAVES,
    lambda inner: st.builds("({}{}{})".format, inner, st.sampled_from([",", "|"]), inner),
    max_leaves=5,
)
WORDS = st.text(alphabet="abpy01239.=<>!~*|, ()[]'\":/#@_-+^$\n", max_size=40)


def version(words: str) -> Version:
    return conda_version.parse(words)


def constraint(words: str) -> Constraint | None:
    try:
        return Constraint.parse(words)
    except RefusedConstraint:
        return None


@given(VERSIONS, VERSIONS)
def test_of_two_versions_one_is_less_or_they_are_equal(one: str, other: str) -> None:
    a, b = version(one), version(other)
    assert [a < b, a == b, a > b].count(True) == 1
    assert (a <= b) == (a < b or a == b)
    if a == b:
        assert hash(a) == hash(b)


@given(VERSIONS, VERSIONS, VERSIONS)
def test_the_order_of_versions_is_transitive(one: str, other: str, third: str) -> None:
    low, middle, high = sorted(map(version, (one, other, third)))
    assert low <= middle <= high
    assert low <= high


@given(VERSIONS, VERSIONS)
def test_versions_that_begin_with_a_prefix_lie_side_by_side(prefix: str, other: str) -> None:
    start, found = version(prefix), version(other)
    if found.begins_with(start):
        assert start.begins_with(start)
        assert (
            disjoint([Constraint.parse(f"=={prefix}"), Constraint.parse(f"={prefix}")]) is not True
        )


@given(st.lists(CONSTRAINTS, min_size=1, max_size=3), st.lists(VERSIONS, min_size=1, max_size=12))
def test_disjoint_constraints_share_no_version(words: list[str], versions: list[str]) -> None:
    constraints = [found for found in map(constraint, words) if found is not None]
    if not constraints:
        return
    shared = [v for v in versions if all(one.allows(v) for one in constraints)]
    if shared:
        assert disjoint(constraints) is not True


@given(VERSIONS, VERSIONS)
def test_two_exact_versions_are_disjoint_unless_equal(one: str, other: str) -> None:
    pair = [Constraint.parse(f"=={one}"), Constraint.parse(f"=={other}")]
    assert disjoint(pair) is (version(one) != version(other))


@given(CONSTRAINTS)
@example("((=0|!=0.dev1),(!=0|!=0))")
def test_a_constraint_meets_itself_unless_nothing_meets_it(words: str) -> None:
    found = constraint(words)
    if found is not None:
        assert disjoint([found, found]) == disjoint([found])
        assert pin_kind(found) != "bare"


@given(WORDS)
def test_any_words_are_read_and_every_part_lies_in_them(words: str) -> None:
    spec = match_spec.read(Text.of(words))
    assert spec.accepted is not bool(spec.refusal)
    for part in (spec.name, spec.version, spec.build, spec.channel, spec.subdir, spec.brackets):
        if part is not None:
            assert part.value
            assert part.spelled() == part.value
            assert part.value in words
    if spec.accepted and spec.constraint is not None:
        assert spec.constraint.words == spec.reading.version


@given(st.text(max_size=60))
def test_any_text_at_all_is_read(words: str) -> None:
    match_spec.read(Text.of(words))
    with suppress(RefusedConstraint):
        Constraint.parse(words)
    with suppress(RefusedVersion):
        conda_version.parse(words)


NAMES = st.from_regex(r"_?[a-z0-9]+([._-][a-z0-9]+){0,2}", fullmatch=True)
COMMON = st.builds(
    lambda channel, name, rest: channel + name + rest,
    st.sampled_from(["", "", "conda-forge::", "defaults::"]),
    NAMES,
    st.one_of(
        st.just(""),
        st.builds("{}{}{}".format, st.sampled_from(["=", "==", " =", " "]), NUMBERS, st.just("")),
        st.builds("{}{}={}".format, st.sampled_from(["=", "=="]), NUMBERS, st.just("py311_0")),
        st.builds("{}{},<{}".format, st.sampled_from([">=", ">", " >="]), NUMBERS, NUMBERS),
    ),
)


@given(COMMON)
def test_the_common_forms_are_read_as_the_whole_grammar_reads_them(words: str) -> None:
    found = common(words)
    if not words.endswith((".conda", ".tar.bz2")):
        assert found is not None
    if found is not None:
        assert found == read_any(words)
