"""TOML with places; Python's own parser is the oracle."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats import toml
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key.value: plain(value) for key, value in node.pairs()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value


def spelled(value: Any) -> Any:
    """The standard parser's values with every leaf that is no string left out."""
    if isinstance(value, dict):
        return {key: spelled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [spelled(inner) for inner in value]
    return value if isinstance(value, str) else None


def same(own: Any, theirs: Any) -> bool:
    if isinstance(theirs, dict):
        return own.keys() == theirs.keys() and all(same(own[k], theirs[k]) for k in theirs)
    if isinstance(theirs, list):
        return len(own) == len(theirs) and all(map(same, own, theirs))
    return own == theirs if theirs is not None else isinstance(own, str)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "# only a comment",
        'a = "b"\nc.d = 1\n"e.f".g = [1, [2,], {h = true, i.j = 2}] # end\n',
        '[a]\nb = 1\n[a.c]\nd = "x"\n[e."f g"]\n',
        '[[p]]\nn = "1"\n[p.q]\nr = 1\n[[p]]\nn = "2"\n[[p.s]]\nt = 1\n',
        "a = \"\"\"\nx \"\" y\\\n   z\"\"\"\nb = '''a'b'''\nc = 'd\\e'\n",
        "when = 1979-05-27 07:32:00Z\r\nx = [ # c\r\n  1, # ]\r\n]\r\n",
        'a = "\\u00e9\\n"\n"\\u0062" = 1\n',
        "q = \"\"\"a\"\"\"\"\nr = '''b''''\n",
        "[a.b]\nx = 1\n[a]\ny = 2\n",
    ],
)
def test_it_reads_what_python_reads(document: str) -> None:
    text = Text.of(document)
    assert same(plain(toml.parse(text)), spelled(tomllib.loads(document)))


_VALUES = st.recursive(
    st.sampled_from(['"a"', "'b'", "1", "true", "1.5e3", '"\\t"', "'''c'd'''", '"""e"f"""', '""']),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[ {', '.join(items)} ]"),
        st.lists(inner, max_size=3).map(
            lambda items: f"{{ {', '.join(f'k{n}.x = {item}' for n, item in enumerate(items))} }}"
        ),
    ),
    max_leaves=5,
)
_LINES = st.one_of(
    st.tuples(st.sampled_from(["a", "b.c", "'d e'", "f . g"]), _VALUES).map(" = ".join),
    st.sampled_from(["[t]", "[t.u]", "[[v]]", "[v.w]", "# x", "", "[t.'y']  # z"]),
)


@given(st.lists(_LINES, max_size=8).map("\n".join))
def test_whatever_python_reads_it_reads_alike(document: str) -> None:
    try:
        expected = tomllib.loads(document)
    except tomllib.TOMLDecodeError:
        with pytest.raises(SyntaxProblem):
            toml.parse(Text.of(document))
        return
    assert same(plain(toml.parse(Text.of(document))), spelled(expected))


@given(st.text(alphabet="ab=.[]{}\"'#\n, \\1", max_size=30))
def test_nothing_else_escapes_it(document: str) -> None:
    try:
        expected = tomllib.loads(document)
    except tomllib.TOMLDecodeError:
        with pytest.raises(SyntaxProblem):
            toml.parse(Text.of(document))
        return
    assert same(plain(toml.parse(Text.of(document))), spelled(expected))


def test_every_leaf_knows_its_place() -> None:
    document = "[deps]\npython = \"3.11.*\"\nx = { git = 'https://e.org' }\n"
    deps = toml.parse(Text.of(document)).mapping("deps")
    assert deps is not None
    python = deps.get("python")
    inner = deps.mapping("x")
    assert isinstance(python, Scalar)
    assert inner is not None
    assert document[python.text.start : python.text.end] == "3.11.*"
    assert document[python.raw.start : python.raw.end] == '"3.11.*"'
    git = inner.scalar("git")
    assert git is not None
    assert document[git.text.start : git.text.end] == "https://e.org"
    assert deps.text.value == "[deps]"


def test_what_python_refuses_is_a_problem_with_its_place() -> None:
    with pytest.raises(SyntaxProblem) as caught:
        toml.parse(Text.of("a = 1\nb = = 2\n"))
    assert caught.value.position.line == 2


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(SyntaxProblem):
        toml.parse(Text.of("a" + ".a" * 20_000 + " = 1\n"))
    with pytest.raises(SyntaxProblem):
        toml.parse(Text.of("a = " + "[" * 5000 + "]" * 5000))
