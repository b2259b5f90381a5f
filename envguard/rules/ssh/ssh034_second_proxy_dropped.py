"""SSH034: second-proxy-dropped."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.coverage import shadowed_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule("SSH034", "second-proxy-dropped", Severity.WARNING, since="0.1.0", tempered=False)
def second_proxy_dropped(config: SshConfig) -> Iterator[Outcome]:
    r"""ProxyJump and ProxyCommand are both set, and the second one is dropped.

    ## Why
    The two are one setting to ssh: the first that it reads wins, and it says nothing of the other.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host web.internal
        ProxyCommand nc %h %p
        ProxyJump bastion
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host web.internal
        ProxyJump bastion
    ```

    ## References
    - https://man.openbsd.org/ssh_config#ProxyJump
    """
    if config.template:
        return
    for found in shadowed_lines(config):
        line, by = found.line, found.by
        if {line.directive.name, by.directive.name} != {"proxyjump", "proxycommand"}:
            continue
        if config.is_own(line):
            yield finding(
                line.directive.text,
                "This has no effect: {other} comes first for these hosts, and ssh takes only one of "
                "the two.",
                confidence=confidence(config, line),
                related=(related(by.directive.text, "this one decides"),),
                other=by.directive.written,
            )
