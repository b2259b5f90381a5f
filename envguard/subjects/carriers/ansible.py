"""Ansible playbooks, task files and handlers: the shell, command, raw and script modules.

A task's settings outrank its block's, which outrank the play's. `command` and `script` use no
shell, so their words are an exec form. Source: the documentation of ansible-core.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from envguard.formats import yaml
from envguard.formats.posix_words import split_words
from envguard.formats.tree import Mapping as Table
from envguard.formats.tree import Node, Scalar, Sequence, SyntaxProblem, walk
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.ansible_words import (
    FreeForm,
    Variables,
    expanded,
    filled,
    free_form,
)
from envguard.subjects.carriers.images import user_name
from envguard.subjects.carriers.scripts import bounded, interpreter
from envguard.subjects.command import Context, Document, Launch, Value, known

_PREFIXES = ("ansible.builtin.", "ansible.legacy.", "ansible.windows.")
_MODULES = ("shell", "command", "raw", "script", "win_shell")
_TASK_LISTS = ("pre_tasks", "tasks", "post_tasks", "handlers")
_BLOCKS = ("block", "rescue", "always")
_TRUE = ("yes", "true", "on", "1", "y", "t")
_FALSE = ("no", "false", "off", "0", "n", "f")
_MAXIMUM_DEPTH = 30
_MAXIMUM_VARIABLES = 2000


class _Scope(NamedTuple):
    """What a play, block or task says; None is what nothing in sight says."""

    group: str
    variables: Variables
    environment: Mapping[str, Value]
    become: str | None = None
    become_user: str | None = None
    remote_user: str | None = None


def launches(document: Document) -> Iterator[Launch]:
    """The commands of a playbook's tasks, or of a file of tasks, in file order."""
    for root in yaml.parse_all(document.text):
        if isinstance(root, Sequence):
            yield from bounded(_launches(root, document), document.text)


def _launches(root: Sequence, document: Document) -> Iterator[Launch]:
    hidden: dict[str, Scalar | None] = dict.fromkeys(set_while_running(root))
    outer = _Scope("tasks", Variables(hidden, *role_variables(document)), {})
    for number, item in enumerate(root.items):
        if not isinstance(item, Table):
            continue
        if item.get("hosts") is None:
            yield from _task(item, outer, 0)
            continue
        scope = _inner(item, outer._replace(group=f"play {number + 1}", become="no"))
        for key in _TASK_LISTS:
            yield from _tasks(item.get(key), scope, 0)


def _tasks(node: Node | None, scope: _Scope, depth: int) -> Iterator[Launch]:
    if isinstance(node, Sequence) and depth < _MAXIMUM_DEPTH:
        for item in node.items:
            if isinstance(item, Table):
                yield from _task(item, scope, depth)


def _task(task: Table, outer: _Scope, depth: int) -> Iterator[Launch]:
    scope = _inner(task, outer)
    for key in _BLOCKS:
        yield from _tasks(task.get(key), scope, depth + 1)
    for name, node in task.pairs():
        module = short_name(name.value)
        arguments: Node | None = node
        if module in ("action", "local_action"):
            module, arguments = action_of(node)
        if module in _MODULES and arguments is not None:
            launch = _launch(module, arguments, task, scope)
            if launch is not None:
                yield launch


