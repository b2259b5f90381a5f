"""Walks the statements of a Python config as Python would, joining what branches leave open."""

from __future__ import annotations

import ast

from envguard.formats.python_calls import called
from envguard.formats.python_config import (
    ANYTHING,
    Assignment,
    Doubt,
    Import,
    Included,
    Places,
    PythonConfig,
    State,
    joined,
)
from envguard.formats.python_expressions import Expressions
from envguard.formats.python_values import (
    Function,
    Given,
    Section,
    Unclear,
    Value,
    truth,
)
from envguard.model import Text

MAXIMUM_STEPS = 20_000
MAXIMUM_UNROLLED = 20


class Stop(Exception):
    """The walk has taken too many steps."""


class Run:
    """One run over a file (and its subconfigs): what is set, under which names."""

    def __init__(
        self, config: PythonConfig, expressions: Expressions, included: Included | None
    ) -> None:
        self.config = config
        self.expressions = expressions
        self.included = included
        self.settings: dict[tuple[str, str], Assignment] = {}
        self.steps = MAXIMUM_STEPS
        self.depth = 0
        self.branches = 0
        self.guards = 0
        self.calls = 0
        self.handlers = 0
        self.early: dict[int, bool] = {}
        expressions.call = lambda node, owner: called(self, node, owner)

    @property
    def names(self) -> dict[str, Value]:
        """What the names of the file stand for."""
        return self.expressions.names

    def file(self, text: Text, tree: ast.Module) -> None:
        """Run a whole file with a namespace of its own."""
        outer = getattr(self, "places", None)
        names = self.names
        self.places = Places(text)
        self.expressions.names = {
            "c": Section(()),
            "get_config": Unclear("a function", imported="get_config"),
            "load_subconfig": Unclear("a function", imported="load_subconfig"),
            "__file__": Unclear("the file's own path", True),
            "__name__": Given("builtins"),
        }
        try:
            self.block(tree.body)
        except (Stop, RecursionError):
            self.anything(text, "the file is too long to be followed")
        self.expressions.names = names
        if outer is not None:
            self.places = outer

    def step(self) -> None:
        """Count a step; Stop where they are used up."""
        self.steps -= 1
        if self.steps < 0:
            raise Stop

    def block(self, body: list[ast.stmt]) -> bool:
        """Run statements; False where a return, break or raise ends them for sure."""
        for statement in body:
            self.step()
            if isinstance(statement, (ast.Return, ast.Break, ast.Continue)):
                if isinstance(statement, ast.Return):
                    self.expressions.evaluate(statement.value)
                return False
            if isinstance(statement, ast.Raise):
                self.doubt(statement, "it raises an exception here")
                return False
            self.statement(statement)
        return True

    def statement(self, node: ast.stmt) -> None:
        """Run one statement."""
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            self.assignment(node)
        elif isinstance(node, ast.Expr):
            self.expressions.evaluate(node.value)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.imported(node)
        elif isinstance(node, ast.If):
            self.choice(node)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.loop(node)
        elif isinstance(node, ast.While):
            if truth(self.expressions.evaluate(node.test)) is not False:
                self.perhaps([node.body], node, "a loop")
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if item.optional_vars is not None:
                    self.store(item.optional_vars, Unclear("it is opened at the start"), node)
            self.block(node.body)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.names[node.name] = Function(node)
        elif isinstance(node, ast.ClassDef):
            self.names[node.name] = Unclear(f"the class `{node.name}` of this file", True)
        elif isinstance(node, ast.AugAssign):
            self.store(node.target, Unclear("it is changed in place"), node.value)
        elif isinstance(node, ast.Delete):
            self.deletion(node)
        elif hasattr(node, "handlers"):
            self.attempt(node)
        elif hasattr(node, "cases"):
            self.perhaps([case.body for case in node.cases], node, "a `match`")

    # -- assignments ---------------------------------------------------------------------------

    def assignment(self, node: ast.Assign | ast.AnnAssign) -> None:
        """`target = value`, also with several targets."""
        if node.value is None:
            return
        value = self.expressions.evaluate(node.value)
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self.store(target, value, node.value)

    def store(self, target: ast.expr, value: Value, source: ast.AST) -> None:
        """Bind a name, or set a trait."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = source.elts if isinstance(source, (ast.Tuple, ast.List)) else []
            if len(items) != len(target.elts):
                for inner in target.elts:
                    self.store(inner, Unclear("it is unpacked at the start"), source)
                return
            # Python has all the values before it binds the first name
            held = [self.expressions.evaluate(item) for item in items]
            for inner, one, item in zip(target.elts, held, items):
                self.store(inner, one, item)
        elif isinstance(target, ast.Attribute):
            owner = self.expressions.evaluate(target.value)
            if isinstance(owner, Section):
                self.put(owner, target.attr, value, target, source)
        elif isinstance(target, ast.Subscript):
            self.item(target, value, source)

    def item(self, target: ast.Subscript, value: Value, source: ast.AST) -> None:
        """`c["ServerApp"]["ip"] = …`, and a key of a trait that is a dict."""
        key = self.expressions.evaluate(target.slice)
        owner = self.expressions.evaluate(target.value)
        if isinstance(owner, Section):
            if isinstance(key, Given) and isinstance(key.value, str):
                self.put(owner, key.value, value, target, source)
            else:
                self.put(owner, ANYTHING, Unclear("its name is made at the start"), target, source)
            return
        inner = target.value
        if isinstance(inner, ast.Attribute):
            section = self.expressions.evaluate(inner.value)
            if isinstance(section, Section):
                self.extend(section, inner.attr, Unclear("one of its items is set"), target, source)

    def put(
        self, owner: Section, name: str, value: Value, target: ast.AST, source: ast.AST,
        merged: bool = False,
    ) -> None:  # fmt: skip
        """Set a trait, or a whole section, whose earlier traits stay only where it is `merged`."""
        if isinstance(value, Section) or (name[:1].isupper() and name != ANYTHING):
            if not merged:
                self.forget(owner, name)
            self.whole(Section((*owner.path, name)), value, target, source, merged)
            return
        if not owner.path and name != ANYTHING:
            return
        held = value if isinstance(value, (Given, Unclear)) else Unclear("it is a function", True)
        section = ".".join(owner.path) or ANYTHING
        if isinstance(target, ast.keyword):
            where = self.places.of(target)[: len(target.arg or "")]
        else:
            where = self.places.of(target)
        conditional = self.branches > 0
        found = Assignment(section, name, held, conditional, where, self.places.of(source))
        self.config.assignments.append(found)
        if name == ANYTHING or section == ANYTHING:
            self.settings.pop((section, name), None)
        self.settings[section, name] = found

    def whole(
        self, section: Section, value: Value, target: ast.AST, source: ast.AST,
        merged: bool = False,
    ) -> None:  # fmt: skip
        """`c.ServerApp = Config({...})` and `c.ServerApp.update({...})`."""
        if isinstance(source, ast.Call) and len(source.args) == 1 and not source.keywords:
            source = source.args[0]
        if isinstance(source, ast.Dict):
            for key, inner in zip(source.keys, source.values):
                name = self.expressions.evaluate(key) if key else Unclear("")
                if isinstance(name, Given) and isinstance(name.value, str) and key:
                    held = self.expressions.evaluate(inner)
                    self.put(section, name.value, held, key, inner, merged)
                else:
                    self.put(
                        section, ANYTHING, Unclear("its keys are made at the start"), inner, inner
                    )
        elif isinstance(value, Given) and isinstance(value.value, dict):
            for name, item in value.value.items():
                if isinstance(name, str):
                    self.put(section, name, Given(item), source, source, merged)
        else:
            self.put(
                section, ANYTHING, Unclear("it is filled when the server starts"), target, source
            )

    def extend(
        self, owner: Section, name: str, value: Value, target: ast.AST, source: ast.AST
    ) -> None:
        """A container is changed in place: known only where it was empty and gets a known dict."""
        before = self.settings.get((".".join(owner.path), name))
        held = value
        if before is not None:
            old = before.value
            if (
                isinstance(old, Given)
                and isinstance(value, Given)
                and isinstance(old.value, dict)
                and isinstance(value.value, dict)
            ):
                held = Given({**old.value, **value.value})
            else:
                held = Unclear("it is changed in place", True)
        self.put(owner, name, held, target, source)

    def deletion(self, node: ast.Delete) -> None:
        """`del c.ServerApp.token`, `del c["ServerApp"]`."""
        for target in node.targets:
            if not isinstance(target, (ast.Attribute, ast.Subscript)):
                continue
            owner = self.expressions.evaluate(target.value)
            if not isinstance(owner, Section):
                continue
            if isinstance(target, ast.Attribute):
                self.forget(owner, target.attr)
                continue
            key = self.expressions.evaluate(target.slice)
            if isinstance(key, Given) and isinstance(key.value, str):
                self.forget(owner, key.value)
            else:
                self.put(owner, ANYTHING, Unclear("one is taken away again"), target, target)

    def forget(self, owner: Section, name: str) -> None:
        """A trait is gone, or a section with all of its traits."""
        path = ".".join((*owner.path, name))
        self.settings.pop((".".join(owner.path), name), None)
        for key in [one for one in self.settings if f"{one[0]}.".startswith(f"{path}.")]:
            del self.settings[key]

    def anything(self, where: Text, reason: str) -> None:
        """Code that is not in sight may set any trait."""
        found = Assignment(ANYTHING, ANYTHING, Unclear(reason), self.branches > 0, where, where)
        self.config.assignments.append(found)
        self.settings = {
            key: old._replace(value=Unclear(reason), conditional=True)
            for key, old in self.settings.items()
        }
        self.settings[ANYTHING, ANYTHING] = found

    def doubt(self, node: ast.AST, reason: str) -> None:
        """The file raises here, unless something around it catches that."""
        if not self.guards:
            sure = not self.branches
            self.config.doubts.append(Doubt(self.places.of(node), reason, sure))

    # -- branches ------------------------------------------------------------------------------

    def imported(self, node: ast.Import | ast.ImportFrom) -> None:
        """Bind what an import brings, and keep it: where it fails, the file is dropped."""
        base = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if alias.name == "*":
                self.anything(self.places.of(node), f"`from {base} import *` is not in sight")
                continue
            if isinstance(node, ast.ImportFrom):
                name, path = alias.asname or alias.name, f"{base}.{alias.name}"
            else:
                name = alias.asname or alias.name.partition(".")[0]
                path = alias.name if alias.asname else name
            self.names[name] = Unclear(f"the import `{path}`", True, imported=path)
            if not self.guards and not self.handlers:
                needed = alias.name if isinstance(node, ast.ImportFrom) else None
                where, perhaps = self.places.of(node), self.branches > 0
                self.config.imports.append(Import(base or alias.name, needed, where, perhaps))

    def choice(self, node: ast.If) -> None:
        """An `if`: one side where the test is known, both joined where it is not."""
        known = truth(self.expressions.evaluate(node.test))
        if known is not None:
            self.block(node.body if known else node.orelse)
            return
        line = self.places.of(node).location().begin.line
        self.sides([node.body, node.orelse], f"it depends on the `if` in line {line}")

    def loop(self, node: ast.For | ast.AsyncFor) -> None:
        """A `for`: unrolled over a short list that is known, otherwise run perhaps."""
        items = self.expressions.evaluate(node.iter)
        values = items.value if isinstance(items, Given) else None
        if isinstance(values, (list, tuple)) and len(values) <= MAXIMUM_UNROLLED:
            ends = any(
                isinstance(x, (ast.Break, ast.Continue)) for y in node.body for x in ast.walk(y)
            )
            if not ends:
                for value in values:
                    self.store(node.target, Given(value), node.iter)
                    self.block(node.body)
                return
        self.store(node.target, Unclear("it is the variable of a loop"), node.iter)
        self.perhaps([node.body], node, "a loop")

    def attempt(self, node: ast.stmt) -> None:
        """A `try`: its body may stop anywhere, then a handler goes on."""
        line = self.places.of(node).location().begin.line
        reason = f"it depends on the `try` in line {line}"
        before = self.copy()
        self.branches += 1
        self.guards += 1
        went = self.block(node.body)  # type: ignore[attr-defined]
        self.guards -= 1
        if went:
            self.block(node.orelse)  # type: ignore[attr-defined]
        ends = [self.copy()]
        middle = joined([before, ends[0]], reason)
        for handler in node.handlers:  # type: ignore[attr-defined]
            self.restore(middle)
            if handler.name:
                self.names[handler.name] = Unclear("the exception", True)
            self.handlers += 1
            self.block(handler.body)
            self.handlers -= 1
            ends.append(self.copy())
        self.branches -= 1
        self.restore(joined(ends, reason))
        self.block(node.finalbody)  # type: ignore[attr-defined]

    def perhaps(self, bodies: list[list[ast.stmt]], node: ast.AST, what: str) -> None:
        """Bodies of which one runs, or none."""
        line = self.places.of(node).location().begin.line
        self.sides([*bodies, []], f"it depends on {what} in line {line}")

    def sides(self, bodies: list[list[ast.stmt]], reason: str) -> None:
        """Run each body from the same start and join where they end."""
        before = self.copy()
        ends = []
        self.branches += 1
        for body in bodies:
            self.restore(before)
            self.block(body)
            ends.append(self.copy())
        self.branches -= 1
        self.restore(joined(ends, reason))

    def copy(self) -> State:
        """The names and settings as they are now; costs as many steps as there are."""
        self.steps -= (len(self.names) + len(self.settings)) // 10
        return dict(self.names), dict(self.settings)

    def restore(self, state: State) -> None:
        """Go back to a state."""
        self.expressions.names = dict(state[0])
        self.settings = dict(state[1])
