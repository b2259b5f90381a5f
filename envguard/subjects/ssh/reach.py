"""Where a block's hosts are, on this machine or not, and which lines trust any key of theirs."""

from __future__ import annotations

from envguard.formats.ssh_config import lower
from envguard.subjects.command import HOLE
from envguard.subjects.ssh.config import HOST, Block, Line, SshConfig
from envguard.subjects.ssh.patterns import is_wild, sample

MOST_NAMES = 50
MOST_LINES = 10

NOWHERE = ("/dev/null", "none", "nul", "\\\\.\\nul")
"""What UserKnownHostsFile names where nothing is to be kept."""


def accepts_any_key(line: Line) -> bool:
    """Whether a line makes ssh go on with any host key, also with one that has changed."""
    values = line.directive.values
    is_strictness = line.directive.name == "stricthostkeychecking"
    return is_strictness and bool(values) and lower(values[0]) in ("no", "off", "false")


def discards_keys(line: Line) -> bool:
    """Whether a line keeps no host key at all."""
    values = line.directive.values
    is_file = line.directive.name == "userknownhostsfile"
    return is_file and bool(values) and all(lower(value) in NOWHERE for value in values)


def discarding_lines(block: Block) -> list[Line]:
    """The lines of a block that keep no host key."""
    return [line for line in block.lines if discards_keys(line)][:MOST_LINES]


def is_loopback(name: str) -> bool:
    """Whether a host name or a pattern means this machine alone."""
    plain = lower(name).strip("[]").rpartition("@")[2]
    return plain in ("localhost", "::1", "0:0:0:0:0:0:0:1", "127.*", "localhost.localdomain") or (
        plain.startswith("127.") and not plain.strip("0123456789.*?")
    )


def stays_on_machine(config: SshConfig, block: Block) -> bool:
    """Whether a block holds for this machine alone: by its names, or by their HostName.

    Behind a jump host or a proxy, localhost is that machine and not this one.
    """
    if block.parent is not None and stays_on_machine(config, block.parent):
        return True
    names = block.positive if block.kind == HOST else block.criterion_patterns
    return bool(names) and len(names) <= MOST_NAMES and all(_stays(config, n) for n in names)


def _stays(config: SshConfig, pattern: str) -> bool:
    if HOLE in pattern or (is_wild(pattern) and not is_loopback(pattern)):
        return False
    answer = config.effective(sample(pattern), mended=True)
    if not answer.ok:
        return is_loopback(pattern)
    proxied = answer.get("proxyjump") or answer.get("proxycommand")
    return not proxied and is_loopback(answer.host_name)
