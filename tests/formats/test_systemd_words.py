"""systemd's command lines: words, quotes, escapes, specifiers, variables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.systemd_words import UNKNOWN, specified, split_commands, substituted
from envguard.model import Text
from envguard.subjects.command import HOLE


def _nothing(name: str) -> str | None:
    return None


def words(line: str) -> list[list[str]]:
    return [[word.value for word in command] for command in split_commands(Text.of(line)) or ()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/bin/a b  c", [["/bin/a", "b", "c"]]),
        ("a --x='' \"b c\" 'd\"e'", [["a", "--x=", "b c", 'd"e']]),
        ("a '' b", [["a", "", "b"]]),
        ('a b"c d"e', [["a", "bc de"]]),
        ("a \\x41\\102\\u00e9\\s\\t", [["a", "AB\u00e9 \t"]]),
        ("a '\\n' \\q", [["a", "\n", "\\q"]]),
        ("a ; b c ;", [["a"], ["b", "c"]]),
        ("a \\; b;c", [["a", ";", "b;c"]]),
        ("", []),
    ],
)
def test_lines_are_cut_as_systemd_cuts_them(line: str, expected: list[list[str]]) -> None:
    assert words(line) == expected


def test_a_quote_that_is_not_closed_refuses_the_line() -> None:
    assert split_commands(Text.of("a 'b")) is None


def test_specifiers_are_put_in_and_unknown_ones_are_unknown() -> None:
    found = specified(Text.of("%n-%i-100%%-%-"), {"n": "x.service"}.get)
    assert found.value == f"x.service-{UNKNOWN}-100%-%-"
    assert found[0:9].spelled() == "%n"


def test_variables_in_braces_stay_in_their_word_and_bare_ones_are_split() -> None:
    given_words = [Text.of(word) for word in ("$A", "${A}", "x${B}$A", "$$A", "$C", "-$$-")]
    found = substituted(given_words, {"A": "1  2", "B": ""}.get)
    assert [word.value for word in found] == ["1", "2", "1  2", "x$A", "$A", UNKNOWN, "-$-"]


def test_a_word_knows_its_place_and_edits_are_spelled_for_systemd() -> None:
    ((program, option),) = split_commands(Text.of("/bin/a '--x=50'")) or [[]]
    assert program.spelled() == "/bin/a"
    assert option.spelled() == "'--x=50'"
    assert option.spell(4, 6, "a b 50%") == (12, 14, "a b 50%%")
    assert option.spell(4, 6, "it's") is None
    assert program.spell(0, 6, "/b c") is None


def test_unknown_is_the_hole_of_commands() -> None:
    assert UNKNOWN == HOLE


@given(st.text(alphabet="ab '\"\\;x0u%${}\t", max_size=40))
def test_any_line_is_cut_or_refused_and_words_lie_inside_of_it(line: str) -> None:
    for command in split_commands(Text.of(line)) or ():
        for word in substituted([specified(one, _nothing) for one in command], _nothing):
            assert 0 <= word.start <= word.end <= len(line)
