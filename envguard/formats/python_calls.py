"""What the calls in a Python config do to it: `load_subconfig`, `.update`, functions of its own."""

from __future__ import annotations

import ast

from envguard.formats.python_config import ANYTHING, Doubt, module
from envguard.formats.python_values import Function, Given, Section, Unclear, Value
from envguard.formats.tree import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.python_statements import Run

MAXIMUM_DEPTH = 5

_HARMLESS = (
    "print", "len", "str", "repr", "isinstance", "type", "id", "hasattr", "getattr", "dir",
)  # fmt: skip
_LAZY_METHODS = ("append", "extend", "insert", "prepend", "update", "add")


def called(run: Run, node: ast.Call, owner: Value | None) -> Value | None:
    """What a call does to the config; None where it is no business of the config's.

    `owner` is the value of what stands before the dot of a method, None for a plain function.
    """
    run.step()
    function = node.func
    if isinstance(function, ast.Name):
        known = run.names.get(function.id)
        if isinstance(known, Function):
            return _enter(run, known, node)
    elif isinstance(function, ast.Attribute):
        if isinstance(owner, Section):
            return _method(run, owner, function, node)
        section = _trait_owner(run, function)
        if section is not None:
            _mutation(run, section, function, node)
            return Given(None)
    dotted = run.expressions.dotted(function)
    if dotted == "get_config":
        return Section(())
    if dotted == "load_subconfig":
        _subconfig(run, node)
        return Given(None)
    if dotted == "setattr" and len(node.args) == 3:
        _attribute(run, node.args[0], node.args[1], node.args[2], node)
        return Given(None)
    if dotted in ("exit", "quit", "sys.exit", "os._exit"):
        run.doubt(node, "it ends the program here")
    if dotted in ("exec", "eval") or (dotted not in _HARMLESS and _escapes(run, node)):
        run.anything(run.places.of(node), f"`{dotted or 'a call'}` is not in sight")
    return None


def _trait_owner(run: Run, function: ast.Attribute) -> Section | None:
    """The section of `c.Section.trait.append(...)`; None where it is no such call."""
    trait = function.value
    if not isinstance(trait, ast.Attribute) or function.attr not in _LAZY_METHODS:
        return None
    base: ast.expr = trait.value
    while isinstance(base, (ast.Attribute, ast.Subscript)):
        base = base.value
    if not isinstance(base, ast.Name):
        return None
    section = run.expressions.evaluate(trait.value)
    return section if isinstance(section, Section) else None


def _escapes(run: Run, node: ast.Call) -> bool:
    """Whether the config object is handed to somebody else."""
    handed = [*node.args, *(keyword.value for keyword in node.keywords)]
    names = [item for item in handed if isinstance(item, (ast.Name, ast.Attribute))]
    return any(isinstance(run.expressions.evaluate(item), Section) for item in names)


def _attribute(
    run: Run, section: ast.expr, key: ast.expr, source: ast.expr, node: ast.Call
) -> None:
    """`setattr(c.ServerApp, "token", "")`."""
    owner, name = run.expressions.evaluate(section), run.expressions.evaluate(key)
    if isinstance(owner, Section):
        value = run.expressions.evaluate(source)
        if isinstance(name, Given) and isinstance(name.value, str):
            run.put(owner, name.value, value, node, source)
        else:
            run.put(owner, ANYTHING, Unclear("its name is made at the start"), node, node)


