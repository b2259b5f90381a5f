"""HUB001: anybody-logs-in."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Related, Severity, Text, finding, related, unknown
from envguard.rules import Outcome, rule
from envguard.rules.hub.naming import DUMMY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub


@rule("HUB001", "anybody-logs-in", Severity.ERROR, since="0.1.0")
def anybody_logs_in(hub: Hub) -> Iterator[Outcome]:
    r"""The hub takes any password for any name.

    ## Why
    DummyAuthenticator is made for trying things out: without a password of its own it lets
    everybody in who types anything, also as one of the `admin_users`, and `allowed_users` only
    says which names have to be typed. It is what zero-to-jupyterhub's chart uses where nothing
    else is set.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.authenticator_class = "dummy"
    c.Authenticator.admin_users = {"ada"}
    ```

    ## Bad, in a chart's values
    ```yaml title="config.yaml"
    proxy:
      https: {enabled: true, hosts: [hub.example.org]}
    hub:
      config:
        JupyterHub:
          authenticator_class: dummy
    singleuser:
      image: {name: quay.io/jupyter/base-notebook, tag: "2024-10-07"}
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.authenticator_class = "github"
    c.GitHubOAuthenticator.allowed_organizations = {"our-lab"}
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/reference/authenticators.html
    - https://z2jh.jupyter.org/en/stable/administrator/authentication.html
    """
    from envguard.subjects.jupyterhub.hub import class_name

    chosen = hub.authenticator
    if chosen is None:
        yield from _default(hub)
        return
    if class_name(chosen) not in DUMMY or chosen.origin is None:
        return
    password = hub.trait("password", "DummyAuthenticator", "Authenticator", "LocalAuthenticator")
    if password is not None and (password.filled or (password.known and password.value)):
        return
    if password is not None and password.variable and not password.unset:
        return  # a variable that has to be set, or that has a default
    if password is not None and not password.known:
        yield unknown(
            chosen.origin,
            "Whether this hub takes any password cannot be known.",
            password.why or "the password comes from outside",
        )
        return
    if hub.around.password_elsewhere:
        yield unknown(
            chosen.origin,
            "Whether this hub takes any password cannot be known.",
            "another file of values may give DummyAuthenticator a password",
        )
        return
    yield finding(
        chosen.origin,
        "Anybody gets into this hub, with any name{also} and any password: choose another "
        "authenticator, or give SharedPasswordAuthenticator a password.",
        confidence=Confidence.CERTAIN if hub.values is None else Confidence.LIKELY,
        related=_admins(hub, chosen.origin),
        also=", an admin's, too," if _has_admins(hub) else "",
    )


def _default(hub: Hub) -> Iterator[Outcome]:
    values = hub.values
    if values is None or not values.complete:
        return
    key = "hub.config.JupyterHub.authenticator_class"
    if (
        values.defaults.get(key) != "dummy"
        or values.node("custom")
        or hub.sections.get("Authenticator")
    ):
        return
    where = (
        values.root.entry("hub") or values.root.entry("proxy") or values.root.entry("singleuser")
    )
    if where is None:
        return
    yield finding(
        where[0],
        "Nothing here chooses an authenticator, and the chart's own choice lets anybody in with any "
        "name and any password: set hub.config.JupyterHub.authenticator_class.",
        confidence=Confidence.LIKELY,
    )


def _has_admins(hub: Hub) -> bool:
    return any(
        held.value or held.filled for _, held in hub.with_trait("admin_users", "Authenticator")
    )


def _admins(hub: Hub, besides: Text) -> tuple[Related, ...]:
    found = hub.with_trait("admin_users", "Authenticator")
    return tuple(
        related(held.origin, "these are admins")
        for _, held in found
        if held.origin is not None and held.value
    )
