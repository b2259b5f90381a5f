"""What carriers of whole scripts share: which shell reads one, and how its lines are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.command import Launch

_SHELLS = {
    "sh": "sh", "dash": "sh", "ash": "sh", "ksh": "sh", "mksh": "sh", "bash": "bash",
    "rbash": "bash", "zsh": "bash", "micromamba-shell": "bash", "pwsh": "powershell",
    "powershell": "powershell", "cmd": "cmd",
}  # fmt: skip
_REPETITION = 8


class Interpreter(NamedTuple):
    """What reads a script: the shell as `Launch.shell` names it, and whether it is a login shell.

    A login shell reads the profile, an interactive one its own settings; `conda init` has left
    its hook in one of them, so `login` is True for both.
    """

    shell: str
    login: bool = False


# s6's with-contenv gives a service the container's variables and starts what follows
_PASSING = ("env", "with-contenv", "busybox", "nix-shell")


def interpreter(words: Sequence[str]) -> Interpreter | None:
    """The interpreter that an argument list starts, None where it is no shell that is known.

    >>> interpreter(["/usr/bin/env", "-S", "bash", "-el"])
    Interpreter(shell='bash', login=True)
    """
    for at, word in enumerate(words):
        name = word.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        if name.startswith("python"):
            return Interpreter("python")
        if name in _SHELLS:
            return Interpreter(_SHELLS[name], _is_login(words[at + 1 :]))
        if name not in _PASSING and not word.startswith("-") and "=" not in word:
            return None
    return None


def _is_login(options: Sequence[str]) -> bool:
    for option in options:
        letters = option[1:] if option[:1] == "-" and option[:2] != "--" else ""
        if option == "--login" or "l" in letters or "i" in letters:
            return True
        if option[:1] not in "-+":
            return False
    return False


def has_shebang(script: Text) -> bool:
    """Whether a script says itself what reads it."""
    return script.value.startswith("#!")


def shebang(script: Text) -> Interpreter | None:
    """The interpreter of a script's `#!` line, None where there is none or it is no shell."""
    if not has_shebang(script):
        return None
    line = script.value[2:400].replace("\r", "\n").partition("\n")[0]
    return interpreter(line.split())


def joined(lines: Iterable[Text]) -> Text | None:
    """Texts as the lines of one script; None where there are none."""
    parts: list[Text] = []
    for line in lines:
        parts.append(line)
        if not line.value.endswith("\n"):
            parts.append(line[len(line) :].decoded("\n"))
    return Text.join(parts) if parts else None


def bounded(launches: Iterable[Launch], text: Text) -> Iterator[Launch]:
    """The launches; SyntaxProblem where they hold far more words than the file.

    Aliases and templates can make one script appear any number of times.
    """
    left = 50_000 + _REPETITION * len(text)
    for launch in launches:
        content = launch.content
        left -= len(content) if isinstance(content, Text) else sum(map(len, content))
        left -= 10 * len(launch.context.environment)
        if left < 0:
            raise SyntaxProblem(text[:0], "its scripts repeat each other too often to be followed")
        yield launch
