"""Hosts that others are reached through: ProxyJump, and ProxyCommand with an ssh in it."""

from __future__ import annotations

from envguard.formats.posix_words import split_words
from envguard.formats.ssh_config import lower
from envguard.model import Text
from envguard.subjects.ssh.config import Line, SshConfig
from envguard.subjects.ssh.destination import read_destination, refusal
from envguard.subjects.ssh.judged import LONGEST_NAME, jump_hosts

MOST_LINES = 1_000

# ssh's options that take a value, in 9.2 and newer
_VALUED = "BbcDEeFIiJLlmOoPpQRSWw"


def jumps(config: SshConfig) -> dict[str, list[Line]]:
    """The jump hosts as the lines name them, each with the lines that go through it."""
    found = dict(jump_hosts(config))
    for index, line in enumerate(config.directives("proxycommand")):
        if index >= MOST_LINES:
            break
        host = proxy_host(line.directive.command)
        destination = read_destination(host) if host and len(host) <= LONGEST_NAME else None
        if destination is not None and refusal(destination, config.version) is None:
            found.setdefault(destination.host, []).append(line)
    return found


def proxy_host(command: Text) -> str:
    """The host that `ssh -W %h:%p HOST` or `ssh HOST nc %h %p` goes through; "" if none."""
    words = split_words(command)
    if not words:
        return ""
    at = 1 if lower(words[0].value) == "exec" else 0
    program = words[at].value.rpartition("/")[2] if at < len(words) else ""
    if program.removesuffix(".exe") != "ssh":
        return ""
    at += 1
    while at < len(words):
        value = words[at].value
        at += 1
        if not value.startswith("-") or len(value) < 2:
            return "" if "%" in value or "$" in value else value
        letter = next((i for i, c in enumerate(value[1:], 1) if c in _VALUED), 0)
        if letter and letter == len(value) - 1:
            at += 1
    return ""
