"""JUP008: allowed-as-root."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, place, reachable, softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP008", "allowed-as-root", Severity.WARNING, since="0.1.0")
def allowed_as_root(server: JupyterServer) -> Iterator[Outcome]:
    r"""The server is allowed to run as root, which Jupyter refuses by default.

    ## Why
    Every cell and every terminal then is root's, on a server with mounted data everybody's data.
    It is an error where root is known to run it and other machines reach it; where another user
    is known to run it, the option does nothing and is no finding.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --allow-root
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9
    RUN useradd --create-home ada
    USER ada
    CMD ["jupyter", "lab"]
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/security.html
    - https://docs.docker.com/build/building/best-practices/#user
    """
    if not server.judged or server.allow_root.value is not True:
        return
    asked = server.allow_root.origin is not None
    if server.runs_as_root.value is False or server.program == "hub":
        return
    if not asked and server.runs_as_root.value is not True:
        return
    worse = server.runs_as_root.value is True and reachable(server) is True
    where = place(server, "allow_root")
    yield finding(
        where,
        "This Jupyter server runs as root and other machines reach it: give the image or the "
        "service a user of its own."
        if worse
        else "This Jupyter server may run as root, and then every cell does: start it as a plain "
        "user, without --allow-root.",
        severity=softened(server, Severity.ERROR if worse else None),
        confidence=confidence(server, server.allow_root),
        related=evidence(server, where, "runs_as_root", "listens"),
    )
