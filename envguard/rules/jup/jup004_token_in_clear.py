"""JUP004: token-in-clear."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, in_prose, place, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP004", "token-in-clear", Severity.WARNING, since="0.1.0")
def token_in_clear(server: JupyterServer) -> Iterator[Outcome]:
    r"""The server listens for other machines over plain http: its token travels readable.

    ## Why
    Everybody on the way sees the token or the password, and with it runs code as you. In a
    container listening on every interface is the normal way; what counts there is how the port
    is published, and where nothing says so this is a remark.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ip=0.0.0.0 --port=8888 --no-browser
    ```

    ## Good
    Reached through `ssh -L 8888:localhost:8888 gpu-node-01`:

    ```sh title="start.sh"
    jupyter lab --port=8888 --no-browser
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html#using-ssl-for-encrypted-communication
    """
    if not server.judged or server.authentication.value not in ("token", "password"):
        return
    if reachable(server) is not True or server.tls.value is not False or server.behind_tls:
        return
    if server.program in ("singleuser", "labhub", "hub"):
        return
    if server.bound_by_image and server.published.value in ("unknown", "none"):
        return  # an image of docker-stacks as it is: nothing here decides how it is reached
    where = place(server, "listens")
    secret = "password" if server.authentication.value == "password" else "token"
    yield finding(
        where,
        "Other machines reach this Jupyter server over plain http, so its {secret} can be read on "
        "the way: bind it to 127.0.0.1 and use an ssh tunnel, or give it a certificate.",
        severity=_severity(server),
        confidence=confidence(server, server.listens, server.authentication),
        related=evidence(server, where, "token", "listens"),
        secret=secret,
    )


def _severity(server: JupyterServer) -> Severity | None:
    command = server.command
    in_container = command is None or command.context.container is True
    if in_container and (in_prose(server) or server.published.value in ("unknown", "none")):
        return Severity.INFO
    return Severity.INFO if in_prose(server) and server.listens.origin is None else None
