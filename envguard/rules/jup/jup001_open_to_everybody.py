"""JUP001: open-to-everybody."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, unknown
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, place, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP001", "open-to-everybody", Severity.ERROR, since="0.1.0")
def open_to_everybody(server: JupyterServer) -> Iterator[Outcome]:
    r"""The server listens on other machines' side of the network and asks nobody for anything.

    ## Why
    Whoever reaches the port runs code as the user of the server: an empty token switches the
    login off, and the XSRF cookie is handed to everybody who asks. Scanners find such a port
    within hours.

    An empty password alone opens nothing: a token is generated then. `--X.token=''` in an exec
    form is as empty as in a shell, since Jupyter itself takes the quotes off.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ip=0.0.0.0 --ServerApp.token=''
    ```

    ## Bad, in an image
    ```dockerfile title="Dockerfile"
    FROM quay.io/jupyter/base-notebook:2024-10-07
    CMD ["jupyter", "lab", "--ip=*", "--NotebookApp.token=''"]
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab --ip=127.0.0.1
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/security.html
    - https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html
    """
    if not server.judged or server.bound_by_image or server.program == "kernelgateway":
        yield from _unknown(server)
        return
    if server.token_file is not None and server.token.value == "empty":
        return
    open_ = server.authentication.value == "none"
    reached = reachable(server)
    if open_ and reached is True:
        where = place(server, "token", "authentication", "listens")
        yield finding(
            where,
            "Anybody who reaches this Jupyter server runs code as its user: it listens on {ip} and "
            "asks for no token and no password. Leave the token on, or bind it to 127.0.0.1 and use "
            "an ssh tunnel.",
            confidence=confidence(server, server.listens, server.authentication),
            related=evidence(server, where, "token", "listens", "authentication"),
            ip=_address(server),
        )
    else:
        yield from _unknown(server)


def _unknown(server: JupyterServer) -> Iterator[Outcome]:
    """Where the login or the address is not known, and the other one does not settle it."""
    if not server.judged:
        return
    open_ = server.authentication.value == "none"
    reached = reachable(server)
    if open_ and reached == "unknown":
        where, why = place(server, "listens", "token"), server.listens.why
    elif reached is not False and server.authentication.value == "unknown":
        where, why = place(server, "token", "authentication"), server.authentication.why
    else:
        return
    yield unknown(
        where,
        "Whether this Jupyter server is open to everybody cannot be known.",
        why or "its login is not known",
    )


def _address(server: JupyterServer) -> str:
    return "every interface" if server.listens.value == "all" else str(server.ip.value)
