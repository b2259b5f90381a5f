"""Variables in Dockerfile words; the table follows BuildKit's own tests of its lexer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.dockerfile_variables import UNKNOWN, expand
from envguard.model import Text
from envguard.subjects.command import HOLE

VARIABLES = {"PWD": "/home", "SHELL": "bash", "NULL": "", "V": "1.2.3", "ARG": UNKNOWN}


def value(word: str, escape: str = "\\") -> str:
    return expand(Text.of(word), VARIABLES.get, escape).value


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hello", "hello"),
        ("he'll'o", "hello"),
        ("he\\'llo", "he'llo"),
        ('"abc\\tdef"', "abc\\tdef"),
        ("abc\\tdef", "abctdef"),
        ("'hello\\there'", "hello\\there"),
        ("he$PWD.x", "he/home.x"),
        ("he\\$PWD", "he$PWD"),
        ("'$PWD'", "$PWD"),
        ('"$PWD"', "/home"),
        ("he${PWD}xx", "he/homexx"),
        ("$.", "$."),
        ("${NULL:-d}", "d"),
        ("${NULL-d}", ""),
        ("${PWD:-d}", "/home"),
        ("${NOPE:-d ${SHELL}}", "d bash"),
        ("${NOPE-'a}b'}", "a}b"),
        ("${PWD:+alt}", "alt"),
        ("${NULL:+alt}", ""),
        ("${NULL+alt}", "alt"),
        ("${V#*.}", "2.3"),
        ("${V##*.}", "3"),
        ("${V%.*}", "1.2"),
        ("${V%%.*}", "1"),
        ("${V#?}", ".2.3"),
        ("${V/./-}", "1-2.3"),
        ("${V//./-}", "1-2-3"),
        ("${V:?gone}", "1.2.3"),
    ],
)
def test_words_are_read_as_buildkit_reads_them(word: str, expected: str) -> None:
    assert value(word) == expected


@pytest.mark.parametrize(
    "word", ["$NOPE", "${NOPE}", "$ARG", "${ARG:+x}", "${NOPE+x}", "${NOPE:?x}", "${NOPE#x}"]
)
def test_what_nothing_sets_is_unknown(word: str) -> None:
    assert value(f"a.{word}.b") == f"a.{UNKNOWN}.b"


@pytest.mark.parametrize("word", ["he'llo", '"a', "${}", "${PWD", "${PWD:x}", "a${:x}", "${PWD^^}"])
def test_what_buildkit_refuses_is_unknown_as_a_whole(word: str) -> None:
    assert value(word) == UNKNOWN


def test_an_argument_without_a_value_takes_the_default() -> None:
    assert value("${ARG:-3.11}") == "3.11"


def test_the_escape_character_can_be_the_backtick() -> None:
    assert value("C:\\x`$y", "`") == "C:\\x$y"


def test_a_default_keeps_its_own_place() -> None:
    word = Text.of("python:${TAG:-3.11}-slim")
    found = expand(word, lambda name: None)
    assert found.value == "python:3.11-slim"
    assert found[7:11].spelled() == "3.11"


def test_edits_stay_inside_their_quotes() -> None:
    found = expand(Text.of("a'b'\"c\"$PWD"), VARIABLES.get)
    assert found.value == "abc/home"
    assert found.spell(0, 1, "x") == (0, 1, "x")
    assert found.spell(0, 1, "x y") is None
    assert found.spell(1, 2, "x y") == (2, 3, "x y")
    assert found.spell(1, 2, "'") is None
    assert found.spell(2, 3, '"') is None
    assert found.spell(3, 8, "/root") is None


def test_values_that_double_themselves_stay_small() -> None:
    variables = {"A": "x" * 9_000}
    assert expand(Text.of("$A$A"), variables.get).value == UNKNOWN
    assert expand(Text.of("${A//x/yyyyyyyyyyyyyy}"), variables.get).value == UNKNOWN


def test_unknown_is_the_hole_of_commands() -> None:
    assert UNKNOWN == HOLE


@given(st.text(alphabet="ab$ {}:-+?#%/*'\"\\V_\n", max_size=40), st.sampled_from("\\`"))
def test_any_word_expands_to_a_text_inside_of_itself(word: str, escape: str) -> None:
    found = expand(Text.of(word), VARIABLES.get, escape)
    assert 0 <= found.start <= found.end <= len(word)
    assert sum(piece.length for piece in found.pieces) == len(found.value)
