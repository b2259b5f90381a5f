"""The scripts that commands are given as one argument: `sh -c "…"`, `eval "…"`, `ssh host "…"`."""

from __future__ import annotations

from collections.abc import Callable

from envguard.model import Text
from envguard.subjects.command import Command, Word
from envguard.subjects.wrappers import WRAPPERS, Wrapper, after_options

_TMUX = Wrapper(frozenset(("-s", "-t", "-n", "-c", "-x", "-y", "-e", "-F")))
_READS_INPUT = ("-s", "-l", "-e", "-x", "-")


def shell_text(command: Command) -> Text | None:
    """The script that a command hands to a shell; None where it hands none."""
    read = _READERS.get(command.program)
    return read(command) if read is not None and len(command.argv) > 0 else None


def _heredoc(command: Command) -> Text | None:
    return next((r.body for r in command.redirects if r.body is not None), None)


def _of_shell(command: Command) -> Text | None:
    body = _heredoc(command)
    if body is not None and all(word.value in _READS_INPUT for word in command.argv[1:]):
        return body
    return _command_string(command.argv)


def _of_su(command: Command) -> Text | None:
    for index, word in enumerate(command.argv[:-1]):
        if word.value in ("-c", "--command", "-lc", "-qc"):
            return command.argv[index + 1].text
    return None


def _of_eval(command: Command) -> Text | None:
    return _joined(command.argv[1:]) if len(command.argv) > 1 else None


def _of_trap(command: Command) -> Text | None:
    return command.argv[1].text if len(command.argv) > 2 else None


def _of_sbatch(command: Command) -> Text | None:
    return _option_text(command.argv, ("--wrap",))


def _of_env(command: Command) -> Text | None:
    return _option_text(command.argv, ("-S", "--split-string"))


def _of_watch(command: Command) -> Text | None:
    at = after_options(command, WRAPPERS["watch"], 1)
    return _joined(command.argv[at:]) if at is not None and at < len(command.argv) else None


def _of_screen(command: Command) -> Text | None:
    argv = command.argv
    return argv[-1].text if len(argv) > 1 and " " in argv[-1].value else None


def _of_tmux(command: Command) -> Text | None:
    argv = command.argv
    if len(argv) > 2 and argv[1].value in ("new", "new-session", "neww", "new-window"):
        at = after_options(command, _TMUX, 2)
        return _joined(argv[at:]) if at is not None and at < len(argv) else None
    return _of_screen(command)


def _of_ssh(command: Command) -> Text | None:
    argv = command.argv
    inner = after_options(command, WRAPPERS["ssh"], 1)
    if inner is None:
        return _heredoc(command) if len(argv) > 1 else None
    return argv[inner].text if len(argv) == inner + 1 and " " in argv[inner].value else None


def _joined(words: tuple[Word, ...]) -> Text:
    """Words as one script, as eval sets them together."""
    first = words[0].text
    if len(words) == 1:
        return first
    parts: list[Text] = []
    for word in words:
        parts.extend((word.text, word.text[len(word.text) :].decoded(" ")))
    return Text.join(parts[:-1])


def _option_text(argv: tuple[Word, ...], names: tuple[str, ...]) -> Text | None:
    """The value of an option, joined to it or behind it."""
    for index, word in enumerate(argv[1:], 1):
        for name in names:
            if word.value.startswith(f"{name}="):
                return word.text[len(name) + 1 :]
            if word.value == name and index + 1 < len(argv):
                return argv[index + 1].text
            if len(name) == 2 and word.value.startswith(name):
                return word.text[2:]
    return None


def _command_string(argv: tuple[Word, ...]) -> Text | None:
    """What a shell's `-c` is given: `bash -euo pipefail -c -- "…"`; None without one."""
    at, wanted = 1, False
    while at < len(argv):
        value = argv[at].value
        if value == "--":
            at += 1
            break
        if value.startswith("--"):
            at += 2 if value in ("--rcfile", "--init-file") else 1
        elif value[:1] in ("-", "+") and len(value) > 1:
            wanted = wanted or (value[0] == "-" and "c" in value)
            # each o or O in a bundle takes an option's name from the words behind it
            at += 1 + value.count("o") + value.count("O")
        else:
            break
    return argv[at].text if wanted and at < len(argv) else None


_READERS: dict[str, Callable[[Command], Text | None]] = {
    **dict.fromkeys(("sh", "bash", "zsh", "dash", "ksh", "ash"), _of_shell),
    **dict.fromkeys(("su", "runuser", "script"), _of_su),
    "eval": _of_eval,
    "trap": _of_trap,
    "sbatch": _of_sbatch,
    "env": _of_env,
    "watch": _of_watch,
    "screen": _of_screen,
    "tmux": _of_tmux,
    "ssh": _of_ssh,
}
