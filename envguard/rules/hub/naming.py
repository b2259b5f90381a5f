"""Authenticators and spawners by their names, short names and classes alike."""

from __future__ import annotations

from envguard.subjects.jupyterhub.hub import class_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub

DUMMY = ("dummy", "dummyauthenticator")

EXTERNAL = (
    "github", "gitlab", "google", "globus", "cilogon", "orcid", "bitbucket", "mediawiki", "azuread",
    "auth0", "generic", "generic-oauth", "okpy", "openshift",
)  # fmt: skip

_LOCAL_SPAWNERS = ("", "default", "localprocess", "localprocessspawner", "simple",
                   "simplelocalprocessspawner", "sudospawner", "systemdspawner", "systemd")  # fmt: skip


def external_name(hub: Hub) -> str:
    """The service whose accounts log in, such as "github"; "" where it is none of those."""
    name = class_name(hub.authenticator)
    for ending in ("oauthenticator", "authenticator"):
        name = name.removesuffix(ending)
    name = name.removeprefix("local").replace("_", "-")
    return name if name in EXTERNAL else ""


def spawns_locally(hub: Hub) -> bool:
    """Whether users' servers are processes of the hub's own machine."""
    return class_name(hub.spawner, "default") in _LOCAL_SPAWNERS and (
        hub.spawner is None or hub.spawner.known or hub.spawner.imported is not None
    )
