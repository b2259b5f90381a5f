"""ssh-keyscan, ssh-agent and ssh-add in scripts: what they trust and what they leave behind."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.command import Command, known
from envguard.subjects.group import CommandGroup
from envguard.subjects.ssh.reach import is_loopback
from envguard.subjects.ssh_command import read_options

_OWN_NAME = late(r"\$\(hostname(?: -[fs])?\)|`hostname(?: -[fs])?`|\$(?:HOSTNAME|\{HOSTNAME\})")
_WRITERS = ("tee", "cat", "sort", "dd", "sponge")
_COMPARERS = ("grep", "egrep", "fgrep", "diff", "cmp", "test", "[", "[[", "sha256sum", "shasum")


def scans(group: CommandGroup) -> Iterator[Text]:
    """ssh-keyscan commands whose answer becomes a known_hosts file without a comparison."""
    if _compares_fingerprints(group):
        return
    for command in group.commands:
        if command.program != "ssh-keyscan" or not _is_kept(command):
            continue
        _, hosts = read_options("ssh-keyscan", [word.text for word in command.argv[1:]])
        if hosts and all(map(_is_this_machine, hosts)):
            continue
        yield command.text


def _is_this_machine(host: Text) -> bool:
    """Whether a name is that of the machine itself, between which and it nobody stands."""
    if _OWN_NAME.fullmatch(host.spelled().strip('"')):
        return True
    return known(host.value) and is_loopback(host.value)


def agents_left(group: CommandGroup) -> Iterator[Text]:
    """Agents that a job starts and nobody stops, on machines that may live on."""
    for command in group.commands:
        context = command.context
        if context.setting == "ci" and context.container is None and _starts_agent(command):
            if not any(_stops_agent(one) for one in group.commands):
                yield command.text
            return


def keys_from_text(group: CommandGroup) -> Iterator[Command]:
    """ssh-add commands that read a key from a variable."""
    for command in group.commands:
        if command.program != "ssh-add":
            continue
        before = command.pipeline[: command.pipeline.index(command)] if _in_pipe(command) else ()
        printed = any(one.program in ("echo", "printf") for one in before)
        substituted = any("<(" in word.raw.value for word in command.argv[1:])
        if printed or substituted or any(r.operator == "<<<" for r in command.redirects):
            yield command


def key_words(command: Command) -> Text:
    """The words to show for an ssh-add: its name alone, nothing that may hold the key."""
    return command.argv[0].raw


def _in_pipe(command: Command) -> bool:
    return command in command.pipeline


def _is_kept(command: Command) -> bool:
    """Whether the output goes into a file of known hosts."""
    targets = [r.target.value for r in command.redirects if r.target and r.operator in (">", ">>")]
    for stage in command.pipeline:
        targets += [
            r.target.value for r in stage.redirects if r.target and r.operator in (">", ">>")
        ]
        if stage.program in _WRITERS:
            targets += [word.value for word in stage.argv[1:]]
    return any("known_hosts" in target for target in targets)


def _compares_fingerprints(group: CommandGroup) -> bool:
    """`ssh-keygen -l` prints a fingerprint, and something holds it against the expected one."""
    for command in group.commands:
        if command.program == "ssh-keygen" and any(
            value.startswith("-") and "l" in value[1:] for value in command.values[1:]
        ):
            return True
        if command.program in _COMPARERS and any("SHA256:" in value for value in command.values):
            return True
    return False


def _starts_agent(command: Command) -> bool:
    """`eval $(ssh-agent)` and `ssh-agent -s`; not `ssh-agent bash -c …`, which ends by itself."""
    if command.program == "eval":
        return "ssh-agent" in command.text.value and "-k" not in command.text.value
    if command.program != "ssh-agent":
        return False
    _, plain = read_options("ssh-agent", [word.text for word in command.argv[1:]])
    return not plain and "-k" not in command.values


def _stops_agent(command: Command) -> bool:
    words = command.text.value
    return ("ssh-agent" in words and "-k" in words) or (
        command.program in ("pkill", "killall", "kill")
        and ("ssh-agent" in words or "SSH_AGENT_PID" in words)
    )
