"""conda-lock.yml as CEP 37 has it: a head, and thousands of lines of packages.

Nearly every such file is written by one program in one form, so its entries are read line by line,
which is more than ten times faster than a YAML parser. An entry of another form goes to the parser,
and so does the whole file where its shape is another; a test proves that both ways agree.
"""

from __future__ import annotations

import re
from functools import lru_cache

from envguard.formats import yaml
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple


class Field(NamedTuple):
    """A leaf: its value, the offsets of its spelling in the file, its style as of a Scalar."""

    value: str
    start: int
    end: int
    style: str
    tag: str | None = None


Fields = dict[str, "Field | dict[str, Field] | None"]
"""Values by key: a leaf, a mapping of leaves, None for anything else. The last of twins stays."""


class Row(NamedTuple):
    """One entry of `package:`; `start` and `end` are its offsets in the file."""

    fields: Fields
    start: int
    end: int

    def leaf(self, key: str) -> Field | None:
        """The value at a key where it is a leaf."""
        found = self.fields.get(key)
        return found if isinstance(found, Field) else None

    def word(self, key: str) -> str:
        """The value at a key; empty where there is none."""
        found = self.fields.get(key)
        return found.value if isinstance(found, Field) else ""

    def inner(self, key: str) -> dict[str, Field]:
        """The leaves of the mapping at a key; none where there is no mapping."""
        found = self.fields.get(key)
        return found if isinstance(found, dict) else {}


class CondaLockFile(NamedTuple):
    """The top level of a file and the entries of `package:`.

    `head` has every other key, and may have `package` too. `rows` is None where there is no such
    list, `strays` are its entries that are no mappings.
    """

    head: Mapping
    rows: list[Row] | None
    strays: list[Node]


# beyond this many odd entries one run of the parser over the whole file is faster
_MAXIMUM_PARSED = 200
_SECTION = late(r"^package:[ \t]*\r?\n", re.MULTILINE)
_NEXT_KEY = late(r"^[^\s#-]", re.MULTILINE)
_PLAIN = r"[A-Za-z0-9_./][^\s:#]*(?:(?:[:#]|\ +(?!\#))[^\s:#]+)*"
_QUOTED = r"'([^'\r\n]*)'|\"([^\"\\\r\n]*)\""


def read(text: Text) -> CondaLockFile:
    """Read all of a file. SyntaxProblem where YAML refuses it or its top level is no mapping."""
    found = _read_lines(text)
    return _read_tree(text) if found is None else found


def read_head(text: Text) -> Mapping | None:
    """The top level without the packages; None where it cannot be read apart from them."""
    bounds = _section(text.value)
    if bounds is None:
        return None
    begin, _, end = bounds
    try:
        head = yaml.parse(Text.join([text[:begin], text[end:]]))
    except SyntaxProblem:
        return None
    return head if isinstance(head, Mapping) else None


def _section(value: str) -> tuple[int, int, int] | None:
    """Where `package:` begins, where its list begins and where it ends; None where not so."""
    found = _SECTION.search(value)
    if found is None or _SECTION.search(value, found.end()) is not None:
        return None
    behind = _NEXT_KEY.search(value, found.end())
    return found.start(), found.end(), behind.start() if behind else len(value)


def _read_lines(text: Text) -> CondaLockFile | None:
    bounds = _section(text.value)
    head = read_head(text)
    if bounds is None or head is None or head.get("package") is not None:
        return None
    try:
        rows = _Lines(text, bounds[1], bounds[2]).rows()
    except (_Irregular, SyntaxProblem):
        return None
    return CondaLockFile(head, rows, [])


class _Irregular(Exception):
    """A list that only the parser can read."""


