"""JUP006: any-origin."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, place, softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP006", "any-origin", Severity.ERROR, since="0.1.0")
def any_origin(server: JupyterServer) -> Iterator[Outcome]:
    r"""Every web page may talk to this server from its visitors' browsers.

    ## Why
    With `allow_origin='*'`, or a pattern that matches everything, a page that you visit opens a
    websocket to your server and runs code in it when no token stands in between, also when the
    server listens on the loopback address alone.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ServerApp.allow_origin='*'
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab --ServerApp.allow_origin='https://lab.example.org'
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/other/full-config.html
    - https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Origin
    """
    if not server.judged or server.any_origin.value is not True:
        return
    where = place(server, "any_origin", "allow_origin", "allow_origin_pat")
    yield finding(
        where,
        "Any web page that a user visits may talk to this Jupyter server: name the one origin that "
        "needs it.",
        severity=softened(server),
        confidence=confidence(server, server.any_origin),
        related=evidence(server, where, "token", "listens"),
    )
