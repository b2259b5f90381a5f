"""The Procfile carrier."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.carriers.procfile import launches
from envguard.subjects.command import Document, Launch


def found(content: str) -> list[Launch]:
    return list(launches(Document("Procfile", Text.of(content), lambda path: None)))


def test_each_process_type_is_a_shell_line_and_other_lines_are_passed_over() -> None:
    content = (
        "web: jupyter lab --port=$PORT\r\n# a: comment\n\nnot a process\nworker:  run && x  \n"
    )
    web, worker = found(content)
    assert (str(web.content), str(worker.content)) == ("jupyter lab --port=$PORT", "run && x")
    assert (web.context.group, web.context.setting, web.shell) == ("web", "service", "bash")
    assert (web.context.user, web.context.container) == (None, None)


def test_an_edit_cannot_begin_another_line() -> None:
    (web,) = found("web: a\n")
    assert isinstance(web.content, Text)
    assert web.content.spell(0, 1, "b") == (5, 6, "b")
    assert web.content.spell(0, 1, "b\nevil: c") is None


@given(st.text(alphabet="ab:- \t\r\n", max_size=40))
def test_any_text_is_read(content: str) -> None:
    for launch in found(content):
        assert launch.content
