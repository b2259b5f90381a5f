"""JUP020: own-login-class."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import evidence, shown_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP020", "own-login-class", Severity.INFO, since="0.1.0")
def own_login_class(server: JupyterServer) -> Iterator[Outcome]:
    r"""A class of one's own decides who gets into this server; somebody should have read it.

    ## Why
    `identity_provider_class`, `login_handler_class` and `authorizer_class` replace Jupyter's own
    login. Such a class can let everybody in while the server still prints a token, and no reading
    of the config can tell.

    ## Bad
    ```python title=".jupyter/jupyter_server_config.py"
    c.ServerApp.identity_provider_class = "lab_auth.HeaderIdentityProvider"
    ```

    ## Good
    ```python title=".jupyter/jupyter_server_config.py"
    c.ServerApp.port = 9999
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/security.html
    """
    if not server.judged:
        return
    for trait, origin in server.classes.items():
        yield finding(
            shown_at(server, origin),
            "Who gets into this server is decided by the class that {trait} names: have it reviewed.",
            confidence=Confidence.LIKELY,
            related=evidence(server, origin, "listens"),
            trait=trait,
        )
