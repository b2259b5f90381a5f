"""SSH013: setting-too-late."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import forwards
from envguard.subjects.ssh.coverage import Shadowed, shadowed_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

MOST_TOLD = 1_000


@rule("SSH013", "setting-too-late", Severity.WARNING, since="0.1.0", tempered=False)
def setting_too_late(config: SshConfig) -> Iterator[Outcome]:
    r"""A setting that never takes effect, since an earlier line decides it for all its hosts.

    ## Why
    For every keyword ssh takes the first value that it finds, not the last and not the most
    special one. Below a `Host *` that sets the same keyword, a line is dead.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        User admin

    Host db
        User postgres
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host db
        User postgres

    Host *
        User admin
    ```

    ## References
    - https://man.openbsd.org/ssh_config#DESCRIPTION
    """
    if config.template:
        return
    for found in islice(shadowed_lines(config), MOST_TOLD):
        line, by = found.line, found.by
        if not config.is_own(line) or _said_elsewhere(found):
            continue
        same = line.directive.values == by.directive.values
        yield finding(
            line.directive.text,
            "This repeats what an earlier line has set for these hosts: one of the two can go."
            if same
            else "This never takes effect: an earlier line has set {keyword} for all of these hosts, "
            "and the first value wins. Put special cases above the general ones.",
            severity=Severity.INFO if same else None,
            confidence=confidence(config, line),
            related=(related(by.directive.text, "this one decides"),),
            keyword=line.directive.written,
        )


def _said_elsewhere(found: Shadowed) -> bool:
    """SSH001 and SSH006 speak of the agent, SSH034 of the two kinds of proxies."""
    names = {found.line.directive.name, found.by.directive.name}
    return names == {"proxyjump", "proxycommand"} or (
        names == {"forwardagent"} and forwards(found.by)
    )
