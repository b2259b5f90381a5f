"""SSH027: home-path."""

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

_KEYWORDS = (
    "identityfile", "certificatefile", "userknownhostsfile", "controlpath", "include",
    "identityagent", "revokedhostkeys", "forwardagent",
)  # fmt: skip
_HOME = late(r"(?:/home|/Users|/var/home|/export/home)/([^/%${}<>*?]+)(?=/|$)")
_WINDOWS = late(r"(?:[A-Za-z]:|/[a-z]|/mnt/[a-z])?[\\/]+Users[\\/]+([^\\/%$<>]+)", re.IGNORECASE)
# homes that everybody has who uses that image or package manager
_COMMON = (
    "linuxbrew", "shared", "public", "jovyan", "vscode", "node", "codespace", "gitpod", "runner",
    "vagrant", "coder",
)  # fmt: skip


@rule("SSH027", "home-path", Severity.WARNING, fix="safe", since="0.1.0", tempered=False)
def home_path(config: SshConfig) -> Iterator[Outcome]:
    r"""A path names somebody's home folder, so the configuration works for that person only.

    ## Why
    On another machine, or for a colleague, `/home/ada` is not there, and the file publishes a
    login name. ssh reads `~` as the home of whoever runs it.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host work.example
        IdentityFile /home/ada/.ssh/id_work
        IdentitiesOnly yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host work.example
        IdentityFile ~/.ssh/id_work
        IdentitiesOnly yes
    ```

    ## Fix
    Safe: the home folder becomes `~`.

    ## References
    - https://man.openbsd.org/ssh_config#IdentityFile
    """
    for line in config.own_directives(*_KEYWORDS):
        for argument in line.directive.arguments:
            found = _HOME.match(argument.value) or _WINDOWS.match(argument.value)
            if not found or found.group(1).lower() in _COMMON:
                continue
            yield finding(
                argument.raw,
                "{home} is one person's home folder, so this works for nobody else: begin the path "
                "with `~`.",
                confidence=confidence(config, line),
                fix=_with_tilde(argument, found),
                home=found.group(),
            )
            break


def _with_tilde(argument: Argument, found: re.Match[str]) -> Fix | None:
    raw = argument.raw
    at = raw.value.find(found.group())
    if at < 0 or at > 1 or not found.group().startswith(("/home", "/Users", "/var", "/export")):
        return None
    if len(found.group()) == len(argument.value):
        return None
    return fix("safe", "begin the path with ~", write(raw[at : at + len(found.group())], "~"))
