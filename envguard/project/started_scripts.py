"""Scripts of the project that another command starts, an image's CMD or a service's."""

from __future__ import annotations

import os

from envguard.model import Text
from envguard.project.jupyter_configs import Files
from envguard.project.project import Project
from envguard.subjects.command import Command
from envguard.subjects.jupyter.program import is_server

_SHELLS = ("sh", "bash", "zsh", "dash", "ksh", "ash")


def script_of(command: Command, text: Text, path: str, project: Project) -> Text | None:
    """The script of the project that a command starts; None where it starts none of those."""
    at = 1 if command.program in _SHELLS and len(command.argv) > 1 else 0
    name = command.argv[at].value
    if at == 0 and "/" not in name and not name.endswith((".sh", ".bash")):
        return None
    base = os.path.basename(name)
    if not base or base.startswith("-"):
        return None
    folder = os.path.dirname(path) or "."
    script = Files(command, text, path, project).read(name)
    if script is None and command.context.container and base.endswith((".sh", ".bash")):
        script = project.read(os.path.join(folder, base))
    if script is None or "\0" in script.value[:200]:
        return None
    return script if _is_shell(script, base) else None


def _is_shell(script: Text, base: str) -> bool:
    head = script.value[:80]
    return "sh" in head.partition("\n")[0] if head.startswith("#!") else base.endswith("sh")


def joined(script: Text, starter: Command) -> list[Command]:
    """The commands of a script as another command starts it, `"$@"` put in.

    They run as whom, where and with which variables the starter runs.
    """
    from envguard.subjects.command import Launch
    from envguard.subjects.shell import commands
    from envguard.subjects.unwrap import unwrap

    at = 1 if starter.program in _SHELLS else 0
    context = starter.context._replace(user=starter.user, environment=starter.environment)
    found: list[Command] = []
    for command in commands([Launch(script, context)]):
        words = [
            word
            for given in command.argv
            for word in (starter.argv[at + 1 :] if _is_all(given.raw.spelled()) else (given,))
        ]
        if len(words) == len(command.argv) and all(a is b for a, b in zip(words, command.argv)):
            found.append(command)
        elif words:
            command.argv = tuple(words)
            found.extend(unwrap([command]))
    return [command for command in found if is_server(command)]


def _is_all(spelling: str) -> bool:
    """Whether a word of a script stands for all the arguments of the script."""
    return spelling.strip("\"'") in ("$@", "${@}", "$*", "${*}", "${@:1}")
