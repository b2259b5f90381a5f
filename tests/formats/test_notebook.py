"""Notebooks: cells with one source each, the kernel, and places in both countings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.notebook import cell_position, parse
from envguard.formats.tree import SyntaxProblem
from envguard.model import Position, Text
from envguard.model.edits import replace


def notebook(*sources: object, **metadata: object) -> str:
    cells = [
        {"cell_type": "code", "execution_count": 3, "outputs": [{"x": ["\n"]}], "source": source}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}, indent=1)


def test_a_source_is_one_text_whether_list_or_string() -> None:
    found = parse(Text.of(notebook(["a\n", 'b "c"'], "d\ne", [])))
    assert [cell.source.value for cell in found.cells] == ['a\nb "c"', "d\ne"]
    assert [(cell.number, cell.kind, cell.execution) for cell in found.cells] == [
        (1, "code", 3),
        (2, "code", 3),
    ]


def test_the_older_format_has_its_cells_in_worksheets() -> None:
    content = json.dumps(
        {
            "metadata": {"name": "x"},
            "nbformat": 3,
            "worksheets": [
                {"cells": [{"cell_type": "code", "input": ["a\n"], "prompt_number": 2}]},
                {"cells": [{"cell_type": "heading", "source": "T"}]},
            ],
        }
    )
    found = parse(Text.of(content))
    assert [(cell.kind, cell.source.value, cell.execution) for cell in found.cells] == [
        ("code", "a\n", 2),
        ("heading", "T", None),
    ]
    assert found.language == "python"


def test_the_kernel_is_what_the_metadata_says_at_its_place() -> None:
    content = notebook(
        kernelspec={"name": "py311", "display_name": "Python (nlp)", "language": "python"},
        language_info={"name": "python", "version": "3.11.4"},
    )
    kernel = parse(Text.of(content)).kernel
    assert kernel.name is not None
    assert kernel.display_name is not None
    assert kernel.version is not None
    assert (kernel.name.value, kernel.display_name.value) == ("py311", "Python (nlp)")
    assert kernel.version.text.start == content.index("3.11.4")


def test_a_place_is_counted_in_the_cell_and_in_the_file() -> None:
    content = notebook(["a\n"], ["b\n", 'x = "c"\n', "d"])
    found = parse(Text.of(content))
    offset = content.index("c\\")
    assert cell_position(found, offset) == (2, Position(2, 6))
    assert Text.of(content).source.position(offset).line > 10
    assert cell_position(found, 0) is None


def test_lines_are_taken_out_across_the_strings_of_the_list() -> None:
    content = notebook(["a\n", "b\n", "c"])
    source = parse(Text.of(content)).cells[0].source
    edit = replace(source[2:4], "")
    assert edit is not None
    changed = content[: edit.location.start] + edit.text + content[edit.location.end :]
    assert parse(Text.of(changed)).cells[0].source.value == "a\nc"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"cells": [1], "outputs": [}'])
def test_what_is_no_notebook_is_refused(content: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse(Text.of(content))


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["cells", "source", "cell_type", "metadata", "kernelspec", "outputs",
                         "name", "worksheets", "input", "language_info"]),
        inner,
        max_size=4,
    ),
    max_leaves=15,
)  # fmt: skip


@settings(deadline=None)
@given(_JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    content = json.dumps(value)
    try:
        found = parse(Text.of(content))
    except SyntaxProblem:
        return
    for cell in found.cells:
        assert cell_position(found, cell.source.start) is not None
