"""What is read line by line is read as libyaml reads it; everything else is left to libyaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from envguard.formats import libyaml, plain_yaml
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Source, Text

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

READ = [
    "name: a\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - pip:\n    - x==1\n",
    "# only a comment\n",
    "",
    "\n\n",
    "a: b",
    "a:\n- b\n- c\nd: e\n",
    "a:\n- b:\n  - c\n- d\n",
    "- a\n- b: c\n  d: e\n-   - f\n    - g\n",
    "a: [b, 'c', \"d e\"]  # f\ng: []\nh: [ ]\n",
    "a:\nb:\n  c:\nd:   # e\n",
    "a: \"b: # c\"\nd: 'e'\n",
    "- -e .\n- --find-links x\n- -r a.txt\n",
    "- numpy >=1.2,<2  # why\n- a#b\n- http://x/y\n- a:b\n",
    "  a: b\n  c: d\n",
    "a: xé # ü\nb: x😀\n",
    "---\na: b\n",
    "# a\n\n--- # b\n# c\na: b\n",
    "---",
    "a: ~\nb: 1e3\nc: 3.10\nd: yes\n",
]

LEFT = [
    "a: &x b\n", "a: *x\n", "a: !t b\n", "a: |\n  b\n", "a: >\n  b\n", "a: b\n  c\n", "- a\n  b\n",
    "a: b: c\n", "a:\n  b\n", "a\n", "--- a\n", "---#\na: b\n", "---\n---\na: b\n",
    "a: b\n---\nc: d\n", "%YAML 1.1\n", "a:\tb\n",
    "a: b\r\n", "a: {b: c}\n", "a: [b, [c]]\n", "a: [b,]\n", "-\n  a\n", "- # a\n  b\n",
    "? a\n: b\n",
    '"a": b\n', "<<: a\n", "a: b\n- c\n", "- a\nb: c\n", "a: b\n c: d\n", "  a: b\nc: d\n",
    "- a\n  - b\n", "- a\n - b\n", "a: - b\n", "a: 'b\n  c'\n", 'a: "b\\n"\n', "a: 'b''c'\n",
    "a: b\x85c: d\n", "a: b\u2028c\n", "\ufeffa: b\n", "a: \x00\n", "a: [b\n  ]\n", "a: @b\n",
    "a: [b, c: d]\n", "a: ?b\n", "- a: b\n   c: d\n", "... \n", "a: [- b]\n",
]  # fmt: skip


def text(content: str) -> Text:
    return Text.whole(Source("a.yml", content))


def shape(node: Node) -> Any:
    """Everything that a reader of the tree can see."""
    if isinstance(node, Scalar):
        return (
            "leaf", node.value, node.style, node.tag, node.raw.value, node.raw.start, node.raw.end,
            [(p[:4], p.writer) for p in node.text.pieces], [(p[:4]) for p in node.raw.pieces],
        )  # fmt: skip
    inner: Any
    if isinstance(node, Sequence):
        inner = [shape(item) for item in node.items]
    else:
        assert isinstance(node, Mapping)
        inner = [(shape(key), shape(value)) for key, value in node.entries]
    return (type(node).__name__, node.flow, node.text.value, node.text.start, node.text.end, inner)


def same(content: str) -> bool:
    """Whether the lines were read; then libyaml must read them just so."""
    plain = plain_yaml.documents(text(content))
    if plain is None:
        return False
    by_libyaml = libyaml.documents(text(content), single=True)
    assert [shape(one) for one in plain] == [shape(one) for one in by_libyaml]
    return True


@pytest.mark.parametrize("content", READ)
def test_plain_lines_are_read_as_libyaml_reads_them(content: str) -> None:
    assert same(content)


@pytest.mark.parametrize("content", LEFT)
def test_anything_else_is_left_to_libyaml(content: str) -> None:
    assert plain_yaml.documents(text(content)) is None


LINES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", " ", "  ", "    "]),
        st.sampled_from(["", "- ", "-  ", "- - "]),
        st.sampled_from(["", "a: ", "b:", "pip:", "a:  ", "3.1: ", "a-b: "]),
        st.sampled_from(
            ["", "", "x", "x=1", ">=2", "<3", "-e .", '"q: #"', "'s'", "[a, b]", "[]", "a:b",
             "a #c", "a#b", "a  b",
             "[ 'a,b' ,c ]", "x: y", "~", ".5", "---", "...", "a ]", "{", "*x", "|"]
        ),
        st.sampled_from(["", "", " ", "  # c", "#d"]),
    ),
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(LINES, max_size=8), st.booleans())
@example(["a:", "- b", "- c", "d:"], True)
def test_whatever_is_read_is_read_as_libyaml_reads_it(lines: list[str], ended: bool) -> None:
    content = "\n".join(lines) + ("\n" if ended else "")
    same(content)


@settings(max_examples=600)
@given(st.text(alphabet="ab:-# \n'\"[],.~<>=&*|\té\u2028", max_size=40))
def test_whatever_characters_are_read_are_read_as_libyaml_reads_them(content: str) -> None:
    same(content)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is not here")
def test_most_real_environment_files_are_read_line_by_line() -> None:
    read = total = 0
    for path in sorted(CORPUS.rglob("*.y*ml")):
        try:
            content = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        total += 1
        try:
            read += same(content)
        except SyntaxProblem as problem:
            pytest.fail(f"{path}: libyaml refuses what was read: {problem.reason}")
    assert read > total * 0.7
