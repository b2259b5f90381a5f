"""Ansible: which words its command modules give to which program, and as whom."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.carriers.ansible import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str, path: str = "site.yml", **files: str) -> list[Launch]:
    def neighbour(relative: str) -> Text | None:
        name = relative.strip("./").replace("/", "_").removesuffix(".yml")
        return Text.of(files[name]) if name in files else None

    return list(launches(Document(path, Text.of(content), neighbour)))


def words(launch: Launch) -> list[str] | str:
    content = launch.content
    return content.value if isinstance(content, Text) else [text.value for text in content]


@pytest.mark.parametrize(
    ("task", "expected", "directory"),
    [
        ("shell: a | b", "a | b", None),
        ("shell: a chdir=/x creates=/y b", "a   b", "/x"),
        ("shell: A=1 a", "A=1 a", None),
        ("shell: a 'chdir=/x'", "a 'chdir=/x'", None),
        ("shell: a chdir='/x y'", "a", "/x y"),
        ("shell: a creates={{ x }}/y", "a", None),
        ("{shell: a, args: {chdir: /x}}", "a", "/x"),
        ("shell: {cmd: a b, chdir: '{{ d }}'}", "a b", None),
        ("ansible.builtin.command: a 'b c' d\\ e", ["a", "b c", "d e"], None),
        ("command: {argv: [a, b c, '{{ v }}']}", ["a", "b c", "1"], None),
        ("{command: , args: {argv: [a, b]}}", ["a", "b"], None),
        ("command: a $HOME ${V}", ["a", HOLE, "e"], None),
        ("command: a {{ v }} {{ other.x }} {{ 'l' }}", ["a", "1", HOLE, "l"], None),
        ("shell: a {% if b %}--c{% endif %}{#d#}", f"a {HOLE}--c{HOLE}", None),
        ("shell: a {% raw %}{{ x }}{% endraw %}", "a {{ x }}", None),
        ("script: x.sh --a", ["x.sh", "--a"], None),
        ("raw: a", "a", None),
        ("local_action: command a b", ["a", "b"], None),
        ("action: {module: shell, cmd: a}", "a", None),
    ],
)
def test_modules_get_their_words(
    task: str, expected: list[str] | str, directory: str | None
) -> None:
    (launch,) = found(
        f"- hosts: all\n  vars: {{v: 1}}\n  environment: {{V: e}}\n  tasks:\n  - {task}\n"
    )
    assert words(launch) == expected
    assert launch.context.directory == directory


@pytest.mark.parametrize(
    ("play", "task", "user"),
    [
        ("", "", None),
        ("become: yes", "", "root"),
        ("become: true, become_user: ada", "", "ada"),
        ("become: true", "become: false", None),
        ("become: true", "become_user: '{{ who }}'", None),
        ("become: '{{ b }}'", "", None),
        ("remote_user: root", "", "root"),
        ("remote_user: root", "become: yes, become_user: '1000'", "1000"),
    ],
)
def test_the_user_is_whom_the_task_becomes(play: str, task: str, user: str | None) -> None:
    (launch,) = found(
        f"- {{hosts: all, {play}, tasks: [{{shell: a, {task}}}]}}".replace(", ,", ",")
    )
    assert launch.context.user == user
    assert launch.context.container is False


def test_in_a_file_of_tasks_the_user_is_not_known() -> None:
    (launch,) = found("- shell: a\n  remote_user: root\n", "roles/x/tasks/main.yml")
    assert launch.context.user is None


def test_blocks_and_all_task_lists_are_read_in_their_scope() -> None:
    launches = found(
        "- hosts: all\n  vars: {v: play}\n"
        "  pre_tasks: [{shell: 'a {{ v }}'}]\n"
        "  tasks:\n  - vars: {v: block}\n    become: yes\n"
        "    block: [{shell: 'b {{ v }}'}]\n    rescue: [{shell: c}]\n"
        "    always:\n    - vars: {v: task}\n      shell: d {{ v }}\n"
        "  handlers: [{shell: e}]\n"
        "- {hosts: x, tasks: [{shell: 'f {{ v }}'}]}\n"
    )
    assert [words(launch) for launch in launches] == [
        "a play", "b block", "c", "d task", "e", f"f {HOLE}",
    ]  # fmt: skip
    assert [launch.context.user for launch in launches[:5]] == [None, "root", "root", "root", None]
    assert launches[0].context.group == launches[4].context.group != launches[5].context.group


def test_variables_of_the_role_are_read_beside_the_tasks() -> None:
    (launch,) = found(
        "- shell: a {{ v }} {{ w }} {{ n }}\n",
        "roles/x/tasks/main.yml",
        defaults_main="v: default\nw: '{{ v }}/x'\nn: 3.10\n",
        vars_main="v: variable\n",
    )
    assert words(launch) == "a variable variable/x 3.1"


def test_what_a_task_registers_or_sets_is_not_known() -> None:
    *_, launch = found(
        "- hosts: x\n  vars: {a: 1, b: 1, c: '{{ c }}'}\n  tasks:\n"
        "  - {shell: x, register: a}\n  - set_fact: {b: 2}\n  - shell: y {{ a }} {{ b }} {{ c }}\n"
    )
    assert words(launch) == f"y {HOLE} {HOLE} {HOLE}"


def test_the_executable_is_the_shell() -> None:
    launches = found(
        "- {shell: a, args: {executable: /bin/bash}}\n- shell: a\n"
        "- {shell: a, args: {executable: /usr/bin/python3}}\n- win_shell: a\n"
    )
    assert [launch.shell for launch in launches] == ["bash", "sh", "python", "powershell"]


def test_the_environment_has_its_origin() -> None:
    (launch,) = found(
        "- hosts: x\n  environment: {A: 1, B: '{{ z }}'}\n"
        "  tasks: [{shell: a, environment: [{A: 2}]}]\n"
    )
    environment = launch.context.environment
    assert {name: value.value for name, value in environment.items()} == {"A": "2", "B": HOLE}
    assert environment["A"].text.value == "2"
