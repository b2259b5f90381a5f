"""ssh_config lines and words, as ssh cuts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.ssh_config import (
    OPEN_QUOTE,
    Directive,
    next_word,
    parse,
    read_line,
)
from envguard.formats.ssh_words import write_quoted, write_single_quoted, write_word
from envguard.model import Source, Text


def line(written: str, comments: str = "word") -> Directive:
    directive = read_line(Text.of(written), comments=comments)
    assert directive is not None
    return directive


@pytest.mark.parametrize(
    ("written", "name", "values"),
    [
        ("User x", "user", ["x"]),
        ("uSeR=x", "user", ["x"]),
        ("User = x", "user", ["x"]),
        ("User== x", "user", ["=", "x"]),
        ("User==x", "user", ["=x"]),
        ("  \tUser\t x \t\r\f", "user", ["x"]),
        ("\rUser\rx", "user", ["x"]),
        ('"User" x', "user", ["x"]),
        ('"User"=x', "user", ["=x"]),
        ('User"x" y', "userx", ["y"]),
        ("'User' x", "'user'", ["x"]),
        ("=User x", "user", ["x"]),
        ('"" User x', "user", ["x"]),
        ("User\xa0x", "user\xa0x", []),
        ("User\vx", "user\vx", []),
        ("; c", ";", ["c"]),
        ("Host a 'b c' \"d e\" f\\ g", "host", ["a", "b c", "d e", "f g"]),
        ('User fo"o"', "user", ["foo"]),
        ('User "a\\"b" ', "user", ['a"b']),
        ("User 'a\\ b'", "user", ["a\\ b"]),
        ("User a\\\\b\\c", "user", ["a\\b\\c"]),
        ("User x\\", "user", ["x\\"]),
        ("User x # c", "user", ["x"]),
        ("User x#c", "user", ["x#c"]),
        ('User "#x"', "user", ["#x"]),
        ("User # c", "user", []),
        ("User x\0 y", "user", ["x"]),
        ("User\0 x", "user", []),
    ],
)
def test_a_line_is_cut_as_ssh_cuts_it(written: str, name: str, values: list[str]) -> None:
    directive = line(written)
    assert (directive.name, directive.values) == (name, values)


@pytest.mark.parametrize(
    "written", ["", "  ", "# c", " \t# it's", "\r", '"User x', "=", '""', '"', "==User x", '"#" x']
)
def test_a_line_in_which_ssh_finds_nothing_is_no_directive(written: str) -> None:
    assert read_line(Text.of(written)) is None


@pytest.mark.parametrize("written", ["User 'x", 'LocalCommand echo "x', "User a'b", 'User "a\\"'])
def test_an_open_quote_is_a_problem(written: str) -> None:
    assert line(written).problem == OPEN_QUOTE


def test_a_quote_in_a_comment_is_no_problem() -> None:
    directive = line("Host a # it's")
    assert directive.problem is None
    assert str(directive.comment) == "# it's"


def test_lines_break_at_line_feeds_only() -> None:
    names = [d.name for d in parse(Text.of("A 1\vB 2\u2028C 3\rD 4\nE 5\r\nF 6")).directives]
    assert names == ["a", "e", "f"]


def test_line_numbers_count_line_feeds() -> None:
    found = parse(Text.of("# c\n\nUser x\rPort 1\nPort 2\n")).directives
    assert [d.number for d in found] == [3, 4]


def test_a_byte_order_mark_is_part_of_the_first_keyword() -> None:
    source = Source("config", "User x\nPort 1\n", "utf-8", "\ufeff")
    first, second = parse(Text.whole(source)).directives
    assert first.name == "\ufeffuser"
    assert first.text.location().begin == (1, 1)
    assert second.name == "port"


def test_comments_are_kept_with_their_places() -> None:
    comments = parse(Text.of("# one\nUser x # two\n  # three \r\n")).comments
    assert [str(c) for c in comments] == ["# one", "# two", "# three"]
    assert comments[2].location().begin == (3, 3)


def test_the_rest_of_a_line_is_raw() -> None:
    directive = line('ProxyCommand = = "a"  b # c \t')
    assert str(directive.rest) == '= "a"  b # c'
    assert str(directive.command) == '"a"  b # c'


def test_every_part_of_a_directive_has_its_place() -> None:
    directive = line('  Host=foo "b r" # c')
    assert str(directive.indentation) == "  "
    assert str(directive.keyword) == "Host"
    assert str(directive.separator) == "="
    assert str(directive.text) == 'Host=foo "b r"'
    assert str(directive.arguments[1].raw) == '"b r"'
    assert directive.arguments[1].quoted


def test_an_edit_of_a_quoted_word_is_quoted_as_that_word_is() -> None:
    directive = line('IdentityFile "~/my key"')
    assert directive.arguments[0].text.spell(0, 8, 'a "b"') == (14, 22, 'a \\"b\\"')


def test_an_edit_of_an_empty_word_brings_its_own_quotes() -> None:
    written = "User ''"
    edit = line(written).arguments[0].text.spell(0, 0, "a b")
    assert edit is not None
    start, end, spelled = edit
    assert line(written[:start] + spelled + written[end:]).values == ["a b"]


def test_an_edit_that_would_need_quotes_is_refused_in_a_plain_word() -> None:
    text = line("User abc").arguments[0].text
    assert text.spell(0, 3, "x y") is None
    assert text.spell(0, 3, "xyz") == (5, 8, "xyz")


def test_before_8_7_a_hash_cuts_the_line_anywhere() -> None:
    assert line("User x#y z", "anywhere").values == ["x"]


def test_before_8_5_a_hash_is_a_letter() -> None:
    assert line("User x # y", "never").values == ["x", "#", "y"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("host = foo", ["host", "foo"]),
        ('f"o"o', ["fo", "o"]),
        ("a==b", ["a", ""]),
        ('"a b" c', ["a b", "c"]),
        ('"a"=b', ["a", ""]),
    ],
)
def test_words_of_the_older_grammar(written: str, words: list[str]) -> None:
    at = 0
    found: list[str] = []
    while at < len(written) and len(found) < len(words):
        word = next_word(written, at)
        assert word is not None
        found.append(word.value)
        at = word.after
    assert found == words


ODD = st.text(st.sampled_from("ab =\t\"'\\#\r\n\f\v\0é%"), max_size=40)


@given(ODD)
def test_any_text_is_read_and_every_word_keeps_its_place(written: str) -> None:
    text = Text.of(written)
    for directive in parse(text).directives:
        assert directive.keyword.spelled() == str(directive.keyword)
        for argument in directive.arguments:
            assert argument.text.value == argument.value
            assert argument.raw.spelled() == argument.raw.value
            assert directive.line.start <= argument.raw.start <= argument.raw.end


@given(st.text(min_size=1, max_size=20))
def test_what_a_writer_spells_is_read_back(value: str) -> None:
    for write, frame in (
        (write_word, "{}"),
        (write_quoted, '"{}"'),
        (write_single_quoted, "'{}'"),
    ):
        spelled = write(value)
        if spelled is None:
            continue
        directive = read_line(Text.of("User " + frame.format(spelled)))
        assert directive is not None
        assert directive.values == [value]
