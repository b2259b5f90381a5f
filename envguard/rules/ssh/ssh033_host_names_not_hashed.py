"""SSH033: host-names-not-hashed."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower
from envguard.model import Severity, finding
from envguard.model.edits import fix, replace
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule("SSH033", "host-names-not-hashed", Severity.INFO, fix="safe", since="0.1.0", tempered=False)
def host_names_not_hashed(config: SshConfig) -> Iterator[Outcome]:
    r"""`HashKnownHosts no` writes the names of all hosts that you visit in the clear.

    ## Why
    Whoever gets `known_hosts` has a list of where to go next. Debian and Ubuntu hash the names by
    their system configuration, and this line undoes it; OpenSSH's own default is no. Readable names
    have a use of their own, such as completion in the shell.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        HashKnownHosts no
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *
        HashKnownHosts yes
    ```

    ## Fix
    Safe: `yes`. Names that stand there already stay as they are (`ssh-keygen -H` hashes them).

    ## References
    - https://man.openbsd.org/ssh_config#HashKnownHosts
    """
    for line in config.own_directives("hashknownhosts"):
        if [lower(value) for value in line.directive.values] in (["no"], ["false"]):
            yield finding(
                line.directive.text,
                "The names of all hosts that you visit are written in the clear: Debian and Ubuntu "
                "hash them by default, and this undoes it.",
                confidence=confidence(config, line),
                fix=fix("safe", "hash the names", replace(line.directive.arguments[0].raw, "yes")),
            )
