"""Splitting a line into arguments says what shlex says, and each has its place."""

from __future__ import annotations

import shlex

from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.posix_words import split_words
from envguard.model import Text

_LINES = st.text(alphabet="ab \t\n'\"\\#=é", max_size=20)


@settings(deadline=None)
@given(_LINES)
def test_any_line_is_split_as_shlex_splits_it(line: str) -> None:
    try:
        expected: list[str] | None = shlex.split(line)
    except ValueError:
        expected = None
    found = split_words(Text.of(line))
    assert (None if found is None else [word.value for word in found]) == expected


@settings(deadline=None)
@given(_LINES, st.text(alphabet="a'\"\\ $é", min_size=1, max_size=4))
def test_an_edit_of_a_whole_word_reads_back_or_is_refused(line: str, put: str) -> None:
    words = split_words(Text.of(line)) or []
    for index, word in enumerate(words):
        edit = word.spell(0, len(word), put) if word else None
        if edit is None:
            continue
        start, end, spelled = edit
        again = split_words(Text.of(line[:start] + spelled + line[end:]))
        expected = [one.value for one in words]
        expected[index] = put
        assert again is not None
        assert [one.value for one in again] == expected


def test_words_know_where_they_stand() -> None:
    line = 'a \'b c\' "d\\"e" f\\ g'
    found = split_words(Text.of(line)) or []
    assert [word.value for word in found] == ["a", "b c", 'd"e', "f g"]
    assert [word.spelled() for word in found] == ["a", "'b c'", '"d\\"e"', "f\\ g"]
