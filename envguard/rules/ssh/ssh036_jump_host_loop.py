"""SSH036: jump-host-loop."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.jump import Jump
from envguard.subjects.ssh.settings import PROXY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Line, SshConfig


@rule("SSH036", "jump-host-loop", Severity.WARNING, since="0.1.0", tempered=False)
def jump_host_loop(config: SshConfig) -> Iterator[Outcome]:
    r"""Every host is reached through a jump host, and so is the jump host itself.

    ## Why
    To reach any host, ssh starts another ssh for the jump host, which reads the same `ProxyJump`.
    It stops with `jumphost loop`, or, where the jump host has a HostName, starts itself again and
    again without end: no host can be reached at all (measured with OpenSSH 9.2p1).

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        ProxyJump bastion
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host bastion
        ProxyJump none

    Host *
        ProxyJump bastion
    ```

    ## References
    - https://man.openbsd.org/ssh_config#ProxyJump
    """
    for line in config.own_directives("proxyjump"):
        if not line.block.for_everything:
            continue
        for hop in _hops(line.settings):
            if not _goes_through(config, hop, line):
                continue
            yield finding(
                line.directive.text,
                "{host} is reached through itself, so no host can be reached: put `Host {host}` with "
                "`ProxyJump none` above this.",
                confidence=confidence(config, line),
                host=hop,
            )
            break


def _goes_through(config: SshConfig, hop: str, line: Line) -> bool:
    """Whether the line decides how the jump host itself is reached."""
    answer = config.effective(hop, mended=True)
    if not answer.ok:
        # for a host without HostName the reader says so, as ssh does
        problem = answer.error
        return problem is not None and problem.directive is line.directive
    jump = answer.options.get("proxyjump")
    return jump is not None and jump.certain and line in jump.lines


def _hops(settings: tuple[object, ...]) -> list[str]:
    """The hosts that a ProxyJump line goes through."""
    found: list[str] = []
    for setting in settings:
        value = getattr(setting, "value", None)
        if getattr(setting, "slot", "") == PROXY and isinstance(value, Jump):
            found.extend(hop.host for hop in value.hops)
    return found
