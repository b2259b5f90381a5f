"""HUB012: no-user-subdomains."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub


@rule("HUB012", "no-user-subdomains", Severity.INFO, since="0.1.0", profile="paper")
def no_user_subdomains(hub: Hub) -> Iterator[Outcome]:
    r"""All users' servers share one host name, so one user's page can act in another's browser.

    ## Why
    Browsers separate pages by host name. Under one name a notebook that a user opens from a
    colleague can act with the user's own login; with `subdomain_host` each user has a name of
    their own. It needs a wildcard certificate, so most hubs among people who trust each other do
    without.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.subdomain_host = "https://hub.example.org"
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/explanation/websecurity.html#enabling-subdomains-for-user-servers
    """
    if "JupyterHub" not in hub.sections or (hub.values is not None and not hub.values.complete):
        return
    held = hub.trait("subdomain_host", "JupyterHub")
    if held is not None and (not held.known or held.value):
        return
    first = next(
        (one for one in hub.sections["JupyterHub"].values() if one.origin is not None), None
    )
    if first is None or first.origin is None:
        return
    yield finding(
        first.origin,
        "All users' servers share the hub's host name, so a page of one user can act with the login "
        "of another: consider subdomain_host.",
        confidence=Confidence.LIKELY,
    )
