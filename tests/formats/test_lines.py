"""What to take away so that one entry is gone and every other byte stays."""

from __future__ import annotations

import pytest

from envguard.formats import lines, yaml
from envguard.formats.tree import Mapping, Sequence
from envguard.model import Text


def tree(content: str) -> Mapping:
    root = yaml.parse(Text.of(content))
    assert isinstance(root, Mapping)
    return root


def without(content: str, region: Text | None) -> str | None:
    return None if region is None else content[: region.start] + content[region.end :]


@pytest.mark.parametrize(
    ("content", "rest"),
    [
        ("name: x\nprefix: /home/ada\n", "name: x\n"),
        ("name: x\nprefix: /home/ada", "name: x\n"),
        ("name: x\r\nprefix: /home/ada\r\nchannels: []\r\n", "name: x\r\nchannels: []\r\n"),
        ("prefix: '/home/ada'  # mine\nname: x # y\n", "name: x # y\n"),
        ("# top\nprefix:\n  /home/ada\nname: x\n", "# top\nname: x\n"),
        ("prefix: |\n  /home/ada\nname: x\n", "name: x\n"),
        ("prefix: >-\n  /home/\n  ada\n\nname: x\n", None),
        ('{"name": "x", "prefix": "/home"}', '{"name": "x"}'),
        ('{"prefix": "/home", "name": "x"}', '{"name": "x"}'),
        ('{"name": "x", # why\n "prefix": "/home"}', None),
        ("name: x\n", None),
    ],
)
def test_an_entry_is_removed_with_its_lines(content: str, rest: str | None) -> None:
    found = without(content, lines.entry_removal(tree(content), "prefix"))
    if content.startswith("prefix: >-"):
        assert found is not None
        assert found.endswith("name: x\n")
        assert "prefix" not in found
    else:
        assert found == rest


@pytest.mark.parametrize(
    ("content", "rest"),
    [
        ("d:\n  - a\n  - b # why\n  - c\n", "d:\n  - a\n  - c\n"),
        ("d:\n- a\n- b", "d:\n- a\n"),
        ("d:\r\n- a # A\r\n- 'b'\r\n", "d:\r\n- a # A\r\n"),
        ("d: [a, b, c]\n", "d: [a, c]\n"),
        ("d: [a, b]\n", "d: [a]\n"),
        ("d: [\n  a, # A\n  b, # B\n  c]\n", None),
        ("d:\n  - b\n", None),
        ("d:\n  - a\n  - - b\n", None),
    ],
)
def test_an_item_is_removed_with_its_line_or_comma(content: str, rest: str | None) -> None:
    sequence = tree(content).sequence("d")
    assert sequence is not None
    item = next((one for one in sequence if getattr(one, "value", "") == "b"), sequence.items[-1])
    if isinstance(item, Sequence):
        sequence, item = item, item.items[0]
    assert without(content, lines.item_removal(sequence, item)) == rest


def test_line_of_takes_the_break_along() -> None:
    whole = Text.of("a\r\nbc\r\nd")
    assert lines.line_of(whole[3:4]).value == "bc\r\n"
    assert lines.line_of(whole[7:8]).value == "d"
    assert lines.line_of(whole[0:4]).value == "a\r\nbc\r\n"


@pytest.mark.parametrize(
    ("content", "comment"),
    [
        ("- a  # [win]\n", "# [win]"),
        ("- a\t# x\r\n", "# x"),
        ("- 'a' # y", "# y"),
        ("- a\n# next line\n", None),
        ("[a, b] # z\n", None),
    ],
)
def test_the_comment_behind_an_item(content: str, comment: str | None) -> None:
    root = yaml.parse(Text.of(content))
    assert isinstance(root, Sequence)
    found = lines.comment_behind(lines.spelling(root.items[0]))
    assert (found.value if found else None) == comment
