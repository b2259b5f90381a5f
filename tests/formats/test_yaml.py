"""The YAML tree says what PyYAML says, and every leaf knows its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem, walk
from envguard.formats.yaml import parse, parse_all, scalar_type
from envguard.model import Text
from envguard.model.edits import replace


def plain(node: Node | None) -> Any:
    """A tree as Python values, all leaves strings; merge keys as they stand."""
    if isinstance(node, Mapping):
        return [(plain(key), plain(value)) for key, value in node.entries]
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value if node else None


class _Strings(yaml.BaseLoader):
    """PyYAML itself with every leaf a string."""


def scalar(document: str, key: str = "k") -> Scalar:
    root = parse(Text.of(document))
    assert isinstance(root, Mapping)
    found = root.get(key)
    assert isinstance(found, Scalar)
    return found


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ("k: a b", "a b"),
        ("k: 'it''s'", "it's"),
        ('k: "a\\tb\\u00e4\\x41"', "a\tbäA"),
        ("k: |\n  a\n   b\n\n  c\n", "a\n b\n\nc\n"),
        ("k: |-\r\n  a\r\n  b\r\n", "a\nb"),
        ("k: >\n  a\n  b\n\n  c\n   d\n  e\n", "a b\nc\n d\ne\n"),
        ("k: >-\n\n  a\n  b\n", "\na b"),
        ("k: a\n  b\n\n  c", "a b\nc"),
        ('k: "a\n  b \\\n  c"', "a b c"),
        ("k: |+\n  a\n\n", "a\n\n"),
        ("k: |2\n    a\n   b\n", "  a\n b\n"),
    ],
)
def test_the_value_is_pyyamls_and_its_words_are_found_in_the_file(
    document: str, value: str
) -> None:
    found = scalar(document)
    assert found.value == value
    for letter in "abcde":
        at = found.value.find(letter)
        if at >= 0:
            assert found.text[at : at + 1].spelled() in (letter, "\\x41")


def test_a_word_in_a_folded_block_has_the_span_of_that_very_word() -> None:
    found = scalar("k: >-\n  jupyter lab\n  --ip=0.0.0.0\n")
    word = found.text[found.value.index("--ip") :]
    assert word.spelled() == "--ip=0.0.0.0"
    assert word.location().begin == (3, 3)


@pytest.mark.parametrize(
    ("document", "new", "fixed"),
    [
        ('k: "a b"', 'say "x"\\', 'k: "say \\"x\\"\\\\"'),
        ("k: 'a b'", "it's", "k: 'it''s'"),
        ("k: a b", "c d", "k: c d"),
        ("k: a b", "c: d", None),
        ("k: a b", "c #d", None),
        ("k: |\n  a b\n", "c\nd", "k: |\n  c\n  d\n"),
    ],
)
def test_an_edit_is_escaped_as_its_scalar_needs_it_or_refused(
    document: str, new: str, fixed: str | None
) -> None:
    found = scalar(document)
    edit = replace(found.text[: found.value.rstrip("\n").__len__()], new)
    if fixed is None:
        assert edit is None
        return
    assert edit is not None
    place = edit.location
    assert document[: place.start] + edit.text + document[place.end :] == fixed


@pytest.mark.parametrize(
    ("document", "line", "reason"),
    [
        ("a:\n\t- b\n", 2, "a tab"),
        ("a:\n  - *numpy\n", 2, "`*numpy` is an alias of nothing"),
        ("a: [1\nb: 2\n", 2, "expected"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("a: \x00", 1, "a character that YAML does not allow"),
        ("[" * 500, 1, "nested too deeply"),
    ],
)
def test_what_yaml_refuses_is_said_with_its_line(document: str, line: int, reason: str) -> None:
    with pytest.raises(SyntaxProblem) as problem:
        parse(Text.of(document))
    assert problem.value.position.line == line
    assert reason in problem.value.reason


def test_a_bomb_of_aliases_is_refused_before_anybody_walks_it() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    with pytest.raises(SyntaxProblem, match="too many nodes"):
        parse(Text.of("\n".join(lines)))


def test_merge_keys_give_what_the_mapping_itself_does_not_set() -> None:
    root = parse(Text.of("base: &b {x: 1, y: 2}\nk:\n  <<: *b\n  y: 3\n"))
    assert isinstance(root, Mapping)
    merged = root.mapping("k")
    assert merged is not None
    assert [merged.scalar(name).value for name in "xy"] == ["1", "3"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("spelled", "kind"),
    [("3.10", "float"), ("'3.10'", "str"), ("3", "int"), ("~", "null"), ("yes", "bool"),
     ("2024-01-01", "timestamp"), ("numpy", "str"), ("1e3", "str"), ("!!str 3", "str")],
)  # fmt: skip
def test_plain_leaves_have_the_type_that_yaml_1_1_gives_them(spelled: str, kind: str) -> None:
    assert scalar_type(scalar(f"k: {spelled}")) == kind


_VALUES = st.recursive(
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=12) | st.integers() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcxyz", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_VALUES, st.sampled_from(["'", '"', "|", ">", None]), st.booleans())
@settings(max_examples=300)
def test_any_document_reads_as_pyyaml_reads_it(value: Any, style: Any, flow: bool) -> None:
    document = yaml.dump([value], default_style=style, default_flow_style=flow, allow_unicode=True)
    expected = [json.dumps(found, sort_keys=False) for found in yaml.load_all(document, _Strings)]
    found = [json.dumps(_as_loaded(node), sort_keys=False) for node in parse_all(Text.of(document))]
    assert found == expected


def _as_loaded(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {plain(key): _as_loaded(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [_as_loaded(item) for item in node.items]
    return node.value


@given(st.text("ab:-#[]{}'\"|>&*!\n\t \r%@,?0", max_size=60))
@settings(max_examples=500)
def test_no_text_escapes_as_anything_but_a_syntax_problem(document: str) -> None:
    try:
        roots = parse_all(Text.of(document))
    except SyntaxProblem:
        return
    for root in roots:
        for node in walk(root):
            if isinstance(node, Scalar):
                assert 0 <= node.text.start <= node.text.end <= len(document)


def test_a_byte_order_mark_within_the_text_moves_no_place() -> None:
    document = "\ufeffk: one\nother: [two]\n"
    root = parse(Text.of(document))
    assert isinstance(root, Mapping)
    assert [key.text.spelled() for key, _ in root.entries] == ["k", "other"]
    assert [value.text.spelled() for _, value in root.entries] == ["one", "[two]"]
    with pytest.raises(SyntaxProblem) as refused:
        parse(Text.of("\ufeffk: one\n\tother: two\n"))
    assert refused.value.text.location().begin.line == 2
