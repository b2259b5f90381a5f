"""Justfiles: settings, assignments and recipes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.just import backticks, evaluate, parse, strings
from envguard.model import Text


def test_a_justfile_has_settings_assignments_and_recipes() -> None:
    found = parse(
        Text.of(
            "set shell := ['bash', \"-c\"]\nset export\nexport A := '1' # c\nb := '''\nx:\n'''\n"
            "alias c := d\n[private, group('x')]\n[no-cd]\n@d e f='a:b' *g: (h 'i:') && j\n"
            "    one\n\n      two\n# c\nk:\n\tthree\n"
        )
    )
    assert [setting.name for setting in found.settings] == ["shell", "export"]
    assert [word.value for word in strings(found.settings[0].value)] == ["bash", "-c"]
    assert [(one.name, one.exported) for one in found.assignments][:2] == [
        ("A", True),
        ("b", False),
    ]
    first, second = [recipe for recipe in found.recipes if recipe.body]
    assert (first.name, first.parameters) == ("d", ("e", "f", "g"))
    assert [text.value for text in first.attributes] == ["private, group('x')", "no-cd"]
    assert [line.value for line in first.body] == ["one", "", "  two"]
    assert [line.value for line in second.body] == ["three"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'a'", "a"),
        ('"a\\tb"', "a\tb"),
        ("x", "1"),
        ("x + 'b' # c", "1b"),
        ("'a' / x", "a/1"),
        ("env('P', '80')", "80"),
        ('env_var_or_default("P", x)', "1"),
        ("env('P')", None),
        ("y", None),
        ("'a' + y", None),
        ("`ls`", None),
        ("'a' +", None),
        ("'a", None),
        ("if x == '1' { 'a' } else { 'b' }", None),
        ("'''a'''", None),
    ],
)
def test_only_what_the_file_itself_says_has_a_value(expression: str, expected: str | None) -> None:
    assert evaluate(expression, {"x": "1"}) == expected


def test_a_command_in_backticks_keeps_its_place() -> None:
    command = backticks(Text.of("`git describe`"))
    assert command is not None
    assert (command.value, command.start) == ("git describe", 1)
    assert backticks(Text.of("'a'")) is None


_TEXTS = st.lists(
    st.sampled_from(["a", ":", ":=", "'", '"', "`", "'''", "{{", "}}", "\n", " ", "set ", "[", "]",
                     "\\", "(", "#", "+", "env("]),
    max_size=25,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=40) | _TEXTS)
def test_any_text_is_read(content: str) -> None:
    for recipe in parse(Text.of(content)).recipes:
        for line in recipe.body:
            assert 0 <= line.start <= line.end <= len(content)
    evaluate(content, {})
