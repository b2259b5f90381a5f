"""SSH032: keys-stay-in-agent."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower
from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import forwards

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule("SSH032", "keys-stay-in-agent", Severity.INFO, since="0.1.0", tempered=False)
def keys_stay_in_agent(config: SshConfig) -> Iterator[Outcome]:
    r"""Every key that is used goes into the agent and stays there.

    ## Why
    `AddKeysToAgent yes` keeps a key usable until the agent ends, by every program of yours, and by
    every host that the agent is forwarded to. A lifetime (`1h`) lets it go again, `confirm` asks at
    each use.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        AddKeysToAgent yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *
        AddKeysToAgent confirm 1h
    ```

    ## References
    - https://man.openbsd.org/ssh_config#AddKeysToAgent
    """
    agent = next((line for line in config.directives("forwardagent") if forwards(line)), None)
    for line in config.own_directives("addkeystoagent"):
        if [lower(value) for value in line.directive.values] not in (["yes"], ["true"]):
            continue
        yield finding(
            line.directive.text,
            "Each key that is used stays in the agent until it ends: give it a lifetime, such as "
            "`AddKeysToAgent 1h`, or `confirm`.",
            confidence=confidence(config, line),
            related=()
            if agent is None
            else (related(agent.directive.text, "and the agent is forwarded here"),),
        )
