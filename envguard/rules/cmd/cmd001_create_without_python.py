"""CMD001: create-without-python."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.package_command import (
    PackageCommand,
    is_path,
    is_placeholder,
    package_command,
    package_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.group import CommandGroup


@rule("CMD001", "create-without-python", Severity.WARNING, since="0.1.0")
def create_without_python(group: CommandGroup) -> Iterator[Outcome]:
    r"""An environment for Python is created without saying which Python.

    ## Why
    `conda create -n x numpy` takes the newest Python of the day. Without any package the
    environment has no Python at all, and `pip` in it is the one of the base environment.

    ## Bad
    ```sh title="setup.sh"
    conda create -y -n speech numpy pandas=2.2
    ```

    ## Bad, and empty
    ```sh title="setup.sh"
    conda create -n speech-recog-py311-torch20
    ```

    ## Good
    ```sh title="setup.sh"
    conda create -y -n speech python=3.11 pandas=2.2
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-python.html
    """
    commands = [found for c in group.commands if (found := package_command(c)) is not None]
    for index, create in enumerate(commands):
        if not _creates_by_name(create) or _has_python(create):
            continue
        if any(_adds_python(later, create) for later in commands[index + 1 :]):
            continue
        named = [package_name(word) for word in create.packages]
        if not named:
            named = _named_later(create, commands[index + 1 :])
        if named and not any(name == "pip" or _is_python_package(name) for name in named):
            continue
        yield finding(
            create.verb_word.raw,
            "This environment gets whatever Python is newest that day: add one, such as python=3.11."
            if named
            else "This environment has no Python, so `pip` in it is another environment's: add one, "
            "such as python=3.11.",
            severity=Severity.INFO if create.command.context.setting == "prose" else None,
        )


def _creates_by_name(create: PackageCommand) -> bool:
    if create.manager != "conda" or create.verb != "create":
        return False
    if create.has("-f", "--file", "--clone", "-h", "--help", "--dry-run"):
        return False
    return not any(is_placeholder(word) or is_path(word) for word in create.packages)


def _has_python(create: PackageCommand) -> bool:
    return any(
        package_name(word) in ("python", "pypy", "r-base", "anaconda") for word in create.packages
    )


def _named_later(create: PackageCommand, rest: list[PackageCommand]) -> list[str]:
    """What conda installs later into an environment that begins empty, if a Python comes along."""
    names = [
        package_name(word)
        for later in rest
        if later.manager == "conda" and later.verb == "install"
        if later.environment in (None, create.environment)
        for word in later.packages
    ]
    return names if any(name == "pip" or _is_python_package(name) for name in names) else []


def _adds_python(later: PackageCommand, create: PackageCommand) -> bool:
    if later.manager != "conda" or later.verb not in ("install", "env update"):
        return False
    if later.environment not in (None, create.environment):
        return False
    return (
        _has_python(later)
        or later.has("-f", "--file")
        or any(is_path(word) for word in later.packages)
    )


def _is_python_package(name: str) -> bool:
    from envguard.subjects.environment.python_packages import is_python_package

    return is_python_package(name)
