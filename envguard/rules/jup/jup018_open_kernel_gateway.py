"""JUP018: open-kernel-gateway."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, place, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP018", "open-kernel-gateway", Severity.ERROR, since="0.1.0", tempered=False)
def open_kernel_gateway(server: JupyterServer) -> Iterator[Outcome]:
    r"""A kernel gateway that others reach runs code for everybody unless it is given a token.

    ## Why
    Unlike Jupyter's other servers the kernel gateway has no token of its own, does not look at
    JUPYTER_TOKEN, and does not mind running as root. Whoever reaches its port starts kernels.

    ## Bad
    ```sh title="start.sh"
    jupyter kernelgateway --ip=0.0.0.0
    ```

    ## Good
    ```sh title="start.sh"
    export KG_AUTH_TOKEN="$(cat /run/secrets/gateway-token)"
    jupyter kernelgateway --ip=127.0.0.1
    ```

    ## References
    - https://jupyter-kernel-gateway.readthedocs.io/en/latest/features.html
    - https://jupyter-kernel-gateway.readthedocs.io/en/latest/config-options.html
    """
    if not server.judged or server.program != "kernelgateway":
        return
    if server.authentication.value != "none" or reachable(server) is not True:
        return
    where = place(server, "listens", "token")
    yield finding(
        where,
        "Anybody who reaches this kernel gateway runs code on it: it has no token unless "
        "KG_AUTH_TOKEN or --KernelGatewayApp.auth_token gives one, and JUPYTER_TOKEN is none of "
        "those.",
        confidence=confidence(server, server.listens, server.authentication),
        related=evidence(server, where, "token", "listens"),
    )
