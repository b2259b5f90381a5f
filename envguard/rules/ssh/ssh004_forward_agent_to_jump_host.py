"""SSH004: forward-agent-to-jump-host."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import NAMED, breadth, forwarded
from envguard.subjects.ssh.judged import most_hosts
from envguard.subjects.ssh.jumping import jumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule("SSH004", "forward-agent-to-jump-host", Severity.WARNING, since="0.1.0", tempered=False)
def forward_agent_to_jump_host(config: SshConfig) -> Iterator[Outcome]:
    r"""The ssh agent is forwarded to a host that others are only reached through.

    ## Why
    With `ProxyJump`, or `ProxyCommand ssh -W`, your own ssh logs in to the host behind: the jump
    host passes bytes on and never needs the agent. It is the machine that everybody passes, and so
    the one that is attacked first.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host bastion
        HostName bastion.corp.example
        ForwardAgent yes

    Host *.internal
        ProxyJump bastion
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host bastion
        HostName bastion.corp.example

    Host *.internal
        ProxyJump bastion
    ```

    ## References
    - https://man.openbsd.org/ssh_config#ProxyJump
    """
    by_host = jumps(config)
    if not by_host:
        return
    for found in forwarded(config, list(by_host)[: most_hosts(config)]):
        if not config.is_own(found.line) or breadth(found.line.block) != NAMED:
            continue
        host = found.hosts[0]
        yield finding(
            found.line.directive.text,
            "{host} is a jump host: your own ssh logs in to the hosts behind it, so it does not need "
            "your agent.",
            confidence=confidence(config, found.line, found.certain),
            related=tuple(
                related(line.directive.text, "it is gone through here")
                for line in by_host[host][:5]
            ),
            host=host,
        )
