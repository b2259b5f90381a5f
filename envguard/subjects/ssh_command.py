"""What a command line tells ssh: of ssh and its kin, and of programs that start ssh.

Measured with OpenSSH 9.2p1: of `-A` and `-a` the last one decides, whatever `-o` says; of several
`-o` of one keyword the first; ssh takes options behind the host as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from envguard.formats.posix_words import split_words
from envguard.formats.ssh_config import Directive, read_line
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command, known
from envguard.subjects.downloads import base_name

_SSH_VALUED = "BbcDEeFIiJLlmOoPpQRSWw"
_VALUED = {
    "ssh": _SSH_VALUED, "slogin": _SSH_VALUED, "autossh": "M" + _SSH_VALUED,
    "scp": "cDFiJloPSX", "sftp": "BbcDFiJloPRsSX", "ssh-copy-id": "iopFt", "sshfs": "opF",
    "ssh-keyscan": "fpTtO", "ssh-add": "tEhHSse", "ssh-agent": "aEOPt",
}  # fmt: skip
_CONNECTING = ("ssh", "scp", "sftp", "ssh-copy-id", "sshfs", "autossh", "slogin")
_CAN_FORWARD = ("ssh", "scp", "sftp", "autossh", "slogin")
_VARIABLES = ("GIT_SSH_COMMAND", "RSYNC_RSH", "SVN_SSH", "CVS_RSH")
_REMOTE = late(r"(?:[^@:/]+@)?(\[[0-9A-Fa-f:.]+\]|[^@:/\s]+):.*", re.DOTALL)
_RSYNC_VALUED = "BTfMe@"


class SshOption(NamedTuple):
    """One option: its letter with the dash, its value (None: it takes none), and all its words."""

    name: str
    value: Text | None
    text: Text


class SshCommand(NamedTuple):
    """What one command line tells one ssh. `command` is the one that stands in the file.

    `hosts` are the names that it goes to, as far as they are known; `via` names what starts ssh
    ("" for ssh itself), such as "GIT_SSH_COMMAND".
    """

    command: Command
    program: str
    options: tuple[SshOption, ...]
    hosts: tuple[str, ...]
    text: Text
    via: str = ""

    def settings(self, *names: str) -> list[tuple[SshOption, Directive]]:
        """The `-o` options that set one of the keywords (lower case), in order."""
        found = []
        for option in self.options:
            if option.name != "-o" or option.value is None:
                continue
            directive = read_line(option.value)
            if directive is not None and directive.name in names:
                found.append((option, directive))
        return found

    def setting(self, name: str) -> tuple[SshOption, str] | None:
        """The option that decides a keyword, and its value: the first one."""
        for option, directive in self.settings(name):
            if directive.arguments:
                return option, directive.arguments[0].value
        return None

    def forwarding(self) -> tuple[Text, str] | None:
        """What decides about the agent, and its value; `-A` is "yes", `-a` "no"."""
        if self.program not in _CAN_FORWARD:
            return None
        flags = [one for one in self.options if one.name in ("-A", "-a")]
        if flags:
            return flags[-1].text, "yes" if flags[-1].name == "-A" else "no"
        found = self.setting("forwardagent")
        return (found[0].text, found[1]) if found else None


def ssh_commands(commands: Sequence[Command]) -> Iterator[SshCommand]:
    """Every ssh that the commands of a file start; what a variable gives to all is said once."""
    said: set[tuple[int, int]] = set()
    for command in commands:
        place = (command.text.start, command.text.end)
        # an action's step and a script's may have the same variable from their job
        if command.context.group in _VARIABLES and place in said:
            continue
        for found in _own(command):
            yield _without_repeated(found, said)
        if command.context.group in _VARIABLES:
            said.add(place)
        for name in _VARIABLES:
            value = command.environment.get(name)
            if value is None or value.text.source is not command.text.source:
                continue
            place = (value.text.start, value.text.end)
            if place not in said:
                said.add(place)
                yield from _words_of(command, value.text, name)


def read_options(program: str, words: Sequence[Text]) -> tuple[tuple[SshOption, ...], list[Text]]:
    """The options in the words behind a program of ssh's family, and the words that are none."""
    valued = _VALUED[program]
    options: list[SshOption] = []
    plain: list[Text] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        value = word.value
        if value == "--":
            plain.extend(words[at:])
            break
        if not value.startswith("-") or len(value) < 2:
            plain.append(word)
            if len(plain) > 1 and program in ("ssh", "autossh", "slogin"):
                plain.extend(words[at:])
                break
            continue
        for index in range(1, len(value)):
            letter = value[index]
            if letter not in valued:
                text = word if len(value) == 2 else word[index : index + 1]
                options.append(SshOption(f"-{letter}", None, text))
                continue
            if index + 1 < len(value):
                options.append(SshOption(f"-{letter}", word[index + 1 :], word))
            elif at < len(words):
                options.append(SshOption(f"-{letter}", words[at], words[at]))
                at += 1
            break
    return tuple(options), plain