class _Lines:
    """Reads the entries between two offsets."""

    def __init__(self, text: Text, begin: int, end: int) -> None:
        self.text = text
        self.value = text.value
        self.begin = begin
        self.end = end
        dash = re.compile(r"(?:[ \t]*(?:\#[^\n]*|\r)?\n)*( *)- ").match(self.value, begin, end)
        if dash is None:
            raise _Irregular
        self.indent = len(dash.group(1))
        self.first = dash.start(1)
        self.entry = re.compile(rf"^ {{{self.indent}}}- ", re.MULTILINE)

    def rows(self) -> list[Row]:
        starts = [found.start() for found in self.entry.finditer(self.value, self.first, self.end)]
        found = []
        parsed = 0
        for start, stop in zip(starts, [*starts[1:], self.end]):
            row = self._row(start, stop)
            if row is None:
                parsed += 1
                if parsed > _MAXIMUM_PARSED:
                    raise _Irregular
                row = self._parsed(start, stop)
            found.append(row)
        return found

    def _row(self, start: int, stop: int) -> Row | None:
        """An entry of the usual form; None for every other."""
        pattern = _line_pattern(self.indent)
        fields: Fields = {}
        inner: dict[str, Field] | None = None
        key, depth, at, last = "", 0, start, start
        while at < stop:
            line = pattern.match(self.value, at, stop)
            if line is None or line.end() == at:
                return None
            dash, gap, name, plain, single, double, empty = line.groups()
            at = line.end()
            if (dash is not None) != (line.start() == start):
                return None
            if plain is not None:
                leaf = Field(plain, line.start(4), line.end(4), "plain")
            elif single is not None:
                leaf = Field(single, line.start(5) - 1, line.end(5) + 1, "'")
            elif double is not None:
                leaf = Field(double, line.start(6) - 1, line.end(6) + 1, '"')
            else:
                leaf = Field("", line.end(3) + 1, line.end(3) + 1, "plain")
            last = line.end(7) if empty is not None else leaf.end
            if gap is None or gap == "  ":
                key, depth, inner = name, 0, None
                opens = plain is None and single is None and double is None
                fields[key] = {} if empty is not None else leaf
                if opens and empty is None:
                    inner = {}
            elif inner is None or (depth and len(gap) != depth) or empty is not None:
                return None
            else:
                if plain is None and single is None and double is None:
                    return None
                depth = len(gap)
                inner[name] = leaf
                fields[key] = inner
        return Row(fields, start + self.indent + 2, last)

    def _parsed(self, start: int, stop: int) -> Row:
        node = yaml.parse(self.text[start:stop])
        if not isinstance(node, Sequence) or len(node.items) != 1:
            raise _Irregular
        item = node.items[0]
        if not isinstance(item, Mapping):
            raise _Irregular
        return _row_of(item)


@lru_cache(maxsize=8)
def _line_pattern(indent: int) -> re.Pattern[str]:
    return re.compile(
        rf"\ {{{indent}}}(?:(-\ )|(\ \ +))([A-Za-z0-9_][\w.-]*):"
        rf"(?:\ +(?:({_PLAIN})|{_QUOTED}|(\{{\}})))?[ ]*(?:\r?\n|\Z)",
        re.VERBOSE,
    )


def _read_tree(text: Text) -> CondaLockFile:
    root = yaml.parse(text)
    if not isinstance(root, Mapping):
        raise SyntaxProblem(
            text[:0] if root is None else root.text, "it is no mapping with `package:`"
        )
    packages = root.get("package")
    if not isinstance(packages, Sequence):
        return CondaLockFile(root, None, [])
    rows = [_row_of(item) for item in packages if isinstance(item, Mapping)]
    return CondaLockFile(root, rows, [i for i in packages if not isinstance(i, Mapping)])


def _row_of(item: Mapping) -> Row:
    fields: Fields = {}
    for key, node in item.pairs():
        if isinstance(node, Scalar):
            fields[key.value] = _field(node)
        elif isinstance(node, Mapping) and all(isinstance(v, Scalar) for _, v in node.pairs()):
            fields[key.value] = {
                name.value: _field(leaf) for name, leaf in node.pairs() if isinstance(leaf, Scalar)
            }
        else:
            fields[key.value] = None
    return Row(fields, item.text.start, item.text.end)


def _field(leaf: Scalar) -> Field:
    return Field(leaf.value, leaf.raw.start, leaf.raw.end, leaf.style, leaf.tag)
