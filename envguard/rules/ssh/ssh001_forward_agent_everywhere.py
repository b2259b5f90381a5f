"""SSH001: forward-agent-everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.formats.lines import line_of
from envguard.model import Confidence, Edit, Fix, Severity, Text, finding, related
from envguard.model.edits import fix, remove, write
from envguard.rules import Outcome, rule
from envguard.subjects.ssh.judged import FORGES

if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Block, Line, SshConfig

_OFF = ("no", "false")


@rule(
    "SSH001",
    "forward-agent-everywhere",
    Severity.ERROR,
    fix="unsafe",
    since="0.1.0",
    tempered=False,
)
def forward_agent_everywhere(config: SshConfig) -> Iterator[Outcome]:
    r"""The ssh agent is forwarded to every host.

    ## Why
    While you are logged in, root on that host (and whoever broke into it) can use every key in
    your agent to log in elsewhere as you. For most hosts, and for every host that you will ever
    type by mistake, nothing is gained by it.

    ssh takes the first value that it finds: a `ForwardAgent no` under a later `Host` changes
    nothing, and text before the first `Host` line is for all hosts. `IdentitiesOnly` limits what
    *your* ssh offers to that host; it does not limit what the host can ask of a forwarded agent.

    To pass through a host, `ProxyJump` needs no agent there. Where a forwarded agent is needed,
    name the hosts, load keys with `ssh-add -c` (each use is confirmed) or with destination
    constraints (`ssh-add -h`), or forward an agent of its own: `ForwardAgent /path/to/socket`.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        ForwardAgent yes

    Host gpu-node-*
        User ada
    ```

    ## Bad, before any Host
    ```sshconfig title=".ssh/config"
    ForwardAgent yes

    Host *
        ForwardAgent no
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host gpu-node-*
        User ada
        ForwardAgent yes

    Host *
        ForwardAgent no
    ```

    ## Fix
    Unsafe, since logins may rely on it: the hosts that the file names keep the agent, and a
    closing `Host *` switches it off for all others.

    ## References
    - https://man.openbsd.org/ssh_config#ForwardAgent
    - https://man.openbsd.org/ssh-add
    - https://www.openssh.com/agent-restrict.html
    """
    lines = [line for line in config.directives("forwardagent") if line.directive.arguments]
    everywhere = [line for line in lines if line.block.for_everything]
    if not everywhere:
        return
    deciding = everywhere[0]
    value = deciding.directive.arguments[0].value
    if value.lower() in _OFF:
        return
    beaten = [line for line in lines if line.order > deciding.order and _is_off(line)]
    yield finding(
        deciding.directive.text,
        "Every host that you log in to can use your ssh agent: name the few hosts that need it, and "
        "end with `Host *` and `ForwardAgent no`.",
        confidence=_confidence(config, deciding),
        related=tuple(
            related(line.directive.text, "this comes too late: the first value wins")
            for line in beaten
        ),
        fix=_narrowed(config, deciding),
    )


def _is_off(line: Line) -> bool:
    return line.directive.arguments[0].value.lower() in _OFF


def _confidence(config: SshConfig, deciding: Line) -> Confidence:
    """An Include that was not read may have said `no` before."""
    earlier = any(line.order < deciding.order for line in config.unread)
    return Confidence.LIKELY if earlier else Confidence.CERTAIN


def _narrowed(config: SshConfig, deciding: Line) -> Fix | None:
    text = deciding.directive.text
    whole = Text.whole(text.source)
    if config.unread or "{{" in whole.value or "{%" in whole.value:
        return None
    newline = "\r\n" if "\r\n" in whole.value else "\n"
    edits: list[Edit | None] = [remove(_without(deciding))]
    for block in config.blocks:
        if _keeps(block) and block.directive is not None:
            header = line_of(block.directive.text)
            gap = "" if header.value.endswith("\n") else newline
            added = f"{gap}{_indent(block)}ForwardAgent yes{newline}"
            edits.append(write(header[len(header) :], added))
    gap = "" if whole.value.endswith("\n") else newline
    closing = f"{gap}{newline}Host *{newline}    ForwardAgent no{newline}"
    edits.append(write(whole[len(whole) :], closing))
    return fix("unsafe", "forward the agent to the named hosts only", *edits)


def _without(deciding: Line) -> Text:
    """The lines that go: the setting, and the Host line above it where it held nothing else."""
    own, header = line_of(deciding.directive.text), deciding.block.directive
    if header is None or len(deciding.block.lines) > 1:
        return own
    first = line_of(header.text)
    between = Text.whole(own.source)[first.end : own.start]
    return Text.whole(own.source)[first.start : own.end] if not between.value.strip() else own


def _keeps(block: Block) -> bool:
    """Whether a block names hosts that keep the agent: no forge, and nothing said so far."""
    if block.for_everything or block.parent is not None or not block.positive:
        return False
    if any(pattern in FORGES for pattern in block.positive):
        return False
    return not any(line.directive.name == "forwardagent" for line in block.lines)


def _indent(block: Block) -> str:
    for line in block.lines:
        spelled = line_of(line.directive.text).value
        return spelled[: len(spelled) - len(spelled.lstrip())]
    return "    "
