"""SSH021: known-hosts-discarded."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower
from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.coverage import shadowed_lines
from envguard.subjects.ssh.reach import NOWHERE, accepts_any_key, discards_keys, stays_on_machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Block, Line, SshConfig


@rule("SSH021", "known-hosts-discarded", Severity.ERROR, since="0.1.0", tempered=False)
def known_hosts_discarded(config: SshConfig) -> Iterator[Outcome]:
    r"""No host key is ever remembered, so a changed one cannot be noticed.

    ## Why
    With `UserKnownHostsFile /dev/null` every connection is a first one: ssh asks each time until
    nobody reads the question any more, or, with `StrictHostKeyChecking no`, checks nothing at all.
    For machines that come and go, a file of their own is as convenient, and it can be deleted.

    For this very machine (localhost, 127.0.0.1, as Vagrant has it) it is only noted.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *.dev.example
        UserKnownHostsFile /dev/null
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *.dev.example
        UserKnownHostsFile ~/.ssh/known_hosts.dev
    ```

    ## References
    - https://man.openbsd.org/ssh_config#UserKnownHostsFile
    """
    dead = {found.line.order for found in shadowed_lines(config)}
    for line in config.own_directives("userknownhostsfile"):
        if line.order in dead or not discards_keys(line) or _is_pinned(config, line):
            continue
        if any(accepts_any_key(o) and o.order not in dead for o in line.block.lines):
            # SSH020 speaks of this line, too
            continue
        here = stays_on_machine(config, line.block)
        yield finding(
            line.directive.text,
            "No host key is remembered, so a changed one is never noticed: give these hosts a file "
            "of their own, such as `~/.ssh/known_hosts.dev`.",
            severity=Severity.INFO if here else None,
            confidence=confidence(config, line),
        )


def _is_pinned(config: SshConfig, line: Line) -> bool:
    """Whether the same block gets its keys from elsewhere and insists on them."""
    block: Block = line.block
    strict = source = False
    for other in block.lines:
        name, values = other.directive.name, [lower(v) for v in other.directive.values]
        if name == "stricthostkeychecking":
            strict = strict or values[:1] in (["yes"], ["true"])
        elif name in ("globalknownhostsfile", "knownhostscommand"):
            source = source or any(value not in NOWHERE for value in values)
    return strict and source
