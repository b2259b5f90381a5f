"""CMD008: pip-outside-environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.package_command import PackageCommand, package_command

if TYPE_CHECKING:
    from envguard.subjects.command import Command

_ENVIRONMENT_PATHS = ("/envs/", "/venv/", "/.venv/", "/opt/conda/", "/virtualenv", "conda3/")


@rule("CMD008", "pip-outside-environment", Severity.WARNING, since="0.1.0")
def pip_outside_environment(command: Command) -> Iterator[Outcome]:
    r"""pip installs beside every environment: for the whole system, or for the user.

    ## Why
    `sudo pip` overwrites files of the operating system's own Python. `--user` puts packages into
    `~/.local`, where every environment of the same Python finds them before its own. Either way
    the environment file no longer says what a program imports.

    ## Bad
    ```sh title="install.sh"
    sudo pip install numpy==1.26.4
    ```

    ## Bad, for the user
    ```sh title="install.sh"
    pip install --user numpy==1.26.4
    ```

    ## Good
    ```sh title="install.sh"
    conda run -n speech pip install numpy==1.26.4
    ```

    ## References
    - https://pip.pypa.io/en/stable/user_guide/#user-installs
    - https://packaging.python.org/en/latest/specifications/externally-managed-environments/
    """
    install = package_command(command)
    if install is None or install.manager != "pip" or install.verb != "install":
        return
    severity = Severity.INFO if command.context.setting == "prose" else None
    broken = install.option("--break-system-packages")
    user = install.option("--user")
    if broken is not None:
        yield finding(
            broken.word.raw,
            "This overwrites packages that belong to the operating system: install into an "
            "environment of the project's own.",
            severity=severity,
        )
    elif user is not None:
        yield finding(
            user.word.raw,
            "Packages in ~/.local are found before every environment's own: install into the "
            "project's environment instead.",
            severity=severity,
        )
    elif _is_sudo(command) and not _is_in_environment(install):
        yield finding(
            command.argv[0].raw,
            "pip as root changes the system's own Python: install into an environment of the "
            "project's own, without sudo.",
            severity=severity,
        )


def _is_sudo(command: Command) -> bool:
    return command.user == "root" and bool({"sudo", "doas"} & set(command.wrappers))


def _is_in_environment(install: PackageCommand) -> bool:
    program = install.command.argv[0].value.replace("\\", "/")
    inside = any(part in program for part in _ENVIRONMENT_PATHS)
    return inside or bool({"conda", "mamba", "micromamba"} & set(install.command.wrappers))
