"""SSH020: host-key-not-checked."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.model.edits import fix, replace
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.coverage import shadowed_lines
from envguard.subjects.ssh.reach import accepts_any_key, discarding_lines, stays_on_machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule(
    "SSH020",
    "host-key-not-checked",
    Severity.ERROR,
    fix="unsafe",
    since="0.1.0",
    tempered=False,
)
def host_key_not_checked(config: SshConfig) -> Iterator[Outcome]:
    r"""ssh goes on with any host key, also with one that has changed.

    ## Why
    With `StrictHostKeyChecking no` (or `off`) whoever can answer in the host's place gets your
    session, and a forwarded agent with it. `accept-new` asks no questions either: it takes the
    first key it sees and refuses a changed one.

    For this very machine (localhost, 127.0.0.1, as Vagrant has it) it is only noted.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        StrictHostKeyChecking no
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *
        StrictHostKeyChecking accept-new
    ```

    ## Fix
    Unsafe, since hosts that are made anew under one name need their old key removed first:
    `accept-new`.

    ## References
    - https://man.openbsd.org/ssh_config#StrictHostKeyChecking
    """
    dead = {found.line.order for found in shadowed_lines(config)}
    for line in config.own_directives("stricthostkeychecking"):
        if not accepts_any_key(line) or line.order in dead:
            continue
        here = stays_on_machine(config, line.block)
        yield finding(
            line.directive.text,
            "ssh goes on with any host key here, also with a changed one, so somebody in between is "
            "not noticed: use `StrictHostKeyChecking accept-new`.",
            severity=Severity.INFO if here else None,
            confidence=confidence(config, line),
            related=tuple(
                related(other.directive.text, "and no key is remembered")
                for other in discarding_lines(line.block)
            ),
            fix=fix(
                "unsafe", "use accept-new", replace(line.directive.arguments[0].raw, "accept-new")
            ),
        )
