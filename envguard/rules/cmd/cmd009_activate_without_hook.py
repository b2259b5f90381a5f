"""CMD009: activate-without-hook."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, unknown
from envguard.rules import Outcome, rule
from envguard.subjects.activation import activated, is_conda_activate, may_load_hook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command
    from envguard.subjects.group import CommandFile

_SETTINGS_FILES = ("bashrc", "bash_profile", "zshrc", "profile", "bash_aliases")


@rule("CMD009", "activate-without-hook", Severity.WARNING, since="0.1.0")
def activate_without_hook(file: CommandFile) -> Iterator[Outcome]:
    r"""`conda activate` stands where the shell does not know it, or where it is lost at once.

    ## Why
    `conda activate` is a shell function that `conda init` writes into the settings of interactive
    shells. A script and a RUN line do not read these: conda says "Run 'conda init' before 'conda
    activate'", and what follows works in the base environment. Each RUN is a new shell, so even
    where the activation works it is gone in the next one.

    ## Bad
    ```sh title="train.sbatch"
    #!/bin/bash
    #SBATCH --time=01:00:00
    conda activate base
    python train.py
    ```

    ## Bad, without effect
    ```dockerfile title="Dockerfile"
    FROM condaforge/miniforge3:24.11.3-0
    RUN . /opt/conda/etc/profile.d/conda.sh && conda activate base
    RUN python -m compileall .
    ```

    ## Good
    ```sh title="train.sbatch"
    #!/bin/bash
    #SBATCH --time=01:00:00
    eval "$(conda shell.bash hook)"
    conda activate base
    python train.py
    ```

    ## Good, without activation
    ```dockerfile title="Dockerfile"
    FROM condaforge/miniforge3:24.11.3-0
    RUN conda run -n base python -m compileall .
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/dev-guide/deep-dives/activation.html
    - https://docs.conda.io/projects/conda/en/stable/commands/run.html
    """
    for commands in _shells(file):
        setting = commands[0].context.setting
        if setting == "prose" or _is_sourced(commands, file):
            continue
        hooked = _begins_with_hook(commands[0])
        for index, command in enumerate(commands):
            hooked = hooked or may_load_hook(command)
            if activated(command) is None:
                continue
            if setting == "image" and _is_last(index, commands):
                yield finding(
                    command.text,
                    "This activation ends with its RUN, so nothing runs in the environment: use "
                    "`conda run -n NAME …`, or put the environment's bin folder on PATH.",
                )
                break
            if hooked or not is_conda_activate(command) or _is_elsewhere(command):
                continue
            if _may_be_sourced(file, command):
                yield unknown(
                    command.text,
                    "Whether `conda activate` works here is not known.",
                    "the script has no #! line and may be sourced by an interactive shell",
                )
                break
            yield finding(
                command.text,
                "This shell has not loaded conda's hook, so `conda activate` fails and the rest runs "
                'in another environment: put `eval "$(conda shell.bash hook)"` before it, or use '
                "`conda run -n NAME`.",
            )
            break


def _shells(file: CommandFile) -> list[list[Command]]:
    """The commands that share one shell: those of one script, RUN or step."""
    found: dict[int, list[Command]] = {}
    for command in file.commands:
        found.setdefault(command.launch, []).append(command)
    return list(found.values())


def _is_sourced(commands: list[Command], file: CommandFile) -> bool:
    """Settings of interactive shells, and terminals that somebody types into."""
    name = file.path.replace("\\", "/").rpartition("/")[2].lstrip(".")
    context = commands[0].context
    return name in _SETTINGS_FILES or (
        context.setting == "interactive" and context.carrier != "notebook"
    )


def _begins_with_hook(command: Command) -> bool:
    """Whether the shell knows conda before its first line."""
    context = command.context
    if context.login or "BASH_ENV" in context.environment:
        return True
    # the image's own SHELL loads the hook of micromamba
    return (context.image or "").startswith(("mambaorg/", "docker.io/mambaorg/"))


def _may_be_sourced(file: CommandFile, command: Command) -> bool:
    context = command.context
    return context.carrier == "shell_script" and not file.is_script


def _is_last(index: int, commands: list[Command]) -> bool:
    return index == len(commands) - 1


def _is_elsewhere(command: Command) -> bool:
    """On another machine, or in a terminal that `tmux` opens, the user's settings are read."""
    return any(name in ("tmux", "screen", "ssh -c", "ssh", "tmux -c", "screen -c")
               for name in command.wrappers)  # fmt: skip
