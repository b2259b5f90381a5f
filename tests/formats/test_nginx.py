"""nginx's configuration: words, blocks, places; and hostile files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.nginx import Directive, parse
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text


def shape(directives: list[Directive]) -> list[object]:
    return [
        (one.name.value, *one.values, *([shape(one.block)] if one.block is not None else []))
        for one in directives
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("listen 80;", [("listen", "80")]),
        ("# x;\nlisten 80; # y", [("listen", "80")]),
        ("server { listen 80; }", [("server", [("listen", "80")])]),
        ("a 'b c' \"d;e\";", [("a", "b c", "d;e")]),
        ("a http://${host}:88/$x;", [("a", "http://${host}:88/$x")]),
        ("a {{ name }}; b;", [("a", "{{ name }}"), ("b",)]),
        ("{% if x %}\na 1;\n{% endif %}", [("a", "1")]),
        ("a b\\ c\\;;", [("a", "b\\ c\\;")]),
        ("if ($x = 1) { return 301; }", [("if", "($x", "=", "1)", [("return", "301")])]),
        ("x_by_lua_block { local t = {a=1}; } b;", [("x_by_lua_block", []), ("b",)]),
        ("", []),
    ],
)
def test_words_and_blocks(content: str, expected: list[object]) -> None:
    assert shape(parse(Text.of(content))) == expected


@pytest.mark.parametrize("content", ["server {", "}", "{ a; }", "a 'b;", "a { b { c; }"])
def test_what_nginx_refuses(content: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse(Text.of(content))


def test_every_word_knows_its_place() -> None:
    text = Text.of("server {\n  listen '443' ssl;\n}\n")
    server = parse(text)[0]
    assert server.block is not None
    assert [word.start for word in server.block[0].arguments] == [19, 24]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab{};'\"\\$#%\n \ue000", max_size=60))
def test_any_text_parses_or_is_refused(content: str) -> None:
    try:
        pending = parse(Text.of(content))
    except SyntaxProblem:
        return
    while pending:
        one = pending.pop()
        assert 0 <= one.text.start <= one.text.end <= len(content)
        pending.extend(one.block or ())
