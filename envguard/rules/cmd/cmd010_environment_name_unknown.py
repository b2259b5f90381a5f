"""CMD010: environment-name-unknown."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related, unknown
from envguard.project.own_names import own_names
from envguard.rules import Outcome, rule
from envguard.subjects.activation import activated, is_name
from envguard.subjects.command import Word, known
from envguard.subjects.named_files import fetches_another
from envguard.subjects.package_command import CONDA_PROGRAMS, is_placeholder, package_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.environments import EnvironmentFile
    from envguard.project.project import Project
    from envguard.subjects.command import Command
    from envguard.subjects.group import CommandFile

_ALWAYS_THERE = {"base", "root"}
_EXAMPLES = {
    "env", "myenv", "my_env", "my-env", "yourenv", "environment", "name", "foo", "testenv",
    "test-env", "test_env", "newenv", "envname", "env_name", "env-name", "environment_name",
    "environment-name", "conda_env", "conda-env", "venv",
}  # fmt: skip
_MAXIMUM_NAMES = 20
_MAKES = ("create", "env create", "env update", "rename")

_OTHERWISE_NAMED = (
    "Nothing in the project makes an environment called {name}, so this fails on any other machine: "
    "activate the one that the environment file makes."
)
_NOT_MADE = (
    "Nothing in the project makes an environment called {name}, so this fails on any other machine: "
    "create it in the same text."
)


@rule("CMD010", "environment-name-unknown", Severity.WARNING, since="0.1.0")
def environment_name_unknown(file: CommandFile, project: Project) -> Iterator[Outcome]:
    r"""An environment is activated that nothing in the project makes.

    ## Why
    `conda activate nlp-exp` fails where the environment file calls the environment `nlp`. It
    works on the author's machine alone, where an older environment of that name is left.

    ## Bad
    ```sh title="train.sh"
    #!/bin/bash
    source ~/miniforge3/etc/profile.d/conda.sh
    conda env create -f environment.yml
    conda activate nlp-exp
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## Good
    ```sh title="train.sh"
    #!/bin/bash
    source ~/miniforge3/etc/profile.d/conda.sh
    conda env create -f environment.yml
    conda activate nlp
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#activating-an-environment
    """
    wanted = _activated(file)
    if not wanted:
        return
    made, open_reason = _made(file, project)
    for name, words in wanted.items():
        if name in made:
            continue
        # the project is listed only where a name is in question
        from envguard.project.environments import environments
        from envguard.project.made_environments import is_made_somewhere

        known_files = environments(project)
        if any(one.name is not None and one.name.value == name for one in known_files):
            continue
        if is_made_somewhere(project, name):
            continue
        reason = open_reason or _open_names(known_files)
        if reason:
            yield unknown(words[0].raw, "Whether {name} exists is not known.", reason, name=name)
            continue
        setting = _setting(file, words[0])
        if setting == "prose" and (name.lower() in _EXAMPLES or is_placeholder(words[0])):
            continue
        named = [one for one in known_files if one.name is not None][:3]
        yield finding(
            words[0].raw,
            _OTHERWISE_NAMED if named else _NOT_MADE,
            severity=Severity.INFO if setting == "prose" and not known_files else None,
            related=(
                *(related(word.raw, "and here") for word in words[1:]),
                *(related(one.name, "this one is called {name}", name=one.name.value)
                  for one in named if one.name is not None),
            ),
            name=name,
        )  # fmt: skip


def _activated(file: CommandFile) -> dict[str, list[Word]]:
    """The names that are activated, each with its places; only so many are looked for."""
    found: dict[str, list[Word]] = {}
    for command in file.commands:
        word = activated(command)
        if word is None or not is_name(word.value) or word.value in _ALWAYS_THERE:
            continue
        if command.context.setting == "prose" and word.value.isupper():
            continue
        if word.value in found or len(found) < _MAXIMUM_NAMES:
            found.setdefault(word.value, []).append(word)
    return found


def _made(file: CommandFile, project: Project) -> tuple[set[str], str]:
    """(names that the text itself makes, why there may be others)."""
    found, reason = set(file.environments or ()), ""
    if file.environments is None:
        reason = "an action of the workflow may make it"
    for command in file.commands:
        if command.program == "git" and fetches_another(command.values, own_names(project)):
            reason = "another repository is cloned, which may make it"
        if command.context.container and _may_hold(command):
            reason = "the base image may hold it"
        if command.program == "conda-lock" or command.program in CONDA_PROGRAMS:
            name, why = _created(command, project)
            found.update(name)
            reason = reason or why
    return found, reason


def _created(command: Command, project: Project) -> tuple[list[str], str]:
    read = package_command(command)
    given = [w.value for before, w in zip(command.argv, command.argv[1:])
             if before.value in ("-n", "--name", "-p", "--prefix")]  # fmt: skip
    given += [w.value.partition("=")[2] for w in command.argv
              if w.value.startswith(("--name=", "--prefix="))]  # fmt: skip
    names = [value.rstrip("/").rpartition("/")[2] for value in given]
    if command.program != "conda-lock" and (read is None or read.verb not in _MAKES):
        return [], ""
    if read is not None and read.verb == "rename":
        names.extend(word.value for word in read.packages)
    if any(not known(name) for name in names):
        return names, "the name of an environment that is made is a variable's"
    file = read.option("-f", "--file") if read is not None and not names else None
    if file is not None and ("://" in file.value.value or not known(file.value.value)):
        return names, "the environment file is not the project's"
    if file is not None and not _is_there(file.value.value, project):
        return names, "the environment file is not there, and may have any name in it"
    return names, ""


def _is_there(path: str, project: Project) -> bool:
    base = path.replace("\\", "/").rpartition("/")[2]
    return base in project.base_names()


def _may_hold(command: Command) -> bool:
    from envguard.subjects.image import brings_files

    return brings_files(command.context.image)


def _open_names(files: list[EnvironmentFile]) -> str:
    """Why an environment file of the project may have any name, "" where none may."""
    for one in files:
        if one.name is not None and not known(one.name.value):
            return "an environment file takes its name from a variable"
    return ""


def _setting(file: CommandFile, word: Word) -> str:
    for command in file.commands:
        if word in command.argv:
            return command.context.setting
    return ""
