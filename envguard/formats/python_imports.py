"""Which modules Python code imports from elsewhere, read with `ast`; the code is never run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from envguard.formats.line_ranges import line_ranges
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

MAXIMUM_SIZE = 500_000
_ESCAPED = late(r"^([ \t]{0,40})(?:[%!?].*|[^\n#\"']*\?{1,2}[ \t]*|[\w, \t]+=[ \t]*[%!].*)$", re.M)
_CELL_MAGIC = late(r"\s*%%(!|\w+)")
# what follows them is Python all the same
_TRANSPARENT = ("capture", "time", "timeit", "prun", "notify", "wandb")
_MISSING = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")
_CONDITIONS = ("TYPE_CHECKING", "find_spec", "version_info", "platform", "system", "environ")


class Imported(NamedTuple):
    """The first name of an absolute import, and the statement's first line."""

    name: str
    text: Text


def imports(text: Text, notebook: bool = False) -> list[Imported]:
    """The modules that code needs; none of code that Python refuses.

    What may be missing is left out: an import that a `try` catches or `suppress` hushes, one for
    the type checker, or below a condition that asks for the system or the version. `notebook`: the
    code is a cell's, whose lines for IPython are passed over.
    """
    source = text.value
    if len(source) > MAXIMUM_SIZE or "import" not in source:
        return []
    if notebook:
        magic = _CELL_MAGIC.match(source)
        if magic is not None and magic[1] not in _TRANSPARENT:
            return []
        source = _ESCAPED.sub(lambda line: f"{line[1]}pass", source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    # an IPython line and `pass` have other lengths, but the lines are the same ones
    lines = line_ranges(text.value)
    return [
        Imported(name, text[lines[at - 1].start : lines[at - 1].end].strip())
        for name, at in _needed(tree)
        if at <= len(lines)
    ]


def _needed(tree: ast.Module) -> Iterator[tuple[str, int]]:
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom):
            if not node.level and node.module:
                yield node.module.partition(".")[0], node.lineno
        elif isinstance(node, ast.Try) and any(_catches(one.type) for one in node.handlers):
            pending.extend(reversed([*node.orelse, *node.finalbody]))
        elif isinstance(node, ast.If) and _asks(node.test):
            continue
        elif not (isinstance(node, ast.With) and _hushes(node)):
            pending.extend(reversed([*ast.iter_child_nodes(node)]))


def _catches(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(name is None or _name(name) in _MISSING for name in names)


def _hushes(node: ast.With) -> bool:
    return any(
        isinstance(item.context_expr, ast.Call)
        and _name(item.context_expr.func) == "suppress"
        and any(_name(one) in _MISSING for one in item.context_expr.args)
        for item in node.items
    )


def _asks(test: ast.expr) -> bool:
    """Whether a condition is one under which a module may well be absent."""
    return any(_name(node) in _CONDITIONS for node in ast.walk(test))


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
