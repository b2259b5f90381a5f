"""How sure a finding about a configuration is."""

from __future__ import annotations

from envguard.model import Confidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Line, SshConfig


def confidence(config: SshConfig, line: Line, certain: bool = True) -> Confidence:
    """POSSIBLE in a template; LIKELY where an earlier Include that was not read has a say."""
    return at(config, line.order, certain)


def at(config: SshConfig, order: int, certain: bool = True) -> Confidence:
    """The same for a place in reading order."""
    if config.template:
        return Confidence.POSSIBLE
    if not certain or any(one.order < order for one in config.unread[:1]):
        return Confidence.LIKELY
    return Confidence.CERTAIN
