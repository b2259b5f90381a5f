"""INI files: systemd units and configparser's dialect."""

from __future__ import annotations

import configparser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.ini import parse_configuration, parse_unit
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text


def test_a_unit_keeps_sections_keys_and_duplicates_in_order() -> None:
    content = "[Unit]\nA=1\n\n[Service]\nExecStart=a\nExecStart = b\n[Service]\nExecStart=\n"
    unit = parse_unit(Text.of(content))
    assert [section.name.value for section in unit.sections] == ["Unit", "Service", "Service"]
    assert [e.value.value for e in unit.entries("Service", "ExecStart")] == ["a", "b", ""]
    last = unit.value("Service", "ExecStart")
    assert last is not None
    assert last.value == ""
    assert unit.value("Service", "execstart") is None
    assert unit.sections[1].entries[1].text.spelled() == "ExecStart = b"


def test_a_unit_joins_lines_over_comments_and_keeps_places() -> None:
    content = "[Service]\nExecStart=/bin/a \\\n  # left out\n; and this\n   --b=c \\\n\n"
    value = parse_unit(Text.of(content)).value("Service", "ExecStart")
    assert value is not None
    assert value.value.split() == ["/bin/a", "--b=c"]
    at = value.value.index("--b")
    assert value[at : at + 5].spelled() == "--b=c"


def test_in_a_unit_two_backslashes_or_a_blank_behind_one_join_nothing() -> None:
    unit = parse_unit(Text.of("[S]\nA=x\\\\\nB=y\\ \nC=z\n"))
    values = [entry.value.value for entry in unit.sections[0].entries]
    assert values == ["x\\\\", "y\\", "z"]


def test_a_unit_passes_over_lines_that_systemd_ignores() -> None:
    unit = parse_unit(Text.of("A=before\n[S]\nno assignment\n=x\nB=1 # no comment\r\n"))
    assert [(e.key.value, e.value.value) for e in unit.sections[0].entries] == [
        ("B", "1 # no comment")
    ]


def test_a_header_that_is_not_closed_is_a_syntax_problem() -> None:
    with pytest.raises(SyntaxProblem):
        parse_unit(Text.of("[Unit\nA=1\n"))
    with pytest.raises(SyntaxProblem):
        parse_configuration(Text.of("[a\nb=1\n"))


def test_an_edit_that_would_end_the_line_is_refused() -> None:
    value = parse_unit(Text.of("[S]\nA=x\n")).value("S", "A")
    assert value is not None
    assert value.spell(0, 1, "y") == (6, 7, "y")
    assert value.spell(0, 1, "y\nB=z") is None


def test_configparser_s_values_go_on_in_indented_lines() -> None:
    content = "[defaults]\nHost_Key_Checking = False ; why\n[x]\na: 1\n  2\n# no\n  3\nb = 4\n"
    file = parse_configuration(Text.of(content), inline_comment=";")
    checking = file.value("defaults", "host_key_checking")
    assert checking is not None
    assert checking.spelled() == "False"
    several = file.value("x", "a")
    assert several is not None
    assert several.value == "1\n2\n3"
    assert several[4:5].start == content.index("3")


@pytest.mark.parametrize("content", ["a = 1\n", "[s]\nnothing\n", "[s]\n= 1\n"])
def test_what_configparser_refuses_is_a_syntax_problem(content: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse_configuration(Text.of(content))


_LINES = st.lists(
    st.sampled_from(
        [
            "[a]",
            "[b]",
            "",
            " ",
            "k = v",
            "K: w",
            "  more",
            "# c",
            "; d",
            "x=y=z",
            "q : r = s",
            "e =",
        ]
    ),
    max_size=12,
).map(lambda lines: "[top]\n" + "\n".join(lines) + "\n")


@given(_LINES)
def test_values_are_what_python_s_configparser_reads(content: str) -> None:
    oracle = configparser.RawConfigParser(strict=False)
    try:
        oracle.read_string(content)
    except configparser.Error:
        with pytest.raises(SyntaxProblem):
            parse_configuration(Text.of(content))
        return
    file = parse_configuration(Text.of(content))
    for section in oracle.sections():
        for key, value in oracle.items(section):
            ours = file.value(section, key)
            assert ours is not None
            assert ours.value == value


@given(st.text(alphabet="[]=:;#\\ \t\r\nab", max_size=60))
def test_random_text_is_read_or_refused(content: str) -> None:
    for parse in (parse_unit, parse_configuration):
        try:
            file = parse(Text.of(content))
        except SyntaxProblem:
            continue
        for section in file.sections:
            for entry in section.entries:
                assert 0 <= entry.text.start <= entry.text.end <= len(content)
                assert content[entry.key.start : entry.key.end] == entry.key.value
