"""Shell scripts as statements: words, quotings, pipes, branches, redirections."""

from __future__ import annotations

import shlex

from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.shell import Statement, parse, parse_loosely
from envguard.model import Text


def words(statement: Statement) -> list[str]:
    return [
        "".join(part.value if isinstance(part, Text) else part.text.value for part in word.parts)
        for word in statement.words
    ]


def commands(script: str) -> list[list[str]]:
    return [words(statement) for statement in parse(Text.of(script)) if statement.words]


def test_each_quoting_gives_the_word_the_program_gets() -> None:
    script = r"""jupyter lab --a='x y' --b="q \"r\" \n" --c=d\ e"f"'g' $'t\tu' ''"""
    assert commands(script) == [
        ["jupyter", "lab", "--a=x y", '--b=q "r" \\n', "--c=d efg", "t\tu", ""]
    ]


def test_a_word_over_a_continuation_has_the_span_of_its_own_line() -> None:
    statement = parse(Text.of("jupyter lab \\\n  --ip=0.0.0.0\n"))[0]
    assert statement.words[2].raw.location().begin == (2, 3)


def test_comments_and_heredocs_are_no_commands() -> None:
    script = "# jupyter lab\ncat <<EOF\njupyter lab\nEOF\nls # jupyter\n"
    assert commands(script) == [["cat"], ["ls"]]


def test_commands_inside_substitutions_branches_and_subshells_are_seen() -> None:
    script = 'x=$(a 1)\nif b; then c "$(d)"; fi\n( e; f & )\nfor i in 1; do g; done\n'
    assert [found[0] for found in commands(script)] == ["a", "b", "c", "d", "e", "f", "g"]


def test_a_branch_is_marked_and_a_plain_sequence_is_not() -> None:
    found = parse(Text.of("a && b\nc || d\n[ -f x ] && e\nif f; then g; fi\n"))
    conditional = {words(s)[0]: bool(s.branch) for s in found if s.words}
    assert conditional == {
        "a": False, "b": False, "c": False, "d": True, "e": True, "f": True, "g": True,
    }  # fmt: skip


def test_commands_of_one_pipe_share_its_number_and_the_last_gets_the_redirection() -> None:
    first, second, third = parse(Text.of("a | b > f\nc\n"))
    assert first.pipeline == second.pipeline != third.pipeline
    assert not first.redirects
    assert second.redirects[0].target is not None


def test_words_behind_a_redirection_are_the_commands() -> None:
    assert commands("a >log --b c 2>&1 --d") == [["a", "--b", "c", "--d"]]


def test_assignments_know_how_they_were_made() -> None:
    found = parse(Text.of("A=1\nexport B=2\nlocal C=3\nD=(1 2)\nE=$F cmd\nfor G in x; do :; done"))
    made = [(a.name, a.keyword, a.word is not None) for s in found for a in s.assignments]
    assert made == [
        ("A", "", True), ("B", "export", True), ("C", "local", True), ("D", "", False),
        ("E", "", True), ("G", "for", False),
    ]  # fmt: skip


def test_an_apostrophe_in_prose_does_not_swallow_the_next_line() -> None:
    script = "echo don't\njupyter lab --ip=0.0.0.0\n"
    found = parse_loosely(Text.of(script))
    assert ["jupyter", "lab", "--ip=0.0.0.0"] in [words(statement) for statement in found]


# tree-sitter-bash 0.25 takes a bare `==` at the end of a command for a syntax error
_WORD = st.text("ab-=.0é'\"\\$ *#", min_size=1, max_size=8).filter(lambda word: word != "==")


@given(st.lists(_WORD, min_size=1, max_size=5))
@settings(max_examples=300)
def test_quoted_words_come_back_as_they_were(arguments: list[str]) -> None:
    script = "cmd " + " ".join(shlex.quote(word) for word in arguments)
    assert commands(script) == [["cmd", *arguments]]


@given(st.text("ab'\"\\$(){}|&;<>\n#` =é", max_size=40))
@settings(max_examples=400)
def test_any_text_is_read_without_an_error_and_spans_lie_in_it(script: str) -> None:
    for statement in parse(Text.of(script)):
        for word in statement.words:
            assert 0 <= word.raw.start <= word.raw.end <= len(script)
            assert word.raw.value == script[word.raw.start : word.raw.end]


def test_a_redirection_behind_a_list_belongs_to_its_last_command() -> None:
    found = parse(Text.of("a && b && c > f"))
    assert [len(statement.redirects) for statement in found] == [0, 0, 1]
