"""Code blocks of Markdown and reStructuredText."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.markdown import CodeBlock, parse, parse_restructured
from envguard.model import Text


def plain(blocks: list[CodeBlock]) -> list[tuple[str, str]]:
    return [(block.language, block.content.value) for block in blocks]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("```bash\na\n```\n", [("bash", "a")]),
        ("~~~ sh title='x'\na\n\nb\n~~~", [("sh", "a\n\nb")]),
        ("````md\n```\na\n```\n````\n", [("md", "```\na\n```")]),
        ("```a`b```\n", []),
        ("```\n~~~\n```\n", [("", "~~~")]),
        ("```bash\na", [("bash", "a")]),
        ("- x\n\n  ```bash\n  a\n    b\n  ```\n", [("bash", "a\n  b")]),
        ("1. ```bash\n   a\n   ```\n", [("bash", "a")]),
        ("- x\n  ```bash\na\n  ```\n", [("bash", "a")]),
        ("> ```bash\n> a\n>   b\n> ```\n", [("bash", "a\n  b")]),
        ("> ```bash\n> a\nb\n", [("bash", "a")]),
        ("\t```bash\n\ta\n\t```\n", [("bash", "a")]),
        ("```bash\r\na\r\nb\r\n```\r\n", [("bash", "a\nb")]),
        ("x\n\n    a\n\n      b\n\ny\n", [("", "a\n\n  b")]),
        ("x\n    a\n", []),
        ("- x\n\n    y\n", []),
        ("- x\n\n      a\n", [("", "a")]),
        ("<!--\n```bash\na\n```\n-->\n```sh\nb\n```\n", [("sh", "b")]),
        ("```{bash, eval=FALSE}\na\n```\n", [("bash", "a")]),
        ("```{.bash .numberLines}\na\n```\n", [("bash", "a")]),
        ("``` {#x .sh}\na\n```\n", [("sh", "a")]),
        ("```{code-block} bash\n:linenos:\na\n```\n", [("bash", "a")]),
        ("```{code-cell} ipython3\n!a\n```\n", [("code-cell", "!a")]),
        ("````{note}\n```bash\na\n```\n````\n", [("bash", "a")]),
        ("```Bash\na\n```\n", [("bash", "a")]),
        ("```\n```\n```sh\na\n```\n", [("sh", "a")]),
    ],
)
def test_blocks_are_read_without_the_marks_around_them(
    page: str, expected: list[tuple[str, str]]
) -> None:
    assert plain(parse(Text.of(page))) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (".. code-block:: bash\n\n   a\n     b\n\nx\n", [("bash", "a\n  b")]),
        (".. code:: console\n   :number-lines:\n   :caption: x\n\n   a\n", [("console", "a")]),
        ("Run::\n\n    a\n\n    b\n\nx", [("", "a\n\nb")]),
        ("- x::\n\n      a\n\n- y\n", [("", "a")]),
        (".. note::\n\n   x\n", []),
        (".. note::\n\n   .. code-block:: sh\n\n      a\n", [("sh", "a")]),
        ("x::\ny\n", []),
    ],
)
def test_restructured_blocks_are_what_is_deeper(page: str, expected: list[tuple[str, str]]) -> None:
    assert plain(parse_restructured(Text.of(page))) == expected


def test_lines_that_follow_each_other_are_one_piece_for_edits() -> None:
    page = "```bash\na\nb\n```\n"
    (block,) = parse(Text.of(page))
    assert block.content.spell(0, 3, "c") == (8, 11, "c")


_PAGES = st.lists(
    st.sampled_from(["```", "~~~", "bash", "\n", "> ", "- ", "    ", "\t", "{note}", "<!--", "-->",
                     "a", "::", ".. code::", "`", "\r", "1. "]),
    max_size=30,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=40) | _PAGES)
def test_any_page_is_read_and_blocks_lie_inside_of_it(page: str) -> None:
    text = Text.of(page)
    for block in [*parse(text), *parse_restructured(text)]:
        assert 0 <= block.content.start <= block.content.end <= len(page)
