"""Where a block's hosts are: on this very machine, or somewhere that can be impersonated."""

from __future__ import annotations

from envguard.formats.ssh_config import lower
from envguard.subjects.command import HOLE
from envguard.subjects.ssh.config import HOST, Block, SshConfig
from envguard.subjects.ssh.patterns import is_wild, sample

MOST_NAMES = 50


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
