"""`envguard init`: settings, hook and workflow for a project, and not a word of its own changed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

from envguard.cli import starting_files
from envguard.cli.saying import say
from envguard.cli.writing import OutputProblem, write_whole
from envguard.project import settings as settings_files
from envguard.project.declared_python import USUAL_PYTHON, wanted_python
from envguard.project.discovery import repository_root
from envguard.project.environments import environment_of, environments
from envguard.project.project import Project
from envguard.project.reading import Unreadable, read_bytes
from envguard.project.settings import Settings, SettingsProblem
from envguard.reports.wording import visible

Ask = Callable[[str], bool]

_SETTINGS = "envguard.toml"
_HOOKS = ".pre-commit-config.yaml"
_WORKFLOW = ".github/workflows/envguard.yml"
_GITLAB = ".gitlab-ci.yml"


def run_init(force: bool, action: str, ask: Ask | None) -> int:
    """Write what is missing, say of each file what became of it; 0, or 5 where one fails.

    `ask` is asked before each file; without it all are written.
    """
    root = repository_root(os.getcwd()) or os.getcwd()
    try:
        _init(root, force, action, ask or (lambda path: True))
    except OutputProblem as problem:
        say(str(problem))
        return 5
    except OSError as error:
        say(f"{error.filename or root}: {error.strerror}")
        return 5
    except KeyboardInterrupt:
        return 130
    _tell("next: `envguard check`; where much is found already, `envguard check --write-baseline`")
    return 0


def _init(root: str, force: bool, action: str, ask: Ask) -> None:
    in_pyproject = _has_settings_elsewhere(root)
    if in_pyproject:
        _tell(f"left {_SETTINGS}: {in_pyproject} has settings already")
    else:
        _write(root, _SETTINGS, starting_files.settings(python_of(root)), force, ask)
    _hook(root, ask)
    if os.path.lexists(os.path.join(root, _GITLAB)):
        _tell(
            f"left {_WORKFLOW}: this project is on GitLab; see templates/gitlab-ci.yml of envguard"
        )
    else:
        _write(root, _WORKFLOW, starting_files.workflow(action), force, ask)


def python_of(root: str) -> str:
    """The Python that a project's files ask for, 3.11 where none does, "" where several are."""
    project = Project(root, Settings(root, {}, {}))
    asked = {
        found.group()
        for one in environments(project)
        for python in environment_of(one, project).named("python")
        if (found := re.match(r"3\.\d+", python.version.lstrip("=")))
    }
    if len(asked) > 1:
        return ""
    if asked:
        return asked.pop()
    return wanted_python(os.path.join(root, "environment.yml"), project) or USUAL_PYTHON


def _has_settings_elsewhere(root: str) -> str:
    path = os.path.join(root, "pyproject.toml")
    try:
        if os.path.isfile(path) and settings_files.load(path).origins:
            return "pyproject.toml"
    except SettingsProblem:
        return "pyproject.toml"
    return ""


def _hook(root: str, ask: Ask) -> None:
    path = os.path.join(root, _HOOKS)
    if not os.path.lexists(path):
        _write(root, _HOOKS, starting_files.hook_file(), False, ask)
        return
    try:
        content = read_bytes(path).decode("utf-8")
    except (Unreadable, UnicodeDecodeError):
        content = ""
    if starting_files.has_hook(content):
        _tell(f"left {_HOOKS}: envguard is in it already")
        return
    after = starting_files.with_hook(content)
    if after is None:
        _tell(f"left {_HOOKS}: add this to its `repos:` yourself")
        print(starting_files.hook_entry(), end="")
    elif ask(f"add envguard to {_HOOKS}"):
        write_whole(path, after)
        _tell(f"added envguard to {_HOOKS}")


def _write(root: str, name: str, content: str, force: bool, ask: Ask) -> None:
    path = os.path.join(root, *name.split("/"))
    there = os.path.lexists(path)
    if there and not force:
        _tell(f"left {name}: it is there already; --force overwrites it")
        return
    if not ask(f"overwrite {name}" if there else f"write {name}"):
        return
    folder = os.path.dirname(path)
    if os.path.realpath(folder) != os.path.join(os.path.realpath(root), *name.split("/")[:-1]):
        raise OutputProblem(f"{name}: its folder is a link; nothing was written to it")
    os.makedirs(folder, exist_ok=True)
    write_whole(path, content)
    _tell(f"overwrote {name}" if there else f"wrote {name}")


def _tell(words: str) -> None:
    print(visible(words))


def ask_at_terminal() -> Ask | None:
    """A way to ask, where a person is at both ends; None otherwise."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    import click

    return lambda words: click.confirm(f"{words[0].upper()}{words[1:]}?", default=True)