def short_name(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def action_of(node: Node) -> tuple[str, Node | None]:
    """The module and the arguments of the older `action: module arguments`."""
    if isinstance(node, Table):
        module = node.scalar("module")
        return (short_name(module.value), node) if module else ("", None)
    if not isinstance(node, Scalar):
        return "", None
    lead = len(node.value) - len(node.value.lstrip())
    name = node.value.split(None, 1)[0] if node.value.strip() else ""
    rest = node.text[lead + len(name) :].strip()
    return short_name(name), Scalar(rest, node.raw, node.style)


def _launch(module: str, arguments: Node, task: Table, scope: _Scope) -> Launch | None:
    given = _arguments(arguments)
    options = {**_options(task.get("args")), **given.options} if given else {}
    directory = filled(options["chdir"], scope.variables).value if "chdir" in options else None
    context = Context(
        "ansible",
        "script",
        scope.group,
        user=_user(scope),
        directory=directory if directory and known(directory) else None,
        environment=scope.environment,
        container=False,
    )
    listed = _argv(arguments) or _argv(task.get("args"))
    if listed and module == "command":
        words = [filled(text, scope.variables) for text in listed]
        return Launch(tuple(expanded(word, scope.environment) for word in words), context)
    if given is None or not given.words.value.strip():
        return None
    content = filled(given.words, scope.variables)
    if module in ("command", "script"):
        split = split_words(content)
        if not split:
            return None
        return Launch(tuple(expanded(word, scope.environment) for word in split), context)
    if module == "win_shell":
        return Launch(content, context, "powershell")
    executable = options.get("executable")
    reader = interpreter(executable.value.split()) if executable else interpreter(["sh"])
    return Launch(content, context, reader.shell) if reader else None


def _arguments(node: Node) -> FreeForm | None:
    if isinstance(node, Scalar):
        return free_form(node.text)
    if not isinstance(node, Table):
        return None
    words = node.scalar("cmd") or node.scalar("_raw_params")
    return FreeForm(words.text, _options(node)) if words else FreeForm(node.text[:0], {})


def _options(node: Node | None) -> dict[str, Text]:
    pairs = islice(node.pairs(), 50) if isinstance(node, Table) else ()
    return {name.value: value.text for name, value in pairs if isinstance(value, Scalar)}


def _argv(node: Node | None) -> list[Text]:
    listed = node.sequence("argv") if isinstance(node, Table) else None
    return [item.text for item in listed.items if isinstance(item, Scalar)] if listed else []


def _inner(node: Table, outer: _Scope) -> _Scope:
    """The scope of a play, block or task inside of another."""
    # the names that tasks set while they run stay in front
    variables = outer.variables.inside(literals(node.mapping("vars")))
    environment = _environment(node.get("environment"), variables, outer.environment)
    settings = [
        filled(scalar.text, variables).value if scalar else before
        for scalar, before in (
            (node.scalar("become"), outer.become),
            (node.scalar("become_user"), outer.become_user),
            (node.scalar("remote_user"), outer.remote_user),
        )
    ]
    return _Scope(outer.group, variables, environment, *settings)


def literals(node: Table | None) -> dict[str, Scalar | None]:
    pairs = islice(node.pairs(), _MAXIMUM_VARIABLES) if node else ()
    return {name.value: value if isinstance(value, Scalar) else None for name, value in pairs}


def _environment(
    node: Node | None, variables: Variables, outer: Mapping[str, Value]
) -> Mapping[str, Value]:
    tables = node.items if isinstance(node, Sequence) else [node]
    found = dict(outer)
    for table in tables:
        for name, value in islice(table.pairs(), 200) if isinstance(table, Table) else ():
            if isinstance(value, Scalar):
                text = filled(value.text, variables)
                found[name.value] = Value(text.value, text)
    return found


def _user(scope: _Scope) -> str | None:
    become = (scope.become or "").lower()
    if become in _TRUE:
        return user_name(scope.become_user) if scope.become_user else "root"
    return user_name(scope.remote_user) if become in _FALSE and scope.remote_user else None


def set_while_running(root: Sequence) -> Iterator[str]:
    """Names that tasks register or set as facts: what `vars:` says of them does not hold."""
    for node in walk(root):
        if not isinstance(node, Table):
            continue
        registered = node.scalar("register")
        if registered:
            yield registered.value
        facts = node.mapping("set_fact") or node.mapping("ansible.builtin.set_fact")
        for name, _ in facts.pairs() if facts else ():
            yield name.value


def role_variables(document: Document) -> Iterator[dict[str, Scalar | None]]:
    """A role's `vars` and `defaults` beside the folder of a tasks file, nearest first."""
    if document.path.replace("\\", "/").split("/")[-2:-1] not in (["tasks"], ["handlers"]):
        return
    for name in ("vars", "defaults"):
        text = document.neighbour(f"../{name}/main.yml") or document.neighbour(
            f"../{name}/main.yaml"
        )
        try:
            root = yaml.parse(text) if text is not None else None
        except SyntaxProblem:
            continue
        if isinstance(root, Table):
            yield literals(root)
