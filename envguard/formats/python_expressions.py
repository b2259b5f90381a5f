"""Evaluates the expressions of a Python config as far as reading alone can tell."""

from __future__ import annotations

import ast
from collections.abc import Callable

from envguard.formats.python_values import (
    Given,
    Section,
    Unclear,
    Value,
    Variable,
    either,
    filled,
    truth,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAXIMUM_LENGTH = 100_000

_FILLED_CALLS = (
    "passwd",
    "token_hex",
    "token_urlsafe",
    "token_bytes",
    "uuid4",
    "uuid1",
    "hexdigest",
    "hexlify",
    "urandom",
    "generate_password_hash",
)
_STRING_METHODS: dict[str, Callable[[str], str]] = {
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "lower": str.lower,
    "upper": str.upper,
}
_ENVIRONMENTS = ("os.environ", "environ")
_GETTERS = ("os.environ.get", "os.getenv", "environ.get", "getenv")


class Expressions:
    """Evaluates expressions over known names; `call` is asked about calls it does not know."""

    def __init__(self, names: dict[str, Value], variable: Variable) -> None:
        self.names = names
        self.variable = variable
        self.call: Callable[[ast.Call, Value | None], Value | None] = lambda _, __: None

    def evaluate(self, node: ast.expr | None) -> Value:
        """The expression's value; Unclear, with a reason, for all that is not understood."""
        if node is None:
            return Given(None)
        method = _EVALUATORS.get(type(node))
        return method(self, node) if method else Unclear("it is computed when the server starts")

    def dotted(self, node: ast.expr) -> str | None:
        """The dotted name an expression spells, import aliases resolved; None where it is none."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        known = self.names.get(node.id)
        if known is None:
            parts.append(node.id)
        elif isinstance(known, Unclear) and known.imported:
            parts.append(known.imported)
        else:
            return None
        return ".".join(reversed(parts))

    def _constant(self, node: ast.Constant) -> Value:
        return Unclear("it is `...`", True) if node.value is ... else Given(node.value)

    def _name(self, node: ast.Name) -> Value:
        known = self.names.get(node.id)
        return known if known is not None else Unclear(f"the name `{node.id}` is not set in sight")

    def _attribute(self, node: ast.Attribute) -> Value:
        owner = self.evaluate(node.value)
        if isinstance(owner, Section) and node.attr[:1].isupper():
            return Section((*owner.path, node.attr))
        if isinstance(owner, Unclear) and owner.filled and node.attr == "hex":
            return owner._replace(imported=None)
        dotted = self.dotted(node)
        if dotted:
            return Unclear(f"`{dotted}` is only known when the server starts", imported=dotted)
        return Unclear("it is computed when the server starts")

    def _subscript(self, node: ast.Subscript) -> Value:
        key = self.evaluate(node.slice)
        if self.dotted(node.value) in _ENVIRONMENTS and isinstance(key, Given):
            return self._environment(str(key.value), None)
        owner = self.evaluate(node.value)
        if isinstance(owner, Section) and isinstance(key, Given) and isinstance(key.value, str):
            return Section((*owner.path, key.value))
        if isinstance(owner, Given) and isinstance(key, Given):
            try:
                return Given(owner.value[key.value])  # type: ignore[index]
            except (TypeError, LookupError, ValueError):
                return Unclear("this index fails")
        return Unclear("it is computed when the server starts")

    def _environment(self, name: str, default: Given | None) -> Value:
        held = self.variable(name)
        if isinstance(held, str):
            return Given(held)
        if held is None and default is not None:
            return default
        reason = f"it is the environment variable {name}" if held is None else held.reason
        return Unclear(reason, variable=name, default=default)

    def _call(self, node: ast.Call) -> Value:
        dotted = self.dotted(node.func)
        if dotted in _GETTERS and node.args:
            return self._getter(node)
        function = node.func
        owner = self.evaluate(function.value) if isinstance(function, ast.Attribute) else None
        known = self.call(node, owner)
        if known is not None:
            return known
        if isinstance(function, ast.Attribute):
            method = _method(node, function.attr, owner)
            if method is not None:
                return method
        if dotted in ("str", "bool", "int", "list", "tuple", "set", "dict"):
            return self._builtin(dotted, node)
        for argument in node.args:
            self.evaluate(argument)
        if (dotted or "").startswith("os.path."):
            return Unclear("it is a path that is made when the server starts", True)
        name = str(dotted or getattr(function, "attr", "") or getattr(function, "id", ""))
        name = name.rpartition(".")[2]
        return Unclear(f"`{name or 'a call'}()` is computed at the start", name in _FILLED_CALLS)

    def _getter(self, node: ast.Call) -> Value:
        name = self.evaluate(node.args[0])
        given = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
        default = self.evaluate((node.args[1:] or given or [ast.Constant(value=None)])[0])
        if not isinstance(name, Given):
            return Unclear("it comes from the environment")
        if isinstance(default, Given):
            return self._environment(str(name.value), default)
        held = self.variable(str(name.value))
        if isinstance(held, str):
            return Given(held)
        if held is None:
            return default
        return Unclear(held.reason, variable=str(name.value))

    def _builtin(self, name: str, node: ast.Call) -> Value:
        if name == "dict" and not node.args:
            pairs = {word.arg: self.evaluate(word.value) for word in node.keywords}
            if None not in pairs and all(isinstance(value, Given) for value in pairs.values()):
                return Given({key: value.value for key, value in pairs.items()})  # type: ignore[union-attr]
        inner = self.evaluate(node.args[0]) if len(node.args) == 1 else Unclear("")
        if isinstance(inner, Unclear) and name == "str":
            return inner._replace(imported=None)
        if isinstance(inner, Given) and not node.keywords:
            makers: dict[str, Callable[[Any], object]] = {
                "str": str, "bool": bool, "int": int, "list": list, "tuple": tuple,
                "set": set, "dict": dict,
            }  # fmt: skip
            if isinstance(inner.value, str) and len(inner.value) > 1000 and name == "int":
                return Unclear("this number is too long")
            try:
                return Given(makers[name](inner.value))
            except (TypeError, ValueError):
                return Unclear(f"this `{name}()` fails")
        return Unclear(f"`{name}()` is computed at the start")

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        items = [self.evaluate(item) for item in node.elts]
        if not all(isinstance(item, Given) for item in items):
            return Unclear("one of its items is only known when the server starts", bool(items))
        values = [item.value for item in items]  # type: ignore[union-attr]
        if isinstance(node, ast.Tuple):
            return Given(tuple(values))
        try:
            return Given(set(values) if isinstance(node, ast.Set) else values)
        except TypeError:
            return Unclear("a set cannot hold this")

    def _dict(self, node: ast.Dict) -> Value:
        found: dict[object, object] = {}
        for key, value in zip(node.keys, node.values):
            name, held = self.evaluate(key) if key else Unclear(""), self.evaluate(value)
            if not isinstance(name, Given) or not isinstance(held, Given):
                return Unclear("part of it is only known when the server starts", True)
            try:
                found[name.value] = held.value
            except TypeError:
                return Unclear("a dict cannot have this key")
        return Given(found)

    def _joined(self, node: ast.JoinedStr) -> Value:
        parts: list[str] = []
        sure = True
        some = False
        for part in node.values:
            held: Value
            if isinstance(part, ast.FormattedValue):
                simple = part.format_spec is None and part.conversion == -1
                held = self.evaluate(part.value) if simple else Unclear("")
            else:
                held = self.evaluate(part)
            if isinstance(held, Given) and isinstance(held.value, (str, int)):
                parts.append(str(held.value))
            else:
                sure = False
                some = some or (filled(held) and isinstance(held, Unclear))
        text = "".join(parts)
        if sure and len(text) <= MAXIMUM_LENGTH:
            return Given(text)
        return Unclear("it is put together when the server starts", some or bool(text))

    def _boolean(self, node: ast.BoolOp) -> Value:
        result = self.evaluate(node.values[0])
        for other in node.values[1:]:
            known = truth(result)
            if known is None:
                right = self.evaluate(other)
                sure = isinstance(node.op, ast.Or) and filled(right)
                variable = result.variable if isinstance(result, Unclear) else None
                result = Unclear("it depends on what is only known at the start", sure, variable)
            elif known is isinstance(node.op, ast.Or):
                return result
            else:
                result = self.evaluate(other)
        return result

    def _choice(self, node: ast.IfExp) -> Value:
        known = truth(self.evaluate(node.test))
        if known is not None:
            return self.evaluate(node.body if known else node.orelse)
        first, second = self.evaluate(node.body), self.evaluate(node.orelse)
        return either(first, second, "it depends on a test that is made at the start")

    def _unary(self, node: ast.UnaryOp) -> Value:
        held = self.evaluate(node.operand)
        if isinstance(node.op, ast.Not):
            known = truth(held)
            return Unclear("it depends on a test") if known is None else Given(not known)
        if isinstance(held, Given) and isinstance(held.value, (int, float)):
            if isinstance(node.op, ast.USub):
                return Given(-held.value)
            if isinstance(node.op, ast.UAdd):
                return held
        return Unclear("it is computed at the start")

    def _binary(self, node: ast.BinOp) -> Value:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        if isinstance(node.op, ast.Add):
            if isinstance(left, Given) and isinstance(right, Given):
                return _sum(left.value, right.value)
            return Unclear("it is put together at the start", filled(left) or filled(right))
        if isinstance(node.op, ast.Mod) and isinstance(left, Given):
            words = left.value if isinstance(left.value, str) else ""
            return Unclear("it is formatted at the start", bool(words.partition("%")[0]))
        return Unclear("it is computed at the start")

    def _compare(self, node: ast.Compare) -> Value:
        if len(node.ops) != 1:
            return Unclear("it depends on a test")
        right_node, operator = node.comparators[0], node.ops[0]
        left = self.evaluate(node.left)
        negative = isinstance(operator, (ast.NotEq, ast.NotIn, ast.IsNot))
        if isinstance(operator, (ast.In, ast.NotIn)):
            if self.dotted(right_node) in _ENVIRONMENTS and isinstance(left, Given):
                held = self.variable(str(left.value))
                if isinstance(held, Unclear):
                    return Unclear(held.reason)
                return Given((held is not None) is not negative)
            return Unclear("it depends on a test")
        right = self.evaluate(right_node)
        if isinstance(left, Given) and isinstance(right, Given):
            if isinstance(operator, (ast.Eq, ast.NotEq)):
                return Given((left.value == right.value) is not negative)
            if isinstance(operator, (ast.Is, ast.IsNot)) and None in (left.value, right.value):
                return Given((left.value is right.value) is not negative)
        return Unclear("it depends on a test")

    def _walrus(self, node: ast.NamedExpr) -> Value:
        held = self.evaluate(node.value)
        self.names[node.target.id] = held
        return held


def _sum(one: Any, other: Any) -> Value:
    """Two texts, lists or tuples end to end; unclear for anything else."""
    if type(one) is not type(other) or not isinstance(one, (str, list, tuple)):
        return Unclear("it is put together at the start", True)
    if len(one) + len(other) > MAXIMUM_LENGTH:
        return Unclear("it is too long", True)
    return Given(one + other)


def _method(node: ast.Call, name: str, owner: Value | None) -> Value | None:
    """The few methods of strings that a config needs; None for all others."""
    if isinstance(owner, Given) and isinstance(owner.value, str):
        plain = _STRING_METHODS.get(name)
        if plain and not node.args:
            return Given(plain(owner.value))
        if name == "format":
            outside = owner.value.split("{")[0] + owner.value.rpartition("}")[2]
            return Unclear("it is formatted at the start", bool(outside))
    if isinstance(owner, Unclear) and owner.filled and name in ("decode", "hex"):
        return owner
    return None


_EVALUATORS: dict[type, Callable[[Expressions, Any], Value]] = {
    ast.Constant: Expressions._constant,
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.Subscript: Expressions._subscript,
    ast.Call: Expressions._call,
    ast.List: Expressions._sequence,
    ast.Tuple: Expressions._sequence,
    ast.Set: Expressions._sequence,
    ast.Dict: Expressions._dict,
    ast.JoinedStr: Expressions._joined,
    ast.BoolOp: Expressions._boolean,
    ast.IfExp: Expressions._choice,
    ast.UnaryOp: Expressions._unary,
    ast.BinOp: Expressions._binary,
    ast.Compare: Expressions._compare,
    ast.NamedExpr: Expressions._walrus,
}
