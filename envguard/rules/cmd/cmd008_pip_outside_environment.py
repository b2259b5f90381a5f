"""CMD008: pip-outside-environment."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.package_command import PackageCommand, package_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command, Word
    from envguard.subjects.group import CommandFile

_ENVIRONMENT_PATHS = ("/envs/", "/venv/", "/.venv/", "/opt/conda/", "/virtualenv", "conda3/")

_BROKEN = (
    "This overwrites packages that belong to the operating system: install into an environment of "
    "the project's own."
)
_USER = (
    "Packages in ~/.local are found before every environment's own: install into the project's "
    "environment instead."
)
_SUDO = (
    "pip as root changes the system's own Python: install into an environment of the project's "
    "own, without sudo."
)


@rule("CMD008", "pip-outside-environment", Severity.WARNING, since="0.1.0")
def pip_outside_environment(file: CommandFile) -> Iterator[Outcome]:
    r"""pip installs beside every environment: for the whole system, or for the user.

    ## Why
    `sudo pip` overwrites files of the operating system's own Python. `--user` puts packages into
    `~/.local`, where every environment of the same Python finds them before its own. Either way
    the environment file no longer says what a program imports. In the job of a CI, whose machine is
    thrown away, this is a remark.

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
    found: dict[str, list[tuple[Word, str]]] = {}
    for command in file.commands:
        outside = _outside(command)
        if outside is not None:
            place = (outside[1], command.context.setting)
            found.setdefault(outside[0], []).append(place)
    for message, places in found.items():
        words = [word for word, _ in places]
        # a job's machine is thrown away with all that was overwritten
        mild = all(setting in ("prose", "ci") for _, setting in places)
        yield finding(
            words[0].raw,
            message,
            severity=Severity.INFO if mild else None,
            related=tuple(related(word.raw, "and here") for word in words[1:]),
        )


def _outside(command: Command) -> tuple[str, Word] | None:
    """(what is wrong, the word that says so); None where pip works inside an environment."""
    install = package_command(command)
    if install is None or install.manager != "pip" or install.verb != "install":
        return None
    broken = install.option("--break-system-packages")
    if broken is not None:
        return _BROKEN, broken.word
    user = install.option("--user")
    if user is not None:
        return _USER, user.word
    if _is_sudo(command) and not _is_in_environment(install):
        return _SUDO, command.argv[0]
    return None


def _is_sudo(command: Command) -> bool:
    return command.user == "root" and bool({"sudo", "doas"} & set(command.wrappers))


def _is_in_environment(install: PackageCommand) -> bool:
    program = install.command.argv[0].value.replace("\\", "/")
    inside = any(part in program for part in _ENVIRONMENT_PATHS)
    return inside or bool({"conda", "mamba", "micromamba"} & set(install.command.wrappers))