def _without_repeated(ssh: SshCommand, said: set[tuple[int, int]]) -> SshCommand:
    """The command without options that stand elsewhere and that an earlier command had, too."""
    kept: list[SshOption] = []
    begin, end = ssh.command.text.start, ssh.command.text.end
    for option in ssh.options:
        place = (option.text.start, option.text.end)
        if begin <= place[0] and place[1] <= end:
            kept.append(option)
        elif place not in said:
            said.add(place)
            kept.append(option)
    return ssh._replace(options=tuple(kept))


def _own(command: Command) -> Iterator[SshCommand]:
    program = command.program.removesuffix(".exe")
    words = [word.text for word in command.argv[1:]]
    if program in _CONNECTING:
        yield _read(command, program, words, command.text, "")
    elif program == "rsync":
        for value in _rsync_shells(words):
            yield from _words_of(command, value, "rsync -e")
    elif program == "git":
        for value in _git_settings(words):
            yield from _words_of(command, value, "core.sshCommand")
    elif program == "mosh":
        for word in words:
            if word.value.startswith("--ssh="):
                yield from _words_of(command, word[len("--ssh=") :], "mosh --ssh")


def _read(
    command: Command, program: str, words: Sequence[Text], text: Text, via: str
) -> SshCommand:
    options, plain = read_options(program, words)
    if program == "sshfs":
        options = tuple(part for option in options for part in _at_commas(option))
    return SshCommand(command, program, options, tuple(_hosts(program, plain)), text, via)


def _words_of(command: Command, text: Text, via: str) -> Iterator[SshCommand]:
    """The ssh in a text that another program splits into words."""
    words = split_words(text)
    for index, word in enumerate(words or ()):
        program = base_name(word.value.replace("\\", "/")).removesuffix(".exe")
        if program in _CONNECTING and words is not None:
            yield _read(command, program, words[index + 1 :], text, via)
            return


def _hosts(program: str, plain: list[Text]) -> Iterator[str]:
    if program in ("scp", "sshfs", "sftp"):
        for word in plain:
            found = _REMOTE.fullmatch(word.value)
            if found and known(found.group(1)):
                yield found.group(1).strip("[]")
            elif program == "sftp" and known(word.value):
                yield word.value.rpartition("@")[2]
    elif plain and known(plain[0].value):
        yield plain[0].value.removeprefix("ssh://").rpartition("@")[2].strip("[]")


def _at_commas(option: SshOption) -> Iterator[SshOption]:
    """sshfs parts the values of one `-o` with commas."""
    if option.name != "-o" or option.value is None:
        yield option
        return
    begin, value = 0, option.value
    for part in value.value.split(","):
        if part:
            yield SshOption("-o", value[begin : begin + len(part)], option.text)
        begin += len(part) + 1


def _rsync_shells(words: list[Text]) -> Iterator[Text]:
    """The values of `-e` and `--rsh`."""
    for index, word in enumerate(words):
        value = word.value
        after = words[index + 1] if index + 1 < len(words) else None
        if value.startswith("--rsh="):
            yield word[len("--rsh=") :]
        elif value == "--rsh" and after is not None:
            yield after
        elif value.startswith("-") and not value.startswith("--"):
            at = next((i for i, c in enumerate(value[1:], 1) if c in _RSYNC_VALUED), 0)
            if at and value[at] == "e":
                if at + 1 < len(value):
                    yield word[at + 1 :]
                elif after is not None:
                    yield after


def _git_settings(words: list[Text]) -> Iterator[Text]:
    """core.sshCommand of `git -c …=…`, and of `git config core.sshCommand …`."""
    name = "core.sshcommand"
    for index, word in enumerate(words):
        lowered = word.value.lower()
        if lowered.startswith(name + "="):
            yield word[len(name) + 1 :]
        elif lowered == name and index + 1 < len(words):
            yield words[index + 1]
