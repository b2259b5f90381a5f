"""SSH007: no-agent-fallback."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, Text, finding
from envguard.model.edits import fix, write
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import OFF, forwards, line_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.ssh.config import SshConfig


@rule(
    "SSH007",
    "no-agent-fallback",
    Severity.INFO,
    fix="safe",
    since="0.1.0",
    profile="paper",
    tempered=False,
)
def no_agent_fallback(config: SshConfig, project: Project) -> Iterator[Outcome]:
    r"""The configuration forwards the agent somewhere and does not close with a `no` for the rest.

    ## Why
    `no` is ssh's own default, so nothing is wrong today. In a file that several people edit, a
    closing `Host *` with `ForwardAgent no` shows that the list above it is meant to be complete,
    and it beats a `yes` in the system's own configuration. Of a part, such as a file in `config.d`,
    nothing is said: a `Host *` in there would speak for all that stands behind its Include.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host bastion.corp.example
        ForwardAgent yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host bastion.corp.example
        ForwardAgent yes

    Host *
        ForwardAgent no
    ```

    ## Fix
    Safe: a closing `Host *` with `ForwardAgent no` is added.

    ## References
    - https://man.openbsd.org/ssh_config#ForwardAgent
    """
    lines = list(config.directives("forwardagent"))
    on = [line for line in lines if forwards(line)]
    everywhere = [line for line in lines if line.block.for_everything]
    if project.folders_above(config.path)[0].endswith(".d"):
        return
    if not on or config.template or any(line_word(line) == OFF for line in everywhere):
        return
    if any(forwards(line) for line in everywhere) or not config.is_own(on[-1]):
        return
    whole = Text.whole(on[-1].directive.text.source)
    newline = "\r\n" if "\r\n" in whole.value else "\n"
    gap = "" if whole.value.endswith("\n") else newline
    closing = f"{gap}{newline}Host *{newline}    ForwardAgent no{newline}"
    yield finding(
        on[-1].directive.text,
        "Nothing says that all other hosts do not get your ssh agent: close the file with `Host *` and "
        "`ForwardAgent no`.",
        confidence=confidence(config, on[-1]),
        fix=fix("safe", "close with `ForwardAgent no`", write(whole[len(whole) :], closing)),
    )
