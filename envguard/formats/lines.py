"""Which part of a file to take away so that one entry is gone and all else stays as it was."""

from __future__ import annotations

from collections.abc import Sequence as Items

from envguard.formats.tree import Mapping, Node, Scalar, Sequence
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_INK = late(r"[ \t,\]}]*")


class Entry(NamedTuple):
    """A key and its value in a mapping."""

    key: Scalar
    value: Node

    @property
    def text(self) -> Text:
        """From the key's first character to the value's last one."""
        return between(self.key.raw, spelling(self.value))


def spelling(node: Node) -> Text:
    """All of a node's characters in the file, quotes included, a block's last break left out."""
    if not isinstance(node, Scalar):
        return node.text
    return node.raw.strip() if node.raw.value[-1:] in ("\n", "\r") else node.raw


def between(first: Text, last: Text) -> Text:
    """The file's own words from the beginning of one text to the end of another behind it."""
    return Text.whole(first.source)[first.start : max(first.end, last.end)]


def line_of(text: Text) -> Text:
    """The whole lines of the file that a text touches, with the break that ends them."""
    content, starts = text.source.content, text.source.line_starts()
    last = max(text.start, text.end - 1)
    end_line = text.source.position(last).line
    begin = starts[text.source.position(text.start).line - 1]
    end = starts[end_line] if end_line < len(starts) else len(content)
    return Text.whole(text.source)[begin:end]


def rest_of_line(text: Text) -> Text:
    """What stands behind a text on its last line, without the break."""
    content = text.source.content
    starts = text.source.line_starts()
    line = text.source.position(text.end).line
    end = starts[line] if line < len(starts) else len(content)
    return Text.whole(text.source)[
        text.end : text.end + len(content[text.end : end].rstrip("\r\n"))
    ]


def comment_behind(text: Text) -> Text | None:
    """The comment at the end of a text's last line, from its # on; None where there is none."""
    content, end = text.source.content, text.end
    # asked of every entry by several rules, and nearly none has a comment
    at = _INK.match(content, end).end()  # type: ignore[union-attr]
    if content[at : at + 1] != "#" or at == end:
        return None
    rest = rest_of_line(text)
    return rest[at - end :]


def comments_above(text: Text) -> Text:
    """The lines right above a text's own that hold a comment alone; empty where there are none."""
    whole, lines = Text.whole(text.source), line_of(text)
    first = lines.start
    while first:
        above = line_of(whole[first - 1 : first])
        if not above.value.lstrip(" \t").startswith("#"):
            break
        first = above.start
    return whole[first : lines.start]


def line_below(text: Text) -> Text:
    """The line behind a text's own; empty at the end of the file."""
    end = line_of(text).end
    whole = Text.whole(text.source)
    return line_of(whole[end : end + 1]) if end < len(whole) else whole[end:]


def removal(text: Text, item: bool = False) -> Text | None:
    """The lines to delete so that a block entry is gone, its own trailing comment included.

    `text` spans the entry (`prefix: /home/ada`); with `item` it is a list's item, and the dash
    before it goes too. None where other things stand on those lines, as in `[numpy, scipy]`.
    """
    lines = line_of(text)
    before = lines.source.content[lines.start : text.start].strip(" \t\ufeff")
    if before != ("-" if item else ""):
        return None
    if rest_of_line(text).value.strip() and comment_behind(text) is None:
        return None
    return lines


def flow_removal(items: Items[Text], index: int) -> Text | None:
    """What to delete so that an item of `[a, b, c]` is gone with one of its commas.

    `items` are the spellings of all items (for a mapping: of its entries). None where a comment
    stands in between, which the deletion would swallow, or where it would leave nothing.
    """
    if len(items) < 2:
        return None
    whole = Text.whole(items[index].source)
    if index + 1 < len(items):
        taken = whole[items[index].start : items[index + 1].start]
    else:
        taken = whole[items[index - 1].end : items[index].end]
    return None if "#" in taken.value.replace(items[index].spelled(), "", 1) else taken


def entry_removal(mapping: Mapping, key: str) -> Text | None:
    """What to delete so that a mapping's entry is gone; None where that cannot be told."""
    entries = [
        Entry(name, value).text for name, value in mapping.entries if isinstance(name, Scalar)
    ]
    for index, (name, _) in enumerate(mapping.entries):
        if not (isinstance(name, Scalar) and name.value == key):
            continue
        if len(entries) != len(mapping.entries):
            return None
        return flow_removal(entries, index) if mapping.flow else removal(entries[index])
    return None


def item_removal(sequence: Sequence, item: Node) -> Text | None:
    """What to delete so that a list's item is gone.

    None where that cannot be told, and for the only item, without which the list would be null.
    """
    if len(sequence.items) < 2:
        return None
    if not sequence.flow:
        return removal(spelling(item), item=True)
    for index, one in enumerate(sequence.items):
        if one is item:
            around = sequence.items[max(0, index - 1) : index + 2]
            return flow_removal([spelling(each) for each in around], min(index, 1))
    return None
