"""What an expression of a Python config is worth, as far as reading alone can tell."""

from __future__ import annotations

import ast
from collections.abc import Callable

from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias


class Given(NamedTuple):
    """A value that stands in the file: a str, int, float, bool, bytes, None or a container."""

    value: object


class Unclear(NamedTuple):
    """A value that only the running program would know, and why.

    `filled`: surely neither None nor empty. `variable`: the environment variable it comes from,
    with the `default` that stands in for it when unset. `imported`: the dotted name of what an
    import brought, such as "jupyter_server.auth.identity.IdentityProvider".
    """

    reason: str
    filled: bool = False
    variable: str | None = None
    default: Given | None = None
    imported: str | None = None


class Section(NamedTuple):
    """The config object `c` itself (an empty path) or a section of it (`c.ServerApp`)."""

    path: tuple[str, ...]


class Function(NamedTuple):
    """A function that the file defines."""

    node: ast.FunctionDef | ast.AsyncFunctionDef


Value: TypeAlias = "Given | Unclear | Section | Function"

Variable = Callable[[str], "str | Unclear | None"]
"""What an environment variable holds: its value, None where surely unset, Unclear otherwise."""


def filled(value: Value) -> bool:
    """Whether the value is surely neither None nor empty."""
    if isinstance(value, Given):
        return bool(value.value)
    return value.filled if isinstance(value, Unclear) else True


def truth(value: Value) -> bool | None:
    """The value's truth in a test, None where unknown."""
    if isinstance(value, Given):
        return bool(value.value)
    return True if filled(value) else None


def either(first: Value, second: Value, reason: str) -> Value:
    """One value for two that may both come about."""
    if type(first) is type(second) and first == second and _alike(first, second):
        return first
    return Unclear(reason, filled(first) and filled(second))


def _alike(first: Value, second: Value) -> bool:
    """`1 == True`, but a trait takes only one of them."""
    if isinstance(first, Given) and isinstance(second, Given):
        return type(first.value) is type(second.value)
    return True
