"""SSH035: hostname-token."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.ssh_config import Argument
from envguard.model import Fix, Severity, finding
from envguard.model.edits import fix, write
from envguard.model.patterns import late
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

_TOKEN = late(r"%(.?)", re.DOTALL)


@rule("SSH035", "hostname-token", Severity.ERROR, fix="safe", since="0.1.0", tempered=False)
def hostname_token(config: SshConfig) -> Iterator[Outcome]:
    r"""HostName has a token that it does not take, so ssh stops for the hosts it is meant for.

    ## Why
    HostName takes `%h` (the name as typed) and `%%`. For any other token ssh stops with
    `vdollar_percent_expand: unknown key`, only for the hosts of that block, so it shows late.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host foo
        HostName %n.example
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host foo
        HostName %h.example
    ```

    ## Fix
    Safe for `%n`, which means the same where it is known: `%h`.

    ## References
    - https://man.openbsd.org/ssh_config#TOKENS
    """
    for line in config.own_directives("hostname"):
        if not line.directive.arguments:
            continue
        argument = line.directive.arguments[0]
        bad = [
            found for found in _TOKEN.finditer(argument.value) if found.group(1) not in ("h", "%")
        ]
        if bad:
            yield finding(
                argument.raw,
                "HostName takes no `{token}`, only %h and %%: ssh stops for these hosts.",
                confidence=confidence(config, line),
                fix=_typed_name(argument, bad),
                token=bad[0].group(),
            )


def _typed_name(argument: Argument, bad: list[re.Match[str]]) -> Fix | None:
    raw = argument.raw
    if raw.value != argument.value or any(found.group(1) != "n" for found in bad):
        return None
    edits = [write(raw[found.start() : found.end()], "%h") for found in bad]
    return fix("safe", "write %h", *edits)
