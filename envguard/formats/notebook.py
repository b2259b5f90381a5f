"""Jupyter notebooks (nbformat 3 and 4): cells whose source is one text, and what the kernel is.

A notebook is JSON whose cells hold their source as a list of strings, one a line.
"""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats import json
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Position, Text
from envguard.model.records import NamedTuple

_NOT_READ = frozenset(("outputs", "attachments", "widgets"))


class Cell(NamedTuple):
    """One cell: its 1-based `number`, its `kind` (code, markdown, raw, heading), its source.

    `execution` is the `In [n]` of a code cell, None where it never ran.
    """

    number: int
    kind: str
    source: Text
    execution: int | None = None

    @property
    def text(self) -> Text:
        """The source, so that a cell is `Located`."""
        return self.source


class Kernel(NamedTuple):
    """What the metadata says of the kernel; each is the file's own word, None where absent.

    `version` is the language's, as the kernel last reported it.
    """

    name: Scalar | None
    display_name: Scalar | None
    language: Scalar | None
    version: Scalar | None


class Notebook(NamedTuple):
    """The cells in file order, and the kernel."""

    cells: list[Cell]
    kernel: Kernel

    @property
    def language(self) -> str:
        """The language of the code cells in lower case, "python" where nothing says."""
        scalar = self.kernel.language
        return scalar.value.lower() if scalar and scalar.value else "python"


def parse(text: Text) -> Notebook:
    """The notebook that a JSON text holds; SyntaxProblem where it is none."""
    root = json.parse(text, skip=_NOT_READ)
    if not isinstance(root, Mapping):
        raise SyntaxProblem(text[:1], "a notebook is a JSON object")
    return Notebook(list(_cells(root)), _kernel(root.mapping("metadata")))


def kernel(text: Text) -> Kernel:
    """What a notebook's metadata says of the kernel, its cells not looked into."""
    root = json.parse(text, skip=_NOT_READ | {"cells", "worksheets"})
    if not isinstance(root, Mapping):
        raise SyntaxProblem(text[:1], "a notebook is a JSON object")
    return _kernel(root.mapping("metadata"))


def cell_position(notebook: Notebook, offset: int) -> tuple[int, Position] | None:
    """The cell's number and the place in its source that an offset of the file falls into."""
    for cell in notebook.cells:
        if not cell.source.start <= offset <= cell.source.end:
            continue
        for piece in cell.source.pieces:
            if offset < piece.outer_end or piece is cell.source.pieces[-1]:
                into = min(max(0, offset - piece.outer_start), max(0, piece.length - 1))
                at = piece.start + into
                before = cell.source.value[:at]
                line = before.count("\n")
                return cell.number, Position(line + 1, at - before.rfind("\n"))
    return None


def _cells(root: Mapping) -> Iterator[Cell]:
    sheets: list[Node] = [root]
    worksheets = root.sequence("worksheets")
    if worksheets:
        sheets.extend(worksheets.items)
    number = 0
    for sheet in sheets:
        cells = sheet.sequence("cells") if isinstance(sheet, Mapping) else None
        for node in cells or ():
            number += 1
            kind = node.scalar("cell_type") if isinstance(node, Mapping) else None
            if not isinstance(node, Mapping) or kind is None:
                continue
            # nbformat 3 calls a code cell's source its input
            source = _source(node.get("source") or node.get("input"))
            if source is not None:
                count = node.scalar("execution_count") or node.scalar("prompt_number")
                yield Cell(number, kind.value, source, _number(count))


def _source(node: Node | None) -> Text | None:
    if isinstance(node, Scalar):
        return node.text
    if not isinstance(node, Sequence):
        return None
    lines = [item.text for item in node.items if isinstance(item, Scalar) and item.style == '"']
    return Text.join(lines) if lines else None


def _number(scalar: Scalar | None) -> int | None:
    value = scalar.value if scalar else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _kernel(metadata: Mapping | None) -> Kernel:
    if metadata is None:
        return Kernel(None, None, None, None)
    specification = metadata.mapping("kernelspec") or metadata
    reported = metadata.mapping("language_info")
    language = specification.scalar("language") if specification is not metadata else None
    if language is None and reported is not None:
        language = reported.scalar("name")
    return Kernel(
        specification.scalar("name") if specification is not metadata else None,
        specification.scalar("display_name"),
        language,
        reported.scalar("version") if reported else None,
    )
