"""JUP021: socket-open-to-others."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, place, softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP021", "socket-open-to-others", Severity.WARNING, since="0.1.0", tempered=False)
def socket_open_to_others(server: JupyterServer) -> Iterator[Outcome]:
    r"""The server listens on a socket file that other users may write to, and asks for no token.

    ## Why
    A socket file has the mode 0600 unless `--sock-mode` widens it. With 0660 the group, with 0666
    every user of the machine connects to it, and without a token that is all it takes to run code
    as its owner.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --sock=/tmp/lab.sock --sock-mode=0666 --ServerApp.token=''
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab --sock=/tmp/lab.sock
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/other/full-config.html
    """
    if not server.judged or server.listens.value != "socket":
        return
    if server.authentication.value != "none" or not _writable(server.sock_mode.value):
        return
    where = place(server, "sock_mode", "sock")
    yield finding(
        where,
        "Other users of this machine may connect to this socket, and the server asks them for no "
        "token: leave the mode at 0600 or the token on.",
        severity=softened(server),
        confidence=confidence(server, server.listens, server.authentication),
        related=evidence(server, where, "token"),
    )


def _writable(mode: object) -> bool:
    """Whether the group or others may write."""
    try:
        return bool(int(str(mode), 8) & 0o022)
    except ValueError:
        return False
