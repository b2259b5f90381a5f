"""HUB004: hub-api-exposed."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub


@rule("HUB004", "hub-api-exposed", Severity.WARNING, since="0.1.0")
def hub_api_exposed(hub: Hub) -> Iterator[Outcome]:
    r"""The hub's own API listens on every interface of a machine, and no container holds it back.

    ## Why
    Users' servers talk to the hub on a port of its own, 8081, by default on the loopback address.
    With `hub_ip = "0.0.0.0"` everybody in the network reaches it, past the proxy and its TLS.
    Servers on other machines need it on the one address of their own network.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.hub_ip = "0.0.0.0"
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.hub_ip = "10.0.0.1"
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/tutorial/getting-started/networking-basics.html
    """
    from envguard.subjects.jupyterhub.hub import class_name

    if hub.values is not None or hub.around.contained:
        return
    if any(word in class_name(hub.spawner) for word in ("kube", "swarm", "dockerspawner")):
        return
    ip, url = hub.trait("hub_ip", "JupyterHub"), hub.trait("hub_bind_url", "JupyterHub")
    for held in (ip, url):
        if held is None or held.origin is None or not held.known:
            continue
        host = str(held.value)
        if held is url:
            host = host.partition("://")[2].partition("/")[0]
            host = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if host.strip("[]") in ("0.0.0.0", "", "*", "::"):
            yield finding(
                held.origin,
                "The hub's API answers on every interface of this machine, past the proxy and its "
                "TLS: name the one address that users' servers reach it by.",
                confidence=Confidence.LIKELY,
            )
            return
