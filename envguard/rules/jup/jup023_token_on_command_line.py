"""JUP023: token-on-command-line."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.project.settings import Settings
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import in_prose, on_command_line, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP023", "token-on-command-line", Severity.WARNING, since="0.1.0")
def token_on_command_line(server: JupyterServer, settings: Settings) -> Iterator[Outcome]:
    r"""The token is an argument of the command, and every user of the machine can list those.

    ## Why
    `ps aux` shows the command lines of all users, so on a shared server a token given as an
    option is known to everybody there. The environment of a process is its owner's alone:
    JUPYTER_TOKEN does the same in secret. It is an error in a batch job and on the machines that
    the setting `shared-hosts` names; in a container, which has its own processes, a remark.

    ## Bad
    ```sh title="start.sh"
    TOKEN=$(openssl rand -hex 24)
    jupyter lab --ServerApp.token=$TOKEN
    ```

    ## Good
    ```sh title="start.sh"
    export JUPYTER_TOKEN=$(openssl rand -hex 24)
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/security.html
    - https://man7.org/linux/man-pages/man1/ps.1.html
    """
    command = server.command
    if not server.judged or command is None or server.token.value != "variable":
        return
    if not on_command_line(server, server.token.origin):
        return
    where = place(server, "token")
    yield finding(
        where,
        "Every user of the machine can read this token in the list of processes: set the variable "
        "JUPYTER_TOKEN instead.",
        severity=_severity(server, settings),
        confidence=Confidence.LIKELY if command.conditional else Confidence.CERTAIN,
    )


def _severity(server: JupyterServer, settings: Settings) -> Severity | None:
    from fnmatch import fnmatchcase

    command = server.command
    if command is None or in_prose(server):
        return Severity.INFO
    context = command.context
    shared = any(fnmatchcase(context.host or "", p) for p in settings.strings("shared-hosts"))
    if context.carrier == "sbatch" or shared:
        return Severity.ERROR
    return Severity.INFO if context.container is True else None
