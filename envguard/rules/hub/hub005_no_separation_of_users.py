"""HUB005: no-separation-of-users."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.hub.naming import spawns_locally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub


@rule("HUB005", "no-separation-of-users", Severity.ERROR, since="0.1.0")
def no_separation_of_users(hub: Hub) -> Iterator[Outcome]:
    r"""All users' servers run as one user of the machine, or as root.

    ## Why
    SimpleLocalProcessSpawner is made for trying things out: every user's server runs as the user
    of the hub and reads every other user's files, the hub's secrets included. Where servers are
    allowed to run as root, a notebook owns the machine.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.spawner_class = "simple"
    ```

    ## Bad, as root
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.Spawner.args = ["--allow-root"]
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.spawner_class = "systemdspawner.SystemdSpawner"
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/reference/spawners.html
    """
    from envguard.subjects.jupyterhub.hub import class_name

    if hub.values is not None:
        return
    chosen = hub.spawner
    name = class_name(chosen)
    if chosen is not None and chosen.origin is not None and name in (
        "simple", "simplelocalprocessspawner", "simplespawner",
    ):  # fmt: skip
        yield finding(
            chosen.origin,
            "All users' servers run as the user of the hub and read each other's files and the "
            "hub's secrets: choose a spawner that separates them.",
            confidence=Confidence.LIKELY,
        )
    if not spawns_locally(hub):
        return
    for _, held in hub.with_trait("args", "Spawner"):
        words = held.value if isinstance(held.value, (list, tuple)) else ()
        if held.origin is not None and "--allow-root" in words:
            yield finding(
                held.origin,
                "Users' servers are allowed to run as root on the hub's own machine, where a "
                "notebook then owns everything: take --allow-root out.",
                confidence=Confidence.LIKELY,
            )
            return
