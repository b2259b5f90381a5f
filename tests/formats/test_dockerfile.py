"""Dockerfile syntax: lines, continuations, directives, exec forms, heredocs, flags."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from envguard.formats.dockerfile import KEYWORDS, Instruction, read
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text


def instructions(content: str) -> list[Instruction]:
    return read(Text.of(content)).instructions


def only(content: str) -> Instruction:
    found = instructions(content)
    assert len(found) == 1
    return found[0]


def test_keywords_are_read_in_any_case_and_kept_as_spelled() -> None:
    run = only("  rUn pip install x")
    assert (run.keyword, run.name.value, run.body.value) == ("RUN", "rUn", "pip install x")


def test_a_continuation_is_taken_out_and_each_part_keeps_its_place() -> None:
    content = "RUN pip install \\  \n    numpy \\\n    pandas\n"
    run = only(content)
    assert run.body.value == "pip install     numpy     pandas"
    at = run.body.value.index("pandas")
    assert run.body[at : at + 6].start == content.index("pandas")
    assert run.text.spelled() == content.rstrip("\n")


def test_comments_and_blank_lines_inside_a_continuation_never_reach_the_shell() -> None:
    run = only("RUN a && \\\n  # not this \\\n\n   \t\n  b\n")
    assert run.body.value == "a &&   b"


def test_a_hash_behind_words_is_the_shell_s_and_stays() -> None:
    assert only("RUN a # b\n").body.value == "a # b"


def test_an_escaped_escape_at_the_end_continues_nothing() -> None:
    assert [i.body.value for i in instructions("RUN a \\\\\nRUN b\n")] == ["a \\\\", "b"]


def test_the_escape_directive_makes_the_backtick_continue_lines() -> None:
    found = read(Text.of("# escape=`\nFROM x\nRUN dir C:\\ `\n  /b\n"))
    assert found.escape == "`"
    assert found.instructions[1].body.value == "dir C:\\   /b"


def test_a_directive_behind_a_comment_is_a_comment() -> None:
    found = read(Text.of("# a comment\n# escape=`\nRUN a \\\n b\n"))
    assert found.escape == "\\"
    assert found.directives == {}


def test_directives_are_kept_with_their_places() -> None:
    content = "#syntax = docker/dockerfile:1.7\n# check=skip=all\nFROM x\n"
    found = read(Text.of(content)).directives
    assert found["syntax"].value == "docker/dockerfile:1.7"
    assert found["syntax"].spelled() == "docker/dockerfile:1.7"
    assert found["check"].value == "skip=all"


@pytest.mark.parametrize(
    "content",
    [
        "# escape=x\nFROM a\n",
        "# syntax=a\n# syntax=b\nFROM a\n",
        "{% if x %}\n",
        "FORM python\n",
        "RUN <<EOF\na\n",
        'CMD ["a", 1]\n',
        "ONBUILD\n",
        "ONBUILD FROM x\n",
        "HEALTHCHECK curl x\n",
    ],
)
def test_what_docker_refuses_is_a_syntax_problem(content: str) -> None:
    with pytest.raises(SyntaxProblem):
        read(Text.of(content))


def test_the_exec_form_gives_words_inside_their_quotes() -> None:
    content = 'CMD [ "jupyter", \\\n  "lab", "--x=\\"a\\"" ]\n'
    words = only(content).words
    assert words is not None
    assert [word.value for word in words] == ["jupyter", "lab", '--x="a"']
    assert [word.spelled() for word in words] == ["jupyter", "lab", '--x=\\"a\\"']


@pytest.mark.parametrize(
    "body",
    [
        "[ -f x ] && y",
        "['jupyter', 'lab']",
        '["a", ]',
        '["c:\\windows\\x.exe"]',
        '["a"',
        "[a]",
    ],
)
def test_an_array_that_is_no_json_is_a_shell_form(body: str) -> None:
    run = only(f"RUN {body}\n")
    assert run.words is None
    assert run.body.value == body


def test_an_edit_in_the_exec_form_is_escaped_for_json() -> None:
    content = 'CMD ["jupyter", "--ip=0.0.0.0"]'
    words = only(content).words
    assert words is not None
    start, end, spelled = words[1].spell(5, 12, 'a"b\\c\n') or (0, 0, "")
    assert content[:start] + spelled + content[end:] == 'CMD ["jupyter", "--ip=a\\"b\\\\c\\n"]'


def test_an_edit_that_would_break_the_line_is_refused() -> None:
    run = only("RUN a b")
    assert run.body.spell(0, 1, "c") == (4, 5, "c")
    assert run.body.spell(0, 1, "c\nUSER root") is None


def test_flags_stand_before_the_arguments_only() -> None:
    copy = only('COPY --from=build --chown="a b":c  --link x --not-a-flag /y')
    assert [flag.name.value for flag in copy.flags] == ["from", "chown", "link"]
    chown = copy.flag("from")
    assert chown is not None
    assert chown.value == "build"
    assert copy.flag("link") is None
    assert copy.body.value == "x --not-a-flag /y"


def test_heredocs_of_one_line_follow_each_other() -> None:
    content = 'COPY <<A <<"B" /d/\none\nA\ntwo $x\nB\nRUN c\n'
    copy, run = instructions(content)
    first, second = copy.heredocs
    assert (first.opening.name, first.opening.expands, first.content.value) == ("A", True, "one\n")
    assert (second.opening.name, second.opening.expands) == ("B", False)
    assert second.content.value == "two $x\n"
    assert copy.text.spelled() == content[: content.index("\nRUN")]
    assert run.body.value == "c"


def test_a_dash_strips_the_tabs_before_content_and_end() -> None:
    content = "RUN <<-EOF\n\ta\n\t\tb\n\tEOF\n"
    (heredoc,) = only(content).heredocs
    assert heredoc.content.value == "a\nb\n"
    assert heredoc.content[2:3].start == content.index("b")


@pytest.mark.parametrize(
    "line",
    ['RUN echo "<<EOF"', "RUN echo $((1<<2))", "RUN cat <<<x", "RUN it's <<EOF", "CMD <<EOF"],
)
def test_what_only_looks_like_a_heredoc_takes_no_lines(line: str) -> None:
    first, second = instructions(f"{line}\nUSER a\n")
    assert first.heredocs == ()
    assert second.keyword == "USER"


def test_onbuild_and_healthcheck_hold_the_instruction_that_they_trigger() -> None:
    onbuild, check, none = instructions(
        'ONBUILD RUN <<EOF\nx\nEOF\nHEALTHCHECK --interval=5m CMD ["a"]\nHEALTHCHECK none\n'
    )
    assert onbuild.inner is not None
    assert onbuild.inner.keyword == "RUN"
    assert onbuild.inner.heredocs[0].content.value == "x\n"
    assert check.inner is not None
    assert [word.value for word in check.inner.words or ()] == ["a"]
    assert none.inner is None


def test_carriage_returns_belong_to_the_line_breaks() -> None:
    found = instructions("FROM x\r\nRUN a \\\r\n  b\r\nCMD c\r\n")
    assert [i.body.value for i in found] == ["x", "a   b", "c"]


_LINES = st.lists(
    st.one_of(
        st.sampled_from(sorted(KEYWORDS)),
        st.sampled_from(
            ["\\\n", "\n", "# c\n", "<<EOF", "EOF", "<<-'X'", '["a"]', "[", "--a=b", "$x", "\r\n"]
        ),
        st.text(alphabet=" \t\\`'\"#=<>[]{}$abc\n\r,-", max_size=8),
    ),
    max_size=30,
).map(" ".join)


@given(_LINES)
@example("\\\nRUN x")
@example("RUN \\")
def test_random_text_is_read_or_refused_and_spans_tile_the_file(content: str) -> None:
    try:
        found = instructions(content)
    except SyntaxProblem:
        return
    at = 0
    for instruction in found:
        assert at <= instruction.text.start < instruction.text.end <= len(content)
        assert instruction.text.value == instruction.text.spelled()
        assert _is_passed_over(content[at : instruction.text.start])
        at = instruction.text.end
    assert _is_passed_over(content[at:])


def _is_passed_over(between: str) -> bool:
    """Between instructions stand blank lines, comments, and ends of empty continuations."""
    lines = [line.strip() for line in between.split("\n")]
    return all(not line or line.startswith("#") or line in ("\\", "`") for line in lines)
