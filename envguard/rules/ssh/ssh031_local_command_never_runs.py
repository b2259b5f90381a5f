"""SSH031: local-command-never-runs."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower
from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.coverage import MOST_COMPARED, covers
from envguard.subjects.ssh.judged import holding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Line, SshConfig


@rule("SSH031", "local-command-never-runs", Severity.INFO, since="0.1.0", tempered=False)
def local_command_never_runs(config: SshConfig) -> Iterator[Outcome]:
    r"""LocalCommand without PermitLocalCommand, or PermitLocalCommand without any LocalCommand.

    ## Why
    ssh runs LocalCommand only where `PermitLocalCommand yes` is in force. And where that is in
    force for all hosts without a command, it only lets a `!command` at the escape prompt run.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host a
        LocalCommand date
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host a
        PermitLocalCommand yes
        LocalCommand date
    ```

    ## References
    - https://man.openbsd.org/ssh_config#LocalCommand
    """
    if config.template:
        return
    commands = [
        line
        for line in config.directives("localcommand")
        if lower(line.directive.command.value) != "none"
    ]
    runs = {
        line.order
        for held in (holding(config, "localcommand") if commands else ())
        for line in held.option.lines
        if "yes" in held.answer.options["permitlocalcommand"].possible()
    }
    permitted = [line for line in config.directives("permitlocalcommand") if _permits(line)]
    blocks = {line.block.index for line in permitted}
    everywhere = any(line.block.for_everything for line in permitted)
    for line in commands:
        if everywhere or line.block.index in blocks or line.order in runs:
            continue
        if config.is_own(line) and not _allowed(line, permitted):
            yield finding(
                line.directive.text,
                "This never runs: `PermitLocalCommand yes` is not in force for these hosts.",
                confidence=confidence(config, line),
            )
    for line in permitted:
        if config.is_own(line) and line.block.for_everything and not commands and not config.unread:
            yield finding(
                line.directive.text,
                "No LocalCommand uses this: it can go.",
                confidence=confidence(config, line),
            )


def _allowed(line: Line, permitted: list[Line]) -> bool:
    """Whether a PermitLocalCommand of another block surely holds wherever the line does."""
    return any(covers(one.block, line.block) for one in permitted[:MOST_COMPARED])


def _permits(line: Line) -> bool:
    return [lower(value) for value in line.directive.values[:1]] in (["yes"], ["true"])
