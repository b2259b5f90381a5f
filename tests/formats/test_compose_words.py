"""Compose's variables and the words of its command strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.compose_words import UNKNOWN, interpolated, split_command
from envguard.model import Text
from envguard.subjects.command import HOLE

VARIABLES = {"A": "one", "EMPTY": ""}


def _nothing(name: str) -> str | None:
    return None


def value(text: str) -> str:
    return interpolated(Text.of(text), VARIABLES.get).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("$A-${A}", "one-one"),
        ("$$A $$", "$A $"),
        ("$(x) $1", "$(x) $1"),
        ("${NOPE:-d}", "d"),
        ("${NOPE-}", ""),
        ("${EMPTY:-d}${EMPTY-e}", "d"),
        ("${NOPE:-a ${A} b}", "a one b"),
        ("${A:+x}${EMPTY:+y}${EMPTY+z}", "xz"),
        ("${A:?must}", "one"),
        ("$NOPE", UNKNOWN),
        ("${NOPE:?must}", UNKNOWN),
        ("${NOPE:+x}", UNKNOWN),
        ("${}", UNKNOWN),
        ("${A", UNKNOWN),
        ("${A!}", UNKNOWN),
    ],
)
def test_variables_are_put_in_as_compose_does_it(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a b\tc\n d", ["a", "b", "c", "d"]),
        ("a --x='' \"b c\" d\\ e", ["a", "--x=", "b c", "d e"]),
        ("a '' b", ["a", "", "b"]),
        ('a \'\\\' "\\""', ["a", "\\", '"']),
        ("a && b", ["a"]),
        ("a b>c", ["a", "b"]),
        ("a 2>&1", ["a"]),
        ("a $(b c) `d e`", ["a", "$(b c)", "`d e`"]),
        ("", []),
    ],
)
def test_strings_are_cut_as_go_shellwords_cuts_them(line: str, expected: list[str]) -> None:
    assert [word.value for word in split_command(Text.of(line)) or ()] == expected


@pytest.mark.parametrize("line", ["a 'b", 'a "b', "a \\", "a (b)", "a )", "a `b"])
def test_what_go_shellwords_refuses_has_no_words(line: str) -> None:
    assert split_command(Text.of(line)) is None


def test_a_value_with_spaces_becomes_several_words_at_its_place() -> None:
    text = Text.of("run $OPTIONS end")
    words = split_command(interpolated(text, {"OPTIONS": "-a -b"}.get)) or ()
    assert [word.value for word in words] == ["run", "-a", "-b", "end"]
    assert [word.spelled() for word in words] == ["run", "$OPTIONS", "$OPTIONS", "end"]


@given(st.text(alphabet="ab $'\"\\`;&|<>()\t", max_size=12))
def test_an_edit_reads_back_as_what_was_put_in_or_is_refused(put: str) -> None:
    content = "jupyter --x=old 'q=old' \"r=old\""
    for index, begin in ((1, 4), (2, 2), (3, 2)):
        words = split_command(interpolated(Text.of(content), _nothing)) or ()
        edit = words[index].spell(begin, begin + 3, put)
        if edit is None:
            continue
        start, end, spelled = edit
        edited = content[:start] + spelled + content[end:]
        again = split_command(interpolated(Text.of(edited), _nothing)) or ()
        assert again[index].value == words[index].value[:begin] + put
        assert len(again) == len(words)


def test_unknown_is_the_hole_of_commands() -> None:
    assert UNKNOWN == HOLE


@given(st.text(alphabet="aB_$ {}:-+?'\"\\;()`\n", max_size=40))
def test_any_text_is_read_and_words_lie_inside_of_it(content: str) -> None:
    text = interpolated(Text.of(content), VARIABLES.get)
    for word in split_command(text) or ():
        assert 0 <= word.start <= word.end <= len(content)
