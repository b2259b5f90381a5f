"""SSH029: shared-control-path."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower
from envguard.model import Severity, finding
from envguard.model.edits import fix, write
from envguard.model.patterns import late
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.config import HOST, Block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

_EVERYBODYS = late(r"(?:/private)?(?:/tmp|/var/tmp|/dev/shm)(?:/|$)")


@rule("SSH029", "shared-control-path", Severity.WARNING, fix="safe", since="0.1.0", tempered=False)
def shared_control_path(config: SshConfig) -> Iterator[Outcome]:
    r"""The socket of a shared connection lies where others can write, or is one for several hosts.

    ## Why
    Whoever can make that socket first in `/tmp` gets what you type; whoever can open it has your
    session. And a name without the host, the port and the user makes ssh send you over a
    connection to another machine. `%C` stands for all of them and keeps the name short.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        ControlPath /tmp/cm-%r@%h:%p
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *
        ControlPath ~/.ssh/cm-%C
    ```

    ## Fix
    Safe: `~/.ssh/cm-%C`.

    ## References
    - https://man.openbsd.org/ssh_config#ControlPath
    """
    for line in config.own_directives("controlpath"):
        if not line.directive.arguments:
            continue
        argument = line.directive.arguments[0]
        value = argument.value
        if lower(value) == "none":
            continue
        everybodys = _EVERYBODYS.match(value) is not None
        if not everybodys and (_tells_apart(value) or _is_single(line.block)):
            continue
        yield finding(
            argument.raw,
            "Everybody on this machine can write to {folder}, and so take the socket's place: keep it in "
            "~/.ssh, as `~/.ssh/cm-%C`."
            if everybodys
            else "One name for connections to several hosts, ports or users: ssh would send you over the "
            "wrong one. Use `~/.ssh/cm-%C`.",
            confidence=confidence(config, line),
            fix=fix("safe", "use ~/.ssh/cm-%C", write(argument.raw, "~/.ssh/cm-%C")),
            folder=value.rpartition("/")[0] or "/",
        )


def _tells_apart(value: str) -> bool:
    """Whether host, port and user are all in the name."""
    host = any(token in value for token in ("%h", "%n", "%k"))
    return "%C" in value or (host and "%p" in value and "%r" in value)


def _is_single(block: Block) -> bool:
    """Whether a block is for one host, so that one name is enough."""
    names = block.literal_hosts
    every = block.positive if block.kind == HOST else block.criterion_patterns
    return len(names) == 1 == len(every)
