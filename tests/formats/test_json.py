"""The JSON tree says what json says, and edits come out escaped."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.json import parse
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.edits import replace


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {plain(key): plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value if node.style == '"' else json.loads(node.value)


_VALUES = st.recursive(
    st.text(max_size=10) | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=10,
)


@given(_VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_any_document_reads_as_json_reads_it(value: Any, ascii_only: bool, indent: Any) -> None:
    document = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert plain(parse(Text.of(document))) == value


@given(st.text(max_size=20), st.text(max_size=20))
def test_an_edit_of_a_string_reads_back_as_what_was_put_in(value: str, new: str) -> None:
    document = json.dumps(["before", value, "after"])
    root = parse(Text.of(document))
    assert isinstance(root, Sequence)
    item = root.items[1]
    assert isinstance(item, Scalar)
    edit = replace(item.text, new)
    assert edit is not None
    place = edit.location
    fixed = document[: place.start] + edit.text + document[place.end :]
    assert json.loads(fixed) == ["before", new, "after"]


@given(st.text('{}[]",:\\/*au0 \n', max_size=40), st.booleans())
def test_no_text_escapes_as_anything_but_a_syntax_problem(document: str, comments: bool) -> None:
    with contextlib.suppress(SyntaxProblem):
        parse(Text.of(document), comments)


def test_comments_and_trailing_commas_are_read_where_the_dialect_has_them() -> None:
    document = '{// why\n"a": [1, 2,], /* x */}'
    assert plain(parse(Text.of(document), comments=True)) == {"a": [1, 2]}
    with pytest.raises(SyntaxProblem):
        parse(Text.of(document))


@pytest.mark.parametrize(
    "document", ["[" * 300, '{"a": 1,}', "[1 2]", '"\n"', "{a: 1}", "[1] x", ""]
)
def test_what_json_refuses_is_refused(document: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse(Text.of(document))


def test_containers_do_not_each_hold_a_copy_of_what_is_in_them() -> None:
    depth, picture = 50, "x" * 200_000
    document = '{"a":' * depth + f'{{"outputs": ["{picture}"]}}' + "}" * depth
    text = Text.of(document)
    tracemalloc.start()
    try:
        root = parse(text, skip=frozenset({"outputs"}))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(document)
    assert root.text.value == document
