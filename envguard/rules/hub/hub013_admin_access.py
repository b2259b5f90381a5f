"""HUB013: admin-access."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub


@rule("HUB013", "admin-access", Severity.INFO, since="0.1.0")
def admin_access(hub: Hub) -> Iterator[Outcome]:
    r"""Admins of this hub may work in every user's server.

    ## Why
    It helps a teacher to help, and it shows every admin all data and every stored password of all
    users. Users should know of it. Since JupyterHub 2 a role can give it to fewer people.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.admin_access = True
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.admin_access = False
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/rbac/index.html
    """
    held = hub.trait("admin_access", "JupyterHub")
    if held is not None and held.value is True and held.origin is not None:
        yield finding(
            held.origin,
            "Admins may enter every user's server and see all of its data: tell the users, or give "
            "it to few people by a role.",
        )
