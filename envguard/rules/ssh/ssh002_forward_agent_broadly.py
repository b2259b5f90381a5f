"""SSH002: forward-agent-broadly."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import BROAD, breadth, forwarded, forwards, shared_hosts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.ssh.config import SshConfig


@rule("SSH002", "forward-agent-broadly", Severity.WARNING, since="0.1.0", tempered=False)
def forward_agent_broadly(config: SshConfig, settings: Settings) -> Iterator[Outcome]:
    r"""The ssh agent is forwarded to hosts that nobody named, or to a host that many share.

    ## Why
    `*.com`, `10.*` and `* !github.com` leave out a few hosts and let every other one use your
    agent: root there can log in elsewhere as you while you are connected. A list of exceptions
    does not know the host that you will mistype tomorrow. A pattern with a name of its own
    (`gpu-node-*`, `*.cluster.example`) says which machines are meant.

    On a host that many people share (the setting `shared-hosts` says which), everybody who is or
    becomes root can use the agent, and so can a program that runs as you. `IdentitiesOnly` does
    not change that: a forwarded agent answers for every key that it holds.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host * !github.com
        ForwardAgent yes
    ```

    ## Bad, on a shared host
    ```sshconfig title=".ssh/config"
    Host login.cluster.example
        ForwardAgent yes
    ```
    ```toml title="envguard.toml"
    shared-hosts = ["login.cluster.example", "gpu-*"]
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host bastion.corp.example
        ForwardAgent yes
    ```

    ## References
    - https://man.openbsd.org/ssh_config#PATTERNS
    - https://man.openbsd.org/ssh_config#ForwardAgent
    """
    for line in config.own_directives("forwardagent"):
        if forwards(line) and breadth(line.block) == BROAD and line.block.directive is not None:
            yield finding(
                line.directive.text,
                "Hosts that nobody named can use your ssh agent: {header} matches whatever you "
                "type. Name the hosts that need it.",
                confidence=confidence(config, line),
                header=line.block.directive.text.value,
            )
    shared = settings.strings("shared-hosts")
    for found in forwarded(config) if shared else ():
        names = shared_hosts(found.line, shared, found.answers)
        if (
            names
            and config.is_own(found.line)
            and breadth(found.line.block) not in ("everything", BROAD)
        ):
            yield finding(
                found.line.directive.text,
                "{hosts} is shared: every administrator there, and whoever becomes root, can use "
                "all keys in your ssh agent while you are logged in.",
                confidence=confidence(config, found.line, found.certain),
                hosts=", ".join(names[:3]),
            )
