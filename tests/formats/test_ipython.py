"""Cells: which lines IPython hands to something else than Python."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.ipython import parse_cell
from envguard.model import Text


def found(source: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.words.value) for one in parse_cell(Text.of(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("!ls -l", [("shell", "!", "ls -l")]),
        ("!!ls", [("shell", "!!", "ls")]),
        ("x = !ls", [("shell", "!", "ls")]),
        ("a, b = !ls", [("shell", "!", "ls")]),
        ("if x:\n    !ls\n", [("shell", "!", "ls")]),
        ("%time !ls", [("shell", "!", "ls")]),
        ("!a \\\n  b\n!c", [("shell", "!", "a \\\n  b"), ("shell", "!", "c")]),
        ("%pip install x", [("line", "pip", "pip install x")]),
        ("%time %conda list", [("line", "conda", "conda list")]),
        ("pip install x", [("line", "pip", "pip install x")]),
        ("%%capture out\n!ls\n", [("shell", "!", "ls")]),
        ("\n%%bash -e\nls\n", [("cell", "bash", "-e")]),
        ("%%!\nls", [("cell", "!", "")]),
        ("a != b\nx = a !=b", []),
        ("x == !y", []),
        ('"""\n!ls\n%pip x\n"""\n!a', [("shell", "!", "a")]),
        ("x = '''a''' + \"\"\"\n!ls\n\"\"\"", []),
        ("# it's\n!ls", [("shell", "!", "ls")]),
        ("x = 'it\\'s \"\"\" ' # '''\n!ls", [("shell", "!", "ls")]),
        ("pip = 3\npips", []),
        ("print('!ls')", []),
    ],
)
def test_escapes_are_what_ipython_takes_for_them(
    source: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(source) == expected


def test_a_cell_magic_has_the_rest_of_the_cell_as_its_body() -> None:
    (escape,) = parse_cell(Text.of("%%bash\nls\n!x\n"))
    assert escape.body is not None
    assert (escape.body.value, escape.body.start) == ("ls\n!x\n", 7)


@settings(deadline=None)
@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from(["!", "%", "%%", "'''", '"', "\\", "\n", "x", "=", " ", "#"])).map(
        "".join
    )
)
def test_any_cell_is_read(source: str) -> None:
    for escape in parse_cell(Text.of(source)):
        assert escape.words.value in source
