"""Statements and overlaps are found as if each had been looked at in turn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envguard.engine.extents import Extents, Places
from envguard.model import Finding, Location, Source, Text
from envguard.model import finding as make_finding
from envguard.subjects.command import Command, Context
from envguard.subjects.group import CommandGroup

CONTENT = "x\n" * 20
WHOLE = Text.whole(Source("a", CONTENT))
spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


def at(begin: int, end: int) -> Location:
    return WHOLE.source.location(begin, end)


def found_at(begin: int, end: int) -> Finding:
    return make_finding(WHOLE[begin:end], "x")


@given(st.lists(spans, min_size=1, max_size=8), spans)
def test_the_first_statement_around_a_place_gives_the_lines(
    statements: list[list[int]], place: list[int]
) -> None:
    commands = tuple(Command((), WHOLE[a:b], Context("shell", "script")) for a, b in statements)
    one = found_at(*place)
    around = [WHOLE[a:b].location() for a, b in statements if a <= place[0] <= b]
    first, last = one.location.begin.line, one.location.finish.line
    if around:
        first, last = around[0].begin.line, max(last, around[0].finish.line)
    assert Extents().of(one, CommandGroup("", commands)) == range(first, last + 1)


@given(st.lists(spans, max_size=8), spans)
def test_a_place_overlaps_where_one_shares_a_character(
    others: list[list[int]], place: list[int]
) -> None:
    places = Places([at(a, b) for a, b in others])
    expected = any(place[0] < b and a < place[1] for a, b in others)
    assert places.overlap(at(*place)) == expected


def test_places_of_another_file_do_not_overlap() -> None:
    assert not Places([at(0, 9)._replace(path="b")]).overlap(at(0, 9))
