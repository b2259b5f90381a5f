"""Justfiles: each recipe line is a shell of its own, a recipe with a `#!` line is one script.

`{{name}}` is resolved where the file assigns a literal; parameters, functions and everything
else that only just knows when it runs are HOLEs.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping

from envguard.formats.just import (
    Assignment,
    Justfile,
    Recipe,
    backticks,
    evaluate,
    parse,
    strings,
)
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.scripts import (
    Interpreter,
    bounded,
    has_shebang,
    interpreter,
    joined,
    shebang,
)
from envguard.subjects.carriers.templates import fill
from envguard.subjects.command import HOLE, Context, Document, Launch, Value

_PREFIX = late(r"[ \t]*[@-]{0,2}")


class _Surroundings(NamedTuple):
    """What all recipes of a file share."""

    names: dict[str, str | None]
    context: Context
    shell: Interpreter | None


def launches(document: Document) -> Iterator[Launch]:
    """The lines and scripts of a justfile's recipes, and the commands in its assignments."""
    yield from bounded(_launches(parse(document.text)), document.text)


def _launches(justfile: Justfile) -> Iterator[Launch]:
    names: dict[str, str | None] = {}
    for assignment in justfile.assignments:
        names[assignment.name] = evaluate(assignment.value.value, names)
    settings = {setting.name: setting.value for setting in justfile.settings}
    export = settings.get("export")
    environment = {
        assignment.name: _exported(assignment, names[assignment.name])
        for assignment in justfile.assignments
        if assignment.exported or (export is not None and export.value.strip() != "false")
    }
    directory = strings(settings["working-directory"]) if "working-directory" in settings else []
    context = Context(
        "justfile",
        "script",
        directory=directory[0].value if directory else None,
        environment=environment,
    )
    words = [text.value for text in strings(settings["shell"])] if "shell" in settings else ["sh"]
    surroundings = _Surroundings(names, context, interpreter(words))
    for assignment in justfile.assignments:
        command = backticks(assignment.value)
        if command is not None and surroundings.shell:
            yield Launch(command, context, surroundings.shell.shell)
    for recipe in justfile.recipes:
        yield from _recipe(recipe, surroundings)


def _exported(assignment: Assignment, value: str | None) -> Value:
    return Value(HOLE if value is None else value, assignment.value)


def _recipe(recipe: Recipe, surroundings: _Surroundings) -> Iterator[Launch]:
    context = surroundings.context._replace(group=recipe.name)
    reader: Interpreter | None = None
    for attribute in recipe.attributes:
        found = strings(attribute)
        if attribute.value.startswith("working-directory") and found:
            context = context._replace(directory=found[0].value)
        elif attribute.value.startswith("script"):
            reader = interpreter([text.value for text in found] or ["sh"])
            if reader is None:
                return
    if not recipe.body:
        return
    if has_shebang(recipe.body[0]):
        reader = shebang(recipe.body[0])
        if reader is None:
            return
    parameters: dict[str, str | None] = dict.fromkeys(recipe.parameters)
    names = ChainMap(parameters, surroundings.names)
    if reader is not None:
        script = joined(_filled(line, names) for line in recipe.body)
        if script is not None:
            yield Launch(script, context, reader.shell)
    elif surroundings.shell is not None:
        for line in _logical_lines(recipe.body):
            filled = _filled(line, names)
            prefix = _PREFIX.match(filled.value)
            filled = filled[prefix.end() if prefix else 0 :]
            if filled.value.strip():
                yield Launch(filled, context, surroundings.shell.shell)


def _logical_lines(body: list[Text]) -> Iterator[Text]:
    """Lines that end in a backslash and those that continue them, put together as just does."""
    pending: list[Text] = []
    for line in body:
        text = line[len(line.value) - len(line.value.lstrip()) :] if pending else line
        if line.value.endswith("\\"):
            pending.append(text[: len(text) - 1])
            continue
        yield Text.join([*pending, text])
        pending = []
    if pending:
        yield Text.join(pending)


def _filled(line: Text, names: Mapping[str, str | None]) -> Text:
    def answer(spelled: str) -> str | None:
        return "{{" if spelled == "{{{{" else evaluate(spelled[2:-2], names)

    return fill(line, _interpolations(line.value), answer)


def _interpolations(value: str) -> Iterator[tuple[int, int]]:
    at = value.find("{{")
    while at >= 0:
        if value.startswith("{{{{", at):
            end = at + 4
        else:
            close = value.find("}}", at + 2)
            if close < 0:
                return
            end = close + 2
        yield at, end
        at = value.find("{{", end)
