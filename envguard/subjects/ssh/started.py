"""The commands that ssh starts by itself, and what is dangerous about them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command, Context, Launch
from envguard.subjects.downloads import downloads, is_piped_to_shell
from envguard.subjects.ssh.config import MATCH, Line, SshConfig

DOWNLOADS, RELATIVE = "downloads", "relative"

LONGEST = 2_000
MOST_LINES = 500

_INTERPRETERS = ("sh", "bash", "zsh", "dash", "ksh", "python", "python3", "perl", "ruby")
_SUBSTITUTED = late(r"(?:^|\s)(?:ba|z|da)?sh\s+(?:-c\s+)?[\"']?(?:\$\(|<\(|`)\s*(?:curl|wget)\b")


class Started(NamedTuple):
    """A command in a configuration: its words, the line, and what is wrong (see the constants)."""

    text: Text
    line: Line
    danger: str
    what: str


def dangerous(config: SshConfig) -> Iterator[Started]:
    """The commands that run what they download, or a script of the folder ssh is started in."""
    for index, (text, line) in enumerate(_commands(config)):
        if index >= MOST_LINES:
            return
        if len(text) > LONGEST:
            continue
        for command in _read(text):
            if downloads(command) and is_piped_to_shell(command):
                yield Started(text, line, DOWNLOADS, command.program)
                break
            script = _relative_script(command)
            if script:
                yield Started(text, line, RELATIVE, script)
                break
        else:
            if _SUBSTITUTED.search(text.value):
                yield Started(text, line, DOWNLOADS, text.value.split()[0])


def _commands(config: SshConfig) -> Iterator[tuple[Text, Line]]:
    permitted = {
        line.block.index: line
        for line in config.directives("permitlocalcommand")
        if line.directive.values[:1] and line.directive.values[0].lower() in ("yes", "true")
    }
    everywhere = any(line.block.for_everything for line in permitted.values())
    for line in config.own_directives(
        "proxycommand", "knownhostscommand", "localcommand", "remotecommand", "match"
    ):
        directive = line.directive
        if directive.name == "match" and line.block.kind == MATCH:
            words = directive.arguments
            for before, after in pairwise(words):
                if before.value.lower().lstrip("!") == "exec":
                    yield after.text, line
        elif directive.name == "localcommand":
            if everywhere or line.block.index in permitted:
                yield directive.command, line
        elif directive.name in ("proxycommand", "knownhostscommand"):
            yield directive.command, line


def _read(text: Text) -> list[Command]:
    from envguard.subjects.shell import commands

    try:
        return commands([Launch(text, Context("ssh-config", "script"), "sh")])
    except SyntaxProblem:
        return []


def _relative_script(command: Command) -> str:
    """`./x.sh`, `scripts/x` or `sh x.sh`: what that is depends on where ssh is started."""
    program = command.argv[0].value if command.argv else ""
    if "/" in program and not program.startswith(("/", "~", "%", "$", "-")):
        return program if program.isprintable() and "\ue000" not in program else ""
    if command.program in _INTERPRETERS and len(command.argv) > 1:
        word = command.argv[1].value
        is_file = word.startswith("./") or word.endswith((".sh", ".py", ".pl", ".rb"))
        outside = word.startswith(("/", "~", "%", "$", "-")) or "\ue000" in word
        return word if is_file and not outside else ""
    return ""
