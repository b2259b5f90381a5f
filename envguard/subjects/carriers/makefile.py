"""Makefiles: every recipe line, which is a shell of its own, and `$(shell …)` in assignments.

A recipe is expanded when all of the file has been read, so the last assignment counts. What
only make knows when it runs (automatic variables, functions, the environment) is a HOLE.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envguard.formats.make import Assignment, Makefile, Rule, parse, references
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.carriers.scripts import bounded, interpreter, joined
from envguard.subjects.carriers.templates import fill
from envguard.subjects.command import HOLE, Context, Document, Launch, Value

_PREFIX = late(r"[@+\-\s]*")
_MAXIMUM_VALUE = 10_000
_MAXIMUM_DEPTH = 20
_MAXIMUM_OWN = 100


def launches(document: Document) -> Iterator[Launch]:
    """One launch for each recipe line (for each recipe under `.ONESHELL`), in file order."""
    yield from bounded(_launches(parse(document.text)), document.text)


def _launches(makefile: Makefile) -> Iterator[Launch]:
    variables = _Variables(a for a in makefile.assignments if not a.targets)
    specific: dict[str, list[Assignment]] = {}
    for assignment in makefile.assignments:
        for target in assignment.targets:
            listed = specific.setdefault(target.value, [])
            if len(listed) < _MAXIMUM_OWN:
                listed.append(assignment)
    special = {target.value for rule in makefile.rules for target in rule.targets}
    environment = _environment(makefile, variables, ".EXPORT_ALL_VARIABLES" in special)
    shell = _shell(variables)
    yield from _calls(makefile, variables, Context("makefile", "script", environment=environment))
    for rule in makefile.rules:
        if not rule.recipe:
            continue
        own = [a for target in rule.targets[:10] for a in specific.get(target.value, ())]
        own = own[:_MAXIMUM_OWN]
        scope = _Variables(own, variables) if own else variables
        group = " ".join(target.value for target in rule.targets[:10])
        context = Context("makefile", "script", group, environment=environment)
        exported = _exported(own, scope)
        if exported:
            context = context._replace(environment={**environment, **exported})
        for line in _recipe(rule, scope, ".ONESHELL" in special):
            yield Launch(line, context, shell)


class _Variables:
    """The literal values of variables, as far as the file alone decides them."""

    def __init__(self, assignments: Iterable[Assignment], outer: _Variables | None = None) -> None:
        self.assignments: dict[str, list[Assignment]] = {}
        for assignment in assignments:
            self.assignments.setdefault(assignment.name.value, []).append(assignment)
        self.outer = outer
        self.known: dict[str, str | None] = {}

    def all(self, name: str) -> list[Assignment]:
        """Every assignment to a name, the outer scope's first."""
        outer = self.outer.all(name) if self.outer else []
        return outer + self.assignments.get(name, [])

    def count(self, name: str) -> int:
        """How many assignments a name has."""
        outer = self.outer.count(name) if self.outer else 0
        return outer + len(self.assignments.get(name, ()))

    def value(self, name: str, depth: int = 0) -> str | None:
        """The value that recipes see, None where it is not certain."""
        if name not in self.known:
            self.known[name] = None  # what refers to itself is not known
            self.known[name] = self._value(name, depth)
        return self.known[name]

    def _value(self, name: str, depth: int) -> str | None:
        value: str | None = None
        for assignment in self.all(name):
            if assignment.conditional or assignment.block or assignment.operator == "!=":
                return None
            if assignment.operator == "?=" and value is not None:
                continue
            expanded = self._expand(assignment, depth + 1)
            if expanded is None:
                return None
            appended = assignment.operator == "+=" and value
            value = f"{value} {expanded}" if appended else expanded
            if len(value) > _MAXIMUM_VALUE:
                return None
        return value

    def _expand(self, assignment: Assignment, depth: int) -> str | None:
        value = assignment.value.value
        parts: list[str] = []
        at = size = 0
        for reference in references(value):
            inner = self._reference(reference.name, assignment.operator == ":=", depth)
            if inner is None:
                return None
            size += len(inner)
            if size > _MAXIMUM_VALUE:
                return None
            parts += [value[at : reference.start], inner]
            at = reference.end
        return "".join([*parts, value[at:]])

    def _reference(self, name: str, immediate: bool, depth: int) -> str | None:
        if name == "$":
            return "$"
        if depth > _MAXIMUM_DEPTH or (immediate and self.count(name) > 1):
            return None  # `:=` saw the value of its own line, not the last one
        return self.value(name, depth)

    def block(self, name: str) -> Text | None:
        """The lines of the one `define` that a name has."""
        found = self.all(name)
        return found[0].value if len(found) == 1 and found[0].block else None

    def answer(self, spelled: str) -> str | None:
        """What a reference in a recipe becomes, None where only make knows."""
        if spelled == "$$":
            return "$"
        name = spelled[2:-1].strip() if spelled[1] in "({" else spelled[1:]
        return self.value(name)

    def filled(self, text: Text) -> Text:
        """A text with its references put in."""
        places = ((found.start, found.end) for found in references(text.value))
        return fill(text, places, self.answer)


