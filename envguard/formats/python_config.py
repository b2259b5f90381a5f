"""Jupyter's Python configs (`c.ServerApp.ip = "0.0.0.0"`), read with `ast` and never run.

What traitlets 5.16 does with such a file: it is executed with `c`, `get_config` and
`load_subconfig` as its names; if anything in it raises, the file is dropped whole.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left
from collections.abc import Callable

from envguard.formats.python_expressions import Expressions
from envguard.formats.python_values import Given, Unclear, Value, Variable, either
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.records import NamedTuple

MAXIMUM_SIZE = 1_000_000
ANYTHING = "*"
"""As section or trait: code that is not in sight may set any of them."""


class Assignment(NamedTuple):
    """One `c.Section.trait = value`. A section inside a section reads `Outer.Inner`.

    `conditional`: it stands in a branch, a loop or a `try`, so it may not come about.
    """

    section: str
    trait: str
    value: Given | Unclear
    conditional: bool
    target: Text
    text: Text


class Import(NamedTuple):
    """A module (and one name of it) without which the file raises, and so is dropped whole."""

    module: str
    name: str | None
    text: Text
    conditional: bool = False


class Doubt(NamedTuple):
    """A place that makes the file raise: surely, or perhaps."""

    text: Text
    reason: str
    sure: bool


Included = Callable[[str], "Text | None"]
"""Gives the text of a file that `load_subconfig` names; None where it is absent."""


class PythonConfig:
    """A config as read: `assignments` in the order of the run, `effective` by section and trait.

    In `effective` the last assignment has won and branches are joined: a value that only one
    branch sets is Unclear. `missing` are the subconfigs that were not in sight.
    """

    __slots__ = ("assignments", "doubts", "effective", "imports", "missing")

    def __init__(self) -> None:
        self.assignments: list[Assignment] = []
        self.effective: dict[tuple[str, str], Assignment] = {}
        self.imports: list[Import] = []
        self.doubts: list[Doubt] = []
        self.missing: list[Text] = []


def parse(
    text: Text, variable: Variable | None = None, included: Included | None = None
) -> PythonConfig:
    """What a config file would set. SyntaxProblem where Python refuses to compile it.

    `variable` tells environment variables apart (all Unclear, when None); `included` finds
    subconfigs: without it, or where it gives None, they count as `missing`.
    """
    from envguard.formats.python_statements import Run

    config = PythonConfig()
    ask = variable or (lambda name: Unclear(f"it is the environment variable {name}"))
    run = Run(config, Expressions({}, ask), included)
    run.file(text, module(text))
    config.effective = run.settings
    return config


def module(text: Text) -> ast.Module:
    """The syntax tree of a Python file; SyntaxProblem where there is none."""
    if len(text) > MAXIMUM_SIZE:
        raise SyntaxProblem(text[:1], "the file is too large to be read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.value)
    except SyntaxError as problem:
        where = Places(text).at(problem.lineno or 1, max(0, (problem.offset or 1) - 1), False)
        raise SyntaxProblem(text[where : where + 1], problem.msg) from None
    except (ValueError, MemoryError, RecursionError, OverflowError) as problem:
        reason = str(problem) or "it is nested too deeply"
        raise SyntaxProblem(text[:1], reason) from None


class Places:
    """Turns the lines and utf-8 byte columns of `ast` into slices of a Text."""

    __slots__ = ("_bytes", "starts", "text")

    def __init__(self, text: Text) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\r\n|\r|\n", text.value))]
        self._bytes: dict[int, list[int]] = {}

    def at(self, line: int, column: int, in_bytes: bool = True) -> int:
        """The index in the text of a 1-based line and 0-based column."""
        row = min(max(line, 1), len(self.starts)) - 1
        start = self.starts[row]
        end = self.starts[row + 1] if row + 1 < len(self.starts) else len(self.text.value)
        if in_bytes and not self.text.value[start:end].isascii():
            column = bisect_left(self._byte_columns(row, start, end), column)
        return min(start + column, end)

    def _byte_columns(self, row: int, start: int, end: int) -> list[int]:
        if row not in self._bytes:
            columns, total = [], 0
            for character in self.text.value[start:end]:
                columns.append(total)
                total += len(character.encode("utf-8", "surrogatepass"))
            self._bytes[row] = columns
        return self._bytes[row]

    def of(self, node: ast.AST) -> Text:
        """The words of a node."""
        line = getattr(node, "lineno", 1)
        begin = self.at(line, getattr(node, "col_offset", 0))
        end = self.at(
            getattr(node, "end_lineno", None) or line, getattr(node, "end_col_offset", None) or 0
        )
        return self.text[begin : max(begin, end)]


State = tuple[dict[str, Value], dict[tuple[str, str], Assignment]]
"""The names and the settings at one point of the run."""


def joined(ends: list[State], reason: str) -> State:
    """What is certain whichever way was taken."""
    names: dict[str, Value] = {}
    for name in {name: None for end in ends for name in end[0]}:
        names[name] = _together([end[0].get(name) for end in ends], reason)
    settings: dict[tuple[str, str], Assignment] = {}
    for key in {key: None for end in ends for key in end[1]}:
        held = [end[1].get(key) for end in ends]
        found = next(item for item in held if item)
        value = _together([item.value if item else None for item in held], reason)
        if isinstance(value, (Given, Unclear)):
            differs = any(item is not found for item in held)
            settings[key] = found._replace(value=value, conditional=differs)
    return names, settings


def _together(values: list[Value | None], reason: str) -> Value:
    first = values[0]
    result: Value = Unclear(reason) if first is None else first
    for value in values[1:]:
        result = either(result, Unclear(reason) if value is None else value, reason)
    return result
