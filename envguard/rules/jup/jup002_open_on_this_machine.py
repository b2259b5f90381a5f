"""JUP002: open-on-this-machine."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, place, reachable, softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP002", "open-on-this-machine", Severity.ERROR, since="0.1.0")
def open_on_this_machine(server: JupyterServer) -> Iterator[Outcome]:
    r"""The server asks nobody for anything, and only the loopback address stands before it.

    ## Why
    On a shared GPU server every other user reaches 127.0.0.1 as well and runs code as you. A
    port-forward or a proxy in front makes it public.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ServerApp.token=''
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/security.html
    """
    if not server.judged or server.authentication.value != "none":
        return
    if reachable(server) is not False or server.listens.value == "socket":
        return
    where = place(server, "token", "authentication")
    yield finding(
        where,
        "Every user and every process of this machine gets into this Jupyter server, which asks for "
        "no token and no password: leave the token on.",
        severity=softened(server),
        confidence=confidence(server, server.listens, server.authentication),
        related=evidence(server, where, "token", "listens", "authentication"),
    )
