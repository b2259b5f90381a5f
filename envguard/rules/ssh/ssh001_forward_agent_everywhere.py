"""SSH001: forward-agent-everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import line_of
from envguard.model import Edit, Fix, Severity, Text, finding, related
from envguard.model.edits import fix, remove, write
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.agent import EVERYTHING, OFF, breadth, forwarded, forwards, line_word
from envguard.subjects.ssh.judged import ANY_HOST, FORGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Block, Line, SshConfig


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
    nothing, and text before the first `Host` line is for all hosts.

    `IdentitiesOnly` and `IdentityFile` say which keys *your* ssh offers to that host. They do not
    limit what the host can ask of a forwarded agent: behind `IdentitiesOnly yes` with one key,
    `ssh-add -l` on the other side still listed every key of the agent, and each could sign
    (measured with OpenSSH 9.2p1). Setting it on the host limits only those who use that ssh.

    To pass through a host, `ProxyJump` needs no agent there. Where a forwarded agent is needed,
    name the hosts, and give them less: `ForwardAgent /path/to/socket` or `IdentityAgent` forwards
    an agent that holds only the keys meant for them, `ssh-add -c` has each use confirmed, and
    `ssh-add -h` ties a key to the hosts it may be used from and for.

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
    everywhere = [line for line in config.directives("forwardagent") if line.block.for_everything]
    if everywhere and forwards(everywhere[0]):
        if config.is_own(everywhere[0]):
            yield from _everywhere(config, everywhere[0], everywhere)
        return
    for found in forwarded(config, [ANY_HOST], doubtful=True):
        # a Match on anything but the host, such as exec: for every host, whenever it holds
        if config.is_own(found.line) and breadth(found.line.block) == EVERYTHING:
            yield finding(
                found.line.directive.text,
                "Whenever this Match holds, every host that you log in to can use your ssh agent: "
                "name the few hosts that need it.",
                confidence=confidence(config, found.line, certain=False),
            )


def _everywhere(config: SshConfig, deciding: Line, everywhere: list[Line]) -> Iterator[Outcome]:
    if not config.template and _stays_at_home(config):
        return
    too_late = [line for line in everywhere[1:] if line_word(line) == OFF]
    yield finding(
        deciding.directive.text,
        "Every host that you log in to can use your ssh agent: name the few hosts that need it, and "
        "end with `Host *` and `ForwardAgent no`.",
        confidence=confidence(config, deciding),
        related=tuple(
            related(line.directive.text, "this comes too late: the first value wins")
            for line in too_late
        ),
        fix=_narrowed(config, deciding),
    )


def _stays_at_home(config: SshConfig) -> bool:
    """Measured: with `IdentityAgent none` in force there is no agent to forward."""
    answer = config.effective(ANY_HOST, mended=True)
    return answer.ok and answer.get("identityagent").lower() == "none"


def _narrowed(config: SshConfig, deciding: Line) -> Fix | None:
    text = deciding.directive.text
    whole = Text.whole(text.source)
    if config.unread or config.template:
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
