"""Which environment a command works in, and whether `conda activate` can work where it stands."""

from __future__ import annotations

from envguard.subjects.command import Command, Word, known
from envguard.subjects.package_command import CONDA_PROGRAMS, PackageCommand

_SHELLS = ("sh", "bash", "zsh", "dash", "ksh", "ash")


def activated(command: Command) -> Word | None:
    """The word that names the environment in `conda activate x` or `source activate x`."""
    argv = command.argv
    if command.program in CONDA_PROGRAMS and len(argv) > 1 and argv[1].value == "activate":
        return _first_operand(argv[2:])
    if command.program in ("source", ".") and len(argv) > 1 and argv[1].value == "activate":
        return _first_operand(argv[2:])
    return None


def is_conda_activate(command: Command) -> bool:
    """Whether the command is `conda activate`, which needs conda's hook in the shell."""
    argv = command.argv
    return command.program in CONDA_PROGRAMS and len(argv) > 1 and argv[1].value == "activate"


def may_load_hook(command: Command) -> bool:
    """Whether the shell may know `conda activate` behind this command.

    `eval "$(conda shell.bash hook)"` and `source …/conda.sh` load the hook; another file that is
    sourced, or a module that is loaded, may do so.
    """
    program, values = command.program, command.values
    if program in ("source", ".", "eval", "module", "ml"):
        # `source activate x` starts a script of that name, and leaves no function behind
        return values[1:2] != ["activate"]
    if program in ("conda", "mamba", "micromamba"):
        return any(value in ("shell.bash", "shell.posix", "shell.zsh", "hook") for value in values)
    return program in _SHELLS and _reads_settings(values[1:])


def _reads_settings(options: list[str]) -> bool:
    for option in options:
        if not option.startswith("-"):
            return False
        letters = "" if option.startswith("--") else option[1:]
        if option == "--login" or "l" in letters or "i" in letters:
            return True
    return False


def works_in(install: PackageCommand, active: str | None) -> str | None:
    """The environment that an install changes: its own word, else the active one."""
    given = install.environment
    if given is not None and install.manager == "conda":
        return given
    return _run_in(install.command) or active


def _run_in(command: Command) -> str | None:
    """The environment of a `pip` inside `/envs/NAME/bin`."""
    parts = command.argv[0].value.replace("\\", "/").split("/")
    return parts[parts.index("envs") + 1] if "envs" in parts[:-2] else None


def _first_operand(words: tuple[Word, ...]) -> Word | None:
    return next((word for word in words if not word.value.startswith("-")), None)


def is_name(value: str) -> bool:
    """Whether an environment is given by a name that is known, not by a path."""
    return bool(value) and known(value) and not set(value) & set("/\\~$%*{}<>")
