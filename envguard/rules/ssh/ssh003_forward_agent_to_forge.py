"""SSH003: forward-agent-to-forge."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Fix, Severity, finding
from envguard.model.edits import fix, replace
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import NAMED, Forwarded, breadth, forwarded, is_forge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule(
    "SSH003",
    "forward-agent-to-forge",
    Severity.ERROR,
    fix="safe",
    since="0.1.0",
    tempered=False,
)
def forward_agent_to_forge(config: SshConfig) -> Iterator[Outcome]:
    r"""The ssh agent is forwarded to a host that only serves Git.

    ## Why
    GitHub, GitLab, Bitbucket, Azure DevOps and Codeberg give no shell and log in nowhere for you,
    so they never need your agent. Forwarding it only opens a door that nobody uses.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host github.com
        User git
        ForwardAgent yes
    ```

    ## Bad, under another name
    ```sshconfig title=".ssh/config"
    Host work
        HostName gitlab.com
        ForwardAgent yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host github.com
        User git
        ForwardAgent no
    ```

    ## Fix
    Safe, where the block names nothing but such hosts: the value becomes `no`.

    ## References
    - https://man.openbsd.org/ssh_config#ForwardAgent
    - https://docs.github.com/en/authentication/connecting-to-github-with-ssh
    """
    for found in forwarded(config):
        forges = [answer for answer in found.answers if is_forge(answer)]
        if not forges or not config.is_own(found.line) or breadth(found.line.block) != NAMED:
            continue
        yield finding(
            found.line.directive.text,
            "{host} only serves Git and never needs your ssh agent: set `ForwardAgent no` for it.",
            confidence=confidence(config, found.line, found.certain),
            fix=_switched_off(found) if len(forges) == len(found.answers) else None,
            host=forges[0].host,
        )


def _switched_off(found: Forwarded) -> Fix | None:
    block = found.line.block
    if len(block.literal_hosts) < len(block.positive):
        return None
    value = found.line.directive.arguments[0].raw
    return fix("safe", "set `ForwardAgent no`", replace(value, "no"))
