"""SSH006: forward-agent-off-too-late."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import OFF, forwards, line_word
from envguard.subjects.ssh.coverage import covers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

MOST_LINES = 1_000


@rule("SSH006", "forward-agent-off-too-late", Severity.WARNING, since="0.1.0", tempered=False)
def forward_agent_off_too_late(config: SshConfig) -> Iterator[Outcome]:
    r"""`ForwardAgent no` comes after a `yes` that holds for the same hosts.

    ## Why
    For every keyword ssh takes the first value that it finds. Whoever wrote the `no` believes
    that these hosts do not get the agent, and they do. Special cases belong above the general
    ones.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *.corp.example
        ForwardAgent yes

    Host prod.corp.example
        ForwardAgent no
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host prod.corp.example
        ForwardAgent no

    Host *.corp.example
        ForwardAgent yes

    Host *
        ForwardAgent no
    ```

    ## References
    - https://man.openbsd.org/ssh_config#DESCRIPTION
    """
    if config.template:
        return
    lines = list(config.directives("forwardagent"))[:MOST_LINES]
    for index, line in enumerate(lines):
        if line_word(line) != OFF or line.block.for_everything or not config.is_own(line):
            continue
        by = next((one for one in lines[:index] if covers(one.block, line.block)), None)
        if by is None or not forwards(by):
            continue
        yield finding(
            line.directive.text,
            "This comes too late: an earlier line forwards the agent to these hosts, and the first "
            "value wins. Move the special case above it.",
            confidence=confidence(config, line),
            related=(related(by.directive.text, "this one decides"),),
        )
