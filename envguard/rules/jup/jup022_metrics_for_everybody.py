"""JUP022: metrics-for-everybody."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, reachable, shown_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP022", "metrics-for-everybody", Severity.INFO, since="0.1.0")
def metrics_for_everybody(server: JupyterServer) -> Iterator[Outcome]:
    r"""The server shows its metrics to everybody who reaches it, without a login.

    ## Why
    `/metrics` tells how many kernels and terminals run and which pages are asked for, which is
    harmless inside a monitored network and nobody's business outside.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ip=10.0.0.5 --certfile=lab.pem --ServerApp.authenticate_prometheus=False
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/other/full-config.html
    """
    asks = server.traits.get("authenticate_prometheus")
    if not server.judged or asks is None or asks.origin is None or asks.value is not False:
        return
    if reachable(server) is False:
        return
    yield finding(
        shown_at(server, asks.origin),
        "Everybody who reaches this server reads its /metrics without a login: let the monitoring "
        "log in with a token.",
        confidence=confidence(server, asks),
        related=evidence(server, asks.origin, "listens"),
    )
