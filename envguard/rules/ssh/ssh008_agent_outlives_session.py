"""SSH008: agent-outlives-session."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower
from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import forwarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Line, SshConfig
    from envguard.subjects.ssh.options import Effective


@rule("SSH008", "agent-outlives-session", Severity.WARNING, since="0.1.0", tempered=False)
def agent_outlives_session(config: SshConfig) -> Iterator[Outcome]:
    r"""A connection that stays open behind the last session keeps the forwarded agent open, too.

    ## Why
    With `ControlMaster` and `ControlPersist` the connection lives on when you log out, and with it
    the socket of your agent on the other side: for the time given, or until the laptop sleeps.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host build.corp.example
        ForwardAgent yes
        ControlMaster auto
        ControlPath ~/.ssh/cm-%C
        ControlPersist yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host build.corp.example
        ForwardAgent yes

    Host *.corp.example
        ControlMaster no
    ```

    ## References
    - https://man.openbsd.org/ssh_config#ControlPersist
    """
    places: dict[int, tuple[Line, Line, bool]] = {}
    for found in forwarded(config):
        for answer in found.answers:
            persist = _stays_open(answer)
            if persist is not None and config.is_own(persist):
                places.setdefault(persist.order, (persist, found.line, found.certain))
    if not places:
        return
    persist, agent, certain = places[min(places)]
    yield finding(
        persist.directive.text,
        "Your ssh agent stays within reach of the other side for as long as this keeps the connection "
        "open after you log out: set `ControlPersist no` where the agent is forwarded.",
        confidence=confidence(config, persist, certain),
        related=(
            related(agent.directive.text, "the agent is forwarded here"),
            *(related(places[o][0].directive.text, "and here") for o in sorted(places)[1:10]),
        ),
    )


def _stays_open(answer: Effective) -> Line | None:
    """The ControlPersist line that keeps a shared connection open; None where none does."""
    persist = answer.options.get("controlpersist")
    if persist is None or not persist.lines or persist.value in ("no", "false"):
        return None
    shared = lower(answer.get("controlmaster")) not in ("", "no", "false")
    path = lower(answer.get("controlpath")) not in ("", "none")
    return persist.lines[0] if shared and path else None
