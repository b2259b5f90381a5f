"""The YAML that most environment files are written in: plain block lists and mappings.

Read line by line: keys, dashes, one-line values, comments. Where a line is anything else (an
anchor, a tag, a block of text, a value over several lines, a tab), nothing of the text is taken
and libyaml reads it: what is read here, libyaml reads just so, which a property test holds.
"""

from __future__ import annotations

import re

from envguard.formats.tree import Mapping, Node, Scalar, Sequence
from envguard.formats.yaml_scalars import is_verbatim, leaf, plain_leaf
from envguard.model import Text
from envguard.model.patterns import late

_BEGINNING = late(r"(?:[ ]*(?:#[^\n]*)?\n)*---[ ]*(?:(?<= )#[^\n]*)?(?:\n|\Z)")
_LINE = late(
    r"""
    ([ ]*)(?![ ])
    ((?:-[ ]+(?![ ]))*)
    (?: ([A-Za-z0-9_][A-Za-z0-9_.-]{0,99}) : (?=[ \n]|\Z) [ ]*(?![ ]) )?
    (?:
        (
            (?: [A-Za-z0-9_./~(^$<=+] | -(?=[^ \n]) )
            (?: [ ]* (?: [^:\#\ \n] | :(?=[^ \n]) | (?<![ ])\# ) )*
        )
        | ( "[^"\\\n]*" )
        | ( '[^'\n]*' )
        | ( \[ [A-Za-z0-9_./<=>+()'" ,-]* \] )
    )?
    [ ]* (?: (?<![^ \n])\#[^\n]* )?
    (?: \n | \Z )
    """,
    re.VERBOSE,
)
_ITEM = late(r"""[ ]*(?:([A-Za-z0-9_./(](?:[ ]*[A-Za-z0-9_./<=>+()-])*)|("[^"]*")|('[^']*'))[ ]*""")

_STYLES = ("plain", '"', "'")

MAXIMUM_DEPTH = 50


class _Open:
    """A collection whose end has not been seen yet. A list's `entries` are None.

    `column` is that of its dashes or keys, 0-based. `waits` for the value behind a dash, or behind
    the `key` whose colon ends at `behind`.
    """

    __slots__ = ("behind", "column", "entries", "items", "key", "start", "waits")

    def __init__(self, column: int, start: int, entries: list[tuple[Node, Node]] | None) -> None:
        self.column = column
        self.start = start
        self.items: list[Node] = []
        self.entries = entries
        self.key: Scalar | None = None
        self.behind = 0
        self.waits = False


class _Unusual(Exception):
    """A line that is left to libyaml."""


def documents(text: Text) -> list[Node] | None:
    """The one document of a text, none where it is empty; None where libyaml is to read it."""
    # what is not printable YAML refuses, skips, or takes for a line break of its own
    if not is_verbatim(text) or not text.value.replace("\n", "").isprintable():
        return None
    try:
        return _Lines(text).documents()
    except _Unusual:
        return None


class _Lines:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.stack: list[_Open] = []
        self.root: Node | None = None

    def documents(self) -> list[Node]:
        value, match = self.text.value, _LINE.match
        beginning = _BEGINNING.match(value)
        at, size = beginning.end() if beginning else 0, len(value)
        while at < size:
            found = match(value, at)
            if found is None:
                raise _Unusual
            if (found.lastindex or 0) > 2:
                self._line(found)
            elif found[2]:
                # the value of a dash stands below it
                raise _Unusual
            at = found.end()
        self._close_deeper(-1)
        return [] if self.root is None else [self.root]

    def _line(self, found: re.Match[str]) -> None:
        begin = found.start()
        dashes, key = found[2], found[3]
        if not dashes and key is None:
            # the rest of a value of several lines, or a document that is one value
            raise _Unusual
        self._close_deeper(found.end(1) - begin)
        for at, sign in enumerate(dashes, found.start(2)):
            if sign == "-":
                self._dash(at - begin, at)
        if key is not None:
            at = found.start(3)
            self._key(at - begin, at, key)
        value = self._value(found)
        if value is not None:
            self._put(value)

    def _value(self, found: re.Match[str]) -> Node | None:
        group = found.lastindex or 0
        if group <= 3:
            return None
        begin, end = found.span(group)
        if group == 7:
            return self._list(begin, end)
        return self._leaf(begin, end, _STYLES[group - 4])

    def _leaf(self, begin: int, end: int, style: str) -> Scalar:
        if style == "plain":
            return plain_leaf(self.text, begin, end)
        return leaf(self.text, begin, end, self.text.value[begin + 1 : end - 1], style, None)

    def _list(self, begin: int, end: int) -> Sequence:
        """A list in brackets on one line."""
        value, items, at = self.text.value, list[Node](), begin + 1
        if value[at : end - 1].strip(" "):
            while at < end:
                found = _ITEM.match(value, at, end - 1)
                if found is None or value[found.end()] not in ",]":
                    raise _Unusual
                group = found.lastindex or 1
                items.append(self._leaf(*found.span(group), _STYLES[group - 1]))
                at = found.end() + 1
        return Sequence(self.text[begin:end], items, True)

    def _dash(self, column: int, at: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or top.entries is not None or top.column != column:
            top = self._opened(_Open(column, at, None))
        top.waits = True

    def _key(self, column: int, at: int, key: str) -> None:
        if len(self.stack) > 1 and self.stack[-1].column == self.stack[-2].column == column:
            # a list at its key's own depth ends with the next key
            self._close()
        top = self.stack[-1] if self.stack else None
        if top is None or top.entries is None or top.column != column:
            top = self._opened(_Open(column, at, []))
        elif top.waits:
            self._put(self._nothing(top))
        top.key = self._leaf(at, at + len(key), "plain")
        top.behind = at + len(key) + 1
        top.waits = True

    def _opened(self, collection: _Open) -> _Open:
        allowed = self.stack[-1].waits if self.stack else self.root is None
        if not allowed or len(self.stack) >= MAXIMUM_DEPTH:
            raise _Unusual
        self.stack.append(collection)
        return collection

    def _put(self, node: Node) -> None:
        """The value that the innermost collection waits for."""
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.waits = False
        if top.entries is None:
            top.items.append(node)
        elif top.key is not None:
            top.entries.append((top.key, node))

    def _nothing(self, opened: _Open) -> Scalar:
        return self._leaf(opened.behind, opened.behind, "plain")

    def _close_deeper(self, column: int) -> None:
        while self.stack and self.stack[-1].column > column:
            self._close()

    def _close(self) -> None:
        opened = self.stack[-1]
        if opened.waits:
            self._put(self._nothing(opened))
        self.stack.pop()
        last = opened.items[-1] if opened.entries is None else opened.entries[-1][1]
        outer = last.end if isinstance(last, Scalar) else last.text.end
        text = self.text.stretch(opened.start, outer - self.text.pieces[0].outer_start)
        if opened.entries is None:
            self._put(Sequence(text, opened.items, False))
        else:
            self._put(Mapping(text, opened.entries, False))
