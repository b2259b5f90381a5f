"""conda-lock.yml: reading by lines gives what the YAML parser gives, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats import conda_lock
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text

HEAD = "version: 1\nmetadata:\n  platforms:\n  - linux-64\n"

ENTRY = """- name: zlib
  version: 1.3.1
  manager: conda
  platform: linux-64
  dependencies:
    libgcc: '>=13'
    libzlib: 1.3.1 hb9d3cd8_2
  url: https://conda.anaconda.org/conda-forge/linux-64/zlib-1.3.1-hb9d3cd8_2.conda
  hash:
    md5: c9f075ab2f33b3bbee9e62d4ad0a6cd8
  category: main
  optional: false
"""

KEYS = st.sampled_from(["name", "version", "url", "hash", "dependencies", "x-y", "optional"])
VALUES = st.sampled_from(
    ["zlib", "'1.0'", '"a b"', "1.3.1", "", "{}", "[]", "null", "a: b", "a #b", "a#b", "a  b ",
     "'it''s'", '"a\\tb"', "*x", "&x y", "!t 1", ">=1", "- a", "https://h/a#b", "a:b", "|", "é",
     "~", ">=1,<2", "1.0 x", "@x", "'a", "{a: 1}", "'>=1.0, <2 and a rather long text'"]
)  # fmt: skip
LINES = st.one_of(
    st.builds(lambda key, value: f"  {key}: {value}", KEYS, VALUES),
    st.builds(lambda key, value: f"    {key}: {value}", KEYS, VALUES),
    st.sampled_from(["", "  # a comment", "    folded line", "  - item", "\t", "   odd: 1", "..."]),
)
ENTRIES = st.builds(
    lambda key, value, lines: "\n".join([f"- {key}: {value}", *lines]) + "\n",
    KEYS,
    VALUES,
    st.lists(LINES, max_size=6),
)


def rows(text: str) -> list[conda_lock.Row]:
    found = conda_lock.read(Text.of(text)).rows
    assert found is not None
    return found


def test_an_entry_has_its_values_and_their_places() -> None:
    text = HEAD + "package:\n" + ENTRY
    (row,) = rows(text)
    assert row.word("version") == "1.3.1"
    assert row.inner("hash")["md5"].value == "c9f075ab2f33b3bbee9e62d4ad0a6cd8"
    assert list(row.inner("dependencies")) == ["libgcc", "libzlib"]
    field = row.inner("dependencies")["libgcc"]
    assert (field.value, text[field.start : field.end]) == (">=13", "'>=13'")
    assert text[row.start : row.end] == ENTRY[2:].rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "package:\n" + ENTRY * 3,
        "package:\n" + ENTRY * 2 + HEAD,
        (HEAD + "package:\n" + ENTRY).replace("\n", "\r\n"),
        HEAD + "package:\n" + ENTRY.replace("\n", "\n  ").rstrip(" ").replace("- ", "  - ", 1),
        HEAD + "package:\n\n# a comment\n" + ENTRY,
        HEAD + "package:\n" + ENTRY + "  x: [1, 2]\n" + ENTRY,
        HEAD + "package:\n" + ENTRY.rstrip("\n"),
        HEAD + "package: []\n",
        HEAD + "package:\n- name: &a x\n- name: *a\n",
        '{"version": 1, "package": [{"name": "x", "hash": {"md5": "a"}}]}',
    ],
)
def test_both_ways_of_reading_agree(text: str) -> None:
    assert agree(text)


def agree(text: str) -> bool:
    whole = Text.of(text)
    try:
        expected = conda_lock._read_tree(whole)
    except SyntaxProblem:
        with pytest.raises(SyntaxProblem):
            conda_lock.read(whole)
        return True
    found = conda_lock.read(whole)
    return plain(found) == plain(expected) and (found.rows is None) == (expected.rows is None)


def plain(file: conda_lock.CondaLockFile) -> list[object]:
    """The values without places; an empty value has none that both ways would give alike."""
    return [[_values(row.fields), row.start] for row in file.rows or ()]


def _values(fields: conda_lock.Fields) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in fields.items():
        if isinstance(value, dict):
            found[key] = {name: (leaf.value, leaf.style) for name, leaf in value.items()}
        else:
            found[key] = None if value is None else (value.value, value.style)
    return found


@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_any_entries_are_read_alike_by_lines_and_by_the_parser(entries: list[str]) -> None:
    assert agree(HEAD + "package:\n" + "".join(entries))


@given(st.text(alphabet="-: \n'\"#{}a1&*[]", max_size=60))
def test_any_text_behind_the_key_is_read_alike(words: str) -> None:
    assert agree(HEAD + "package:\n- name: a\n" + words)


def test_the_head_is_read_without_the_packages() -> None:
    head = conda_lock.read_head(Text.of(HEAD + "package:\n" + ENTRY + "x: 1\n"))
    assert head is not None
    assert [key.value for key, _ in head.pairs()] == ["version", "metadata", "x"]
