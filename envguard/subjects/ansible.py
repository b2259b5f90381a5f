"""Ansible tasks as their modules get them: options, conditions, and what keeps them from repeating.

Source of the facts: ansible-core's documentation of playbooks and of get_url, shell, unarchive.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import islice

from envguard.formats import yaml
from envguard.formats.tree import Mapping as Table
from envguard.formats.tree import Node, Scalar, Sequence, SyntaxProblem, walk
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.ansible import (
    action_of,
    literals,
    role_variables,
    set_while_running,
    short_name,
)
from envguard.subjects.carriers.ansible_words import Variables, filled, free_form, key_values
from envguard.subjects.command import Command, Document

_TASK_LISTS = ("pre_tasks", "tasks", "post_tasks")
_BLOCKS = ("block", "rescue", "always")
_INCLUDES = ("include_tasks", "import_tasks", "include")
_FALSE = ("no", "false", "off", "0", "n", "f")
_MAXIMUM_DEPTH = 30
_MAXIMUM_TASKS = 2000
# words of a condition that ask what an earlier task has found
_ASKED = late(
    r"\.(?:stat|rc|status)\b|\.(?:stdout|stderr|changed|failed|matched|exists|results)|"
    r"ansible_facts|is (?:not )?(?:changed|failed|file|exists|directory)"
)


class AnsibleTask(NamedTuple):
    """One task. `module` is its short name, `options` what the module is given, filled in.

    `conditions` are the `when` of the task, of its blocks and of the include that brings it.
    `commands` are those that it starts. `end` is where the task ends in the file.
    """

    word: Text
    module: str
    options: Mapping[str, Text]
    conditions: tuple[Text, ...]
    is_handler: bool
    names: tuple[Text, ...]
    commands: tuple[Command, ...] = ()

    @property
    def text(self) -> Text:
        """The module's name."""
        return self.word

    @property
    def is_guarded(self) -> bool:
        """Whether something keeps the task from being done again on every run."""
        if self.is_handler or {"creates", "removes"} & set(self.options):
            return True
        return any(_ASKED.search(condition.value) for condition in self.conditions)


class _Scope(NamedTuple):
    variables: Variables
    conditions: tuple[Text, ...]
    is_handler: bool


def read_tasks(document: Document, commands: list[Command]) -> Iterator[AnsibleTask]:
    """The tasks of a playbook or of a file of tasks, in file order."""
    path = document.path.replace("\\", "/")
    handlers = path.split("/")[-2:-1] == ["handlers"]
    left = _MAXIMUM_TASKS
    for root in yaml.parse_all(document.text):
        if not isinstance(root, Sequence):
            continue
        hidden: dict[str, Scalar | None] = dict.fromkeys(set_while_running(root))
        variables = Variables(hidden, *role_variables(document))
        scope = _Scope(variables, tuple(_included(document)), handlers)
        placed = _Placed(commands)
        for task in _of_root(root, scope):
            left -= 1
            if left < 0:
                return
            yield task[0]._replace(commands=placed.within(task[1]))