def _recipe(rule: Rule, variables: _Variables, one_shell: bool) -> Iterator[Text]:
    lines = [line for spelled in rule.recipe for line in _canned(spelled, variables)]
    if one_shell and lines:
        script = joined(lines)
        lines = [script] if script else []
    for line in lines:
        filled = variables.filled(line)
        prefix = _PREFIX.match(filled.value)
        filled = filled[prefix.end() if prefix else 0 :]
        if filled.value.strip():
            yield filled


def _canned(line: Text, variables: _Variables) -> list[Text]:
    """The lines of a `define` where a recipe line is nothing but its name, else the line."""
    stripped = line[len(line.value) - len(line.value.lstrip("@+- \t")) :].strip()
    found = next(references(stripped.value), None)
    if found is None or (found.start, found.end) != (0, len(stripped)):
        return [line]
    block = variables.block(found.name)
    return [line] if block is None else _joined_lines(block)


def _joined_lines(block: Text) -> list[Text]:
    found: list[Text] = []
    pending: list[Text] = []
    for line in block.lines():
        pending.append(line)
        if line.value.endswith("\\"):
            pending.append(line[len(line) :].decoded("\n"))
        else:
            found.append(Text.join(pending))
            pending = []
    return [*found, Text.join(pending)] if pending else found


def _calls(makefile: Makefile, variables: _Variables, context: Context) -> Iterator[Launch]:
    for assignment in makefile.assignments:
        value = assignment.value
        if assignment.operator == "!=":
            yield Launch(variables.filled(value), context, "sh")
        for found in references(value.value):
            if found.name.startswith("shell ") and not assignment.block:
                inner = value[found.start : found.end - 1]
                inner = inner[inner.value.index("shell") + len("shell") :].strip()
                yield Launch(variables.filled(inner), context, "sh")


def _environment(makefile: Makefile, variables: _Variables, everything: bool) -> dict[str, Value]:
    everything = everything or makefile.exports_all
    chosen = [
        assignment
        for assignment in makefile.assignments
        if not assignment.targets
        and (everything or assignment.exported or assignment.name.value in makefile.exports)
    ]
    return _exported(chosen, variables, everything=True)


def _exported(
    assignments: Iterable[Assignment], variables: _Variables, everything: bool = False
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for assignment in assignments:
        if everything or assignment.exported:
            value = variables.value(assignment.name.value)
            found[assignment.name.value] = Value(HOLE if value is None else value, assignment.value)
    return found


def _shell(variables: _Variables) -> str:
    """make's own shell is `/bin/sh`, whatever the environment says; `SHELL` changes it."""
    if not variables.count("SHELL"):
        return "sh"
    value = variables.value("SHELL")
    found = interpreter(value.split()) if value else None
    return found.shell if found else "bash"