def _method(run: Run, owner: Section, function: ast.Attribute, node: ast.Call) -> Value:
    """`c.ServerApp.update(...)`, `.merge(...)`, `.setdefault(...)`."""
    name = function.attr
    if name in ("update", "merge"):
        if node.args:
            value = run.expressions.evaluate(node.args[0])
            # only sections of another Config are merged; a plain dict stands in a section's place
            merged = name == "merge" and isinstance(node.args[0], ast.Call)
            run.whole(owner, value, function, node.args[0], merged)
        for keyword in node.keywords:
            value = run.expressions.evaluate(keyword.value)
            if keyword.arg:
                run.put(owner, keyword.arg, value, keyword, keyword.value)
            else:
                run.whole(owner, value, function, keyword.value)
    elif name == "setdefault" and len(node.args) == 2:
        key = run.expressions.evaluate(node.args[0])
        name = key.value if isinstance(key, Given) and isinstance(key.value, str) else ""
        if name and (".".join(owner.path), name) not in run.settings:
            value = run.expressions.evaluate(node.args[1])
            run.put(owner, name, value, node.args[0], node.args[1])
    elif name in ("__setitem__", "__setattr__") and len(node.args) == 2:
        _attribute(run, function.value, node.args[0], node.args[1], node)
    elif name in ("pop", "clear"):
        run.put(owner, ANYTHING, Unclear("it is taken away again"), function, node)
    return Unclear("a part of the config")


def _mutation(run: Run, section: Section, function: ast.Attribute, node: ast.Call) -> None:
    """`c.ServerApp.tornado_settings.update({...})`: traitlets adds to the default."""
    target = function.value
    assert isinstance(target, ast.Attribute)
    value: Value = Unclear("it is changed in place", True)
    if function.attr == "update" and len(node.args) == 1 and not node.keywords:
        value = run.expressions.evaluate(node.args[0])
    elif function.attr == "append" and len(node.args) == 1:
        item = run.expressions.evaluate(node.args[0])
        value = Given([item.value]) if isinstance(item, Given) else value
    run.extend(section, target.attr, value, target, node)


def _enter(run: Run, function: Function, node: ast.Call) -> Value:
    """Run the body of a function of this file, its parameters bound as far as they are plain."""
    if run.calls >= MAXIMUM_DEPTH:
        run.anything(run.places.of(node), "its functions call each other")
        return Unclear("it is computed at the start")
    outer = dict(run.names)
    parameters = function.node.args
    names = [*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs]
    bound: dict[str, Value] = {name.arg: Unclear("it is a parameter") for name in names}
    for name, argument in zip(names, node.args):
        bound[name.arg] = run.expressions.evaluate(argument)
    for keyword in node.keywords:
        if keyword.arg in bound:
            bound[keyword.arg] = run.expressions.evaluate(keyword.value)
    run.names.update(bound)
    run.calls += 1
    body = function.node.body
    if _may_return_early(run, function):
        run.perhaps([body], node, f"the function `{function.node.name}` that may return early")
    else:
        run.block(body)
    run.calls -= 1
    run.expressions.names = outer
    return Unclear(f"`{function.node.name}()` is computed at the start")


def _subconfig(run: Run, node: ast.Call) -> None:
    """`load_subconfig("other.py")`: an absent file is passed over in silence."""
    name = run.expressions.evaluate(node.args[0]) if node.args else Unclear("")
    text = None
    if isinstance(name, Given) and isinstance(name.value, str) and run.included:
        text = run.included(name.value)
    if text is None:
        run.config.missing.append(run.places.of(node))
        run.anything(run.places.of(node), "it loads a config that is not in sight")
        return
    if run.depth >= MAXIMUM_DEPTH:
        run.anything(run.places.of(node), "its subconfigs load each other")
        return
    run.depth += 1
    try:
        run.file(text, module(text))
    except SyntaxProblem as problem:
        run.config.doubts.append(Doubt(problem.text, problem.reason, not run.branches))
    run.depth -= 1


def _may_return_early(run: Run, function: Function) -> bool:
    """Whether a `return` stands anywhere but at the end of a function's own statements."""
    known = run.early.get(id(function.node))
    if known is None:
        known = run.early[id(function.node)] = any(
            isinstance(inner, ast.Return)
            for statement in function.node.body
            if not isinstance(statement, ast.Return)
            for inner in ast.walk(statement)
        )
    return known