class _Placed:
    """Commands by their places, so that each task need not look through all of them."""

    def __init__(self, commands: list[Command]) -> None:
        order = sorted(range(len(commands)), key=lambda index: commands[index].text.start)
        self.commands = commands
        self.order = order
        self.starts = [commands[index].text.start for index in order]

    def within(self, table: Table) -> tuple[Command, ...]:
        """The commands that stand in a task, in their own order."""
        start, end = table.text.start, table.text.end
        found = self.order[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return tuple(self.commands[index] for index in sorted(found))


Found = tuple[AnsibleTask, Table]


def _of_root(root: Sequence, outer: _Scope) -> Iterator[Found]:
    for item in root.items:
        if not isinstance(item, Table):
            continue
        if item.get("hosts") is None:
            yield from _task(item, outer, 0)
            continue
        scope = _inner(item, outer)
        for key in _TASK_LISTS:
            yield from _list(item.get(key), scope, 0)
        yield from _list(item.get("handlers"), scope._replace(is_handler=True), 0)


def _list(node: Node | None, scope: _Scope, depth: int) -> Iterator[Found]:
    if isinstance(node, Sequence) and depth < _MAXIMUM_DEPTH:
        for item in node.items:
            if isinstance(item, Table):
                yield from _task(item, scope, depth)


def _task(task: Table, outer: _Scope, depth: int) -> Iterator[Found]:
    scope = _inner(task, outer)
    for key in _BLOCKS:
        yield from _list(task.get(key), scope, depth + 1)
    for name, node in islice(task.pairs(), 60):
        module, arguments = short_name(name.value), node
        if module in ("action", "local_action"):
            module, given = action_of(node)
            if given is None:
                continue
            arguments = given
        if module in _MODULES:
            options = _options(arguments, task, scope)
            yield AnsibleTask(
                name.text, module, options, scope.conditions, scope.is_handler,
                tuple(_names(arguments)),
            ), task  # fmt: skip


_MODULES = {
    "get_url", "uri", "unarchive", "shell", "command", "raw", "conda",
    "evandam.conda.conda", "community.general.conda",
}  # fmt: skip


def _options(arguments: Node, task: Table, scope: _Scope) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for table in (task.mapping("args"), arguments):
        for name, value in islice(table.pairs(), 60) if isinstance(table, Table) else ():
            if isinstance(value, Scalar):
                found[name.value] = filled(value.text, scope.variables)
    if isinstance(arguments, Scalar):
        form = free_form(arguments.text)
        found.update({name: filled(text, scope.variables) for name, text in form.options.items()})
        for key, text in key_values(arguments.text).items():
            found.setdefault(key, filled(text, scope.variables))
    return found


def _names(arguments: Node) -> Iterator[Text]:
    """The entries of `name:`, one or a list."""
    node = arguments.get("name") if isinstance(arguments, Table) else None
    for item in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(item, Scalar):
            yield item.text


def _inner(node: Table, outer: _Scope) -> _Scope:
    variables = outer.variables.inside(literals(node.mapping("vars")))
    conditions = (*outer.conditions, *_conditions(node.get("when")))
    return _Scope(variables, conditions, outer.is_handler)


def _conditions(node: Node | None) -> Iterator[Text]:
    for item in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(item, Scalar):
            yield item.text


def _included(document: Document) -> Iterator[Text]:
    """The conditions under which the folder's main file includes this one."""
    folder, _, name = document.path.replace("\\", "/").rpartition("/")
    if not folder.endswith("tasks") or name.startswith("main."):
        return
    for main in ("main.yml", "main.yaml"):
        text = document.neighbour(main)
        if text is None:
            continue
        try:
            root = yaml.parse(text)
        except SyntaxProblem:
            return
        for item in root.items if isinstance(root, Sequence) else ():
            if isinstance(item, Table) and _includes(item, name):
                yield from _conditions(item.get("when"))


def _includes(task: Table, name: str) -> bool:
    for key, value in islice(task.pairs(), 60):
        if short_name(key.value) in _INCLUDES:
            file = value.scalar("file") if isinstance(value, Table) else value
            if isinstance(file, Scalar) and file.value.rpartition("/")[2] == name:
                return True
    return False


_CHECKING = (
    "ansible_host_key_checking", "ansible_ssh_host_key_checking",
    "ansible_paramiko_host_key_checking", "ANSIBLE_HOST_KEY_CHECKING",
)  # fmt: skip
_WORDS = ("ansible_ssh_common_args", "ansible_ssh_extra_args", "ansible_ssh_args")
_UNCHECKED = late(r"StrictHostKeyChecking[ =]\"?(?:no|off)\b", re.IGNORECASE)


class HostKeySetting(NamedTuple):
    """A variable of a playbook by which hosts' keys are not checked."""

    text: Text
    name: str


def host_key_settings(document: Document) -> Iterator[HostKeySetting]:
    """Each place of a playbook that switches the checking of hosts' keys off."""
    for root in yaml.parse_all(document.text):
        for node in walk(root):
            for name, value in islice(node.pairs(), 500) if isinstance(node, Table) else ():
                if not isinstance(value, Scalar):
                    continue
                off = name.value in _CHECKING and value.value.lower() in _FALSE
                if off or (name.value in _WORDS and _UNCHECKED.search(value.value)):
                    yield HostKeySetting(value.text, name.value)
