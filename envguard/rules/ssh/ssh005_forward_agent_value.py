"""SSH005: forward-agent-value."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Fix, Severity, finding
from envguard.model.edits import fix, replace
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import WORD, line_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Line, SshConfig

_MEANS_OFF = ("off", "0", "false", "none", "never", "disable", "disabled", "n", "f")


@rule("SSH005", "forward-agent-value", Severity.ERROR, fix="safe", since="0.1.0", tempered=False)
def forward_agent_value(config: SshConfig) -> Iterator[Outcome]:
    r"""ForwardAgent has a value that ssh takes for the path of a socket.

    ## Why
    Besides yes, no, true and false, ForwardAgent takes the path of an agent's socket or a
    `$VARIABLE`, so ssh refuses no other word. With `off` it asks the server for forwarding, of
    whatever agent listens on a socket called `off` in the folder where ssh was started, and says
    `Cannot forward agent socket path "off"` at every login. With `on` no agent arrives either
    (both measured with OpenSSH 9.2p1).

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        ForwardAgent off
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *
        ForwardAgent no
    ```

    ## Fix
    Safe for words that mean off: they become `no`. `on` or `1` is left to you, since a `yes` would
    forward the agent for the first time.

    ## References
    - https://man.openbsd.org/ssh_config#ForwardAgent
    """
    for line in config.own_directives("forwardagent"):
        if line_word(line) == WORD:
            yield finding(
                line.directive.text,
                "ssh takes `{value}` for the path of an agent's socket, so forwarding is asked for "
                "and no agent is found: write yes or no.",
                confidence=confidence(config, line),
                fix=_switched_off(line),
                value=line.directive.arguments[0].value,
            )


def _switched_off(line: Line) -> Fix | None:
    argument = line.directive.arguments[0]
    word = argument.value.lower().strip("=,;").partition("#")[0]
    if word not in (*_MEANS_OFF, "no"):
        return None
    return fix("safe", "set `ForwardAgent no`", replace(argument.raw, "no"))
