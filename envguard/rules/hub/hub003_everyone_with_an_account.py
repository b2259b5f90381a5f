"""HUB003: everyone-with-an-account."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, unknown
from envguard.rules import Outcome, rule
from envguard.rules.hub.naming import external_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.settings import Setting
    from envguard.subjects.jupyterhub.hub import Hub


@rule("HUB003", "everyone-with-an-account", Severity.WARNING, since="0.1.0")
def everyone_with_an_account(hub: Hub) -> Iterator[Outcome]:
    r"""Everybody who has an account at the service that logs users in may use this hub.

    ## Why
    At GitHub, Google or ORCID everybody can make an account. `allow_all` lets all of them in.
    Before JupyterHub 5 that was so, too, where nothing was said about who is allowed; from 5 on
    nobody gets in then.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.authenticator_class = "github"
    c.GitHubOAuthenticator.allow_all = True
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.authenticator_class = "github"
    c.GitHubOAuthenticator.allowed_organizations = {"our-lab"}
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/tutorial/getting-started/authenticators-users-basics.html
    - https://oauthenticator.readthedocs.io/en/latest/how-to/migrations/upgrade-to-16.html
    """
    service = external_name(hub)
    chosen = hub.authenticator
    if not service or chosen is None or chosen.origin is None:
        return
    everyone = [held for _, held in hub.with_trait("allow_all", "Authenticator")]
    if any(_is_set(hub, name) for name in _NARROWING):
        return
    for held in everyone:
        if held.value is True and held.origin is not None:
            yield finding(
                held.origin,
                "Everybody with an account at {service} may use this hub: name the users, or the "
                "organisation or group that they belong to.",
                severity=_severity(service),
                confidence=Confidence.LIKELY,
                service=service,
            )
            return
    if everyone or any(_is_set(hub, name) for name in _ALLOWING):
        return
    values = hub.values
    if values is not None and not values.complete:
        return
    version = hub.around.version
    if version is None:
        yield unknown(
            chosen.origin,
            "Who may use this hub cannot be known.",
            "without any allow setting that is everybody before JupyterHub 5 and nobody from 5 on, "
            "and the version is not in sight",
        )
    elif version[0] < 5:
        yield finding(
            chosen.origin,
            "Nothing here says who may use this hub, and JupyterHub {version} then lets in everybody "
            "with an account at {service}: set allowed_users, or an organisation or group.",
            severity=_severity(service),
            confidence=Confidence.LIKELY,
            service=service,
            version=version[0],
        )


_NARROWING = (
    "hosted_domain", "allowed_hosted_domains", "allowed_idps", "tenant_id", "identity_provider",
    "restrict_domain", "allowed_domains", "shown_idps",
)  # fmt: skip
_ALLOWING = (
    "allowed_users", "whitelist", "allowed_organizations", "allowed_groups", "allowed_google_groups",
    "allowed_gitlab_groups", "allowed_project_ids", "allowed_teams", "allowed_globus_groups",
    "allow_existing_users", "github_organization_whitelist", "gitlab_group_whitelist",
    "google_group_whitelist", "group_whitelist", "allowed_scopes", "allowed_roles",
    "allowed_user_groups", "check_allowed",
)  # fmt: skip


def _is_set(hub: Hub, name: str) -> bool:
    found: list[Setting] = [held for _, held in hub.with_trait(name, "Authenticator")]
    return any(not held.known or bool(held.value) for held in found)


def _severity(service: str) -> Severity | None:
    """Accounts of one's own institution are not everybody's."""
    return Severity.INFO if service in ("generic", "generic-oauth", "auth0", "openshift") else None
