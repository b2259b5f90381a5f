"""SSH015: indentation-is-not-scope."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.config import GLOBAL, Block, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule("SSH015", "indentation-is-not-scope", Severity.WARNING, since="0.1.0", tempered=False)
def indentation_is_not_scope(config: SshConfig) -> Iterator[Outcome]:
    r"""A line at the left margin looks global and belongs to the block above it.

    ## Why
    A block ends only at the next `Host` or `Match`; indentation means nothing to ssh. What was
    meant for all hosts holds for that one host alone.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host foo
        User ada

    ServerAliveInterval 60
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host foo
        User ada

    Host *
        ServerAliveInterval 60
    ```

    ## References
    - https://man.openbsd.org/ssh_config#Host
    """
    if config.template:
        return
    for block in config.blocks:
        header = block.directive
        if header is None or block.kind == GLOBAL or block.for_everything:
            continue
        line = _at_margin(block, len(header.indentation))
        if line is None or not config.is_own(line):
            continue
        yield finding(
            line.directive.text,
            "This looks as if it held for all hosts and belongs to `{header}`: indentation means "
            "nothing to ssh. Put it under `Host *` at the end, or before the first Host.",
            confidence=confidence(config, line),
            related=(related(header.text, "the block that it belongs to"),),
            header=header.text.value,
        )


def _at_margin(block: Block, margin: int) -> Line | None:
    """The first line no deeper than the block's own header, behind lines that are deeper."""
    deeper = False
    for line in block.lines:
        directive = line.directive
        if directive is block.directive or directive.name == "include":
            continue
        if len(directive.indentation) > margin:
            deeper = True
        elif deeper:
            return line
        else:
            return None
    return None
