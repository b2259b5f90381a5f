"""Caddyfiles: sites, blocks, words; and hostile files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.caddyfile import Line, parse
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text


def shape(lines: list[Line]) -> list[object]:
    return [
        (*line.values, *([shape(line.block)] if line.block is not None else [])) for line in lines
    ]


def test_sites_and_their_directives() -> None:
    content = (
        '{\n  email a\n}\nlab.example.org, x {\n  header A "b c" # d\n  handle {\n    x\n  }\n}\n'
    )
    assert shape(parse(Text.of(content))) == [
        ("{", [("email", "a")]),
        ("lab.example.org,", "x", [("header", "A", "b c"), ("handle", [("x",)])]),
    ]


@pytest.mark.parametrize("content", ["a {\n", "}\n"])
def test_what_caddy_refuses(content: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse(Text.of(content))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab{}"`#\n \\', max_size=60))
def test_any_text_parses_or_is_refused(content: str) -> None:
    try:
        lines = parse(Text.of(content))
    except SyntaxProblem:
        return
    assert all(line.words for line in lines)
