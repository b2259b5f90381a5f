"""HUB006: chart-guard-off."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.jupyterhub.hub import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub, Values


@rule("HUB006", "chart-guard-off", Severity.WARNING, since="0.1.0")
def chart_guard_off(hub: Hub) -> Iterator[Outcome]:
    r"""A guard that zero-to-jupyterhub's chart puts up by default is taken down.

    ## Why
    Network policies keep users' pods from each other, from the cluster and from the proxy's API.
    The block before the cloud's metadata keeps them from the node's credentials, with which the
    whole account can be taken over. Users' containers run as a plain user who cannot become root.

    ## Bad
    ```yaml title="config.yaml"
    hub:
      config:
        JupyterHub: {authenticator_class: github}
    proxy:
      https: {enabled: true, hosts: [hub.example.org]}
    singleuser:
      networkPolicy:
        enabled: false
    ```

    ## Good
    ```yaml title="config.yaml"
    hub:
      config:
        JupyterHub: {authenticator_class: github}
        GitHubOAuthenticator: {allowed_organizations: [our-lab]}
    proxy:
      https: {enabled: true, hosts: [hub.example.org]}
    singleuser:
      networkPolicy:
        enabled: true
    ```

    ## References
    - https://z2jh.jupyter.org/en/stable/administrator/security.html
    - https://z2jh.jupyter.org/en/stable/resources/reference.html
    """
    if hub.values is not None:
        yield from _of_chart(hub.values)
    for trait, bad, what in (
        ("uid", 0, "users' containers run as root"),
        ("allow_privilege_escalation", True, "users may become root in their containers"),
    ):
        held = hub.trait(trait, "KubeSpawner", "Spawner")
        if held is None or held.origin is None or not held.known or held.value is None:
            continue
        if held.value == bad and type(held.value) is type(bad):
            yield finding(held.origin, _MESSAGE, confidence=Confidence.LIKELY, what=what)


_MESSAGE = "With this, {what}, which the chart prevents by default: leave it out."
_POLICIES = ("hub", "proxy", "proxy.chp", "proxy.traefik", "singleuser")


def _of_chart(values: Values) -> Iterator[Outcome]:
    for owner in _POLICIES:
        off = values.is_off(f"{owner}.networkPolicy.enabled")
        if off is not None:
            what = f"no network policy protects {owner.partition('.')[0]}"
            yield finding(off, _MESSAGE, what=what)
    block = values.is_off("singleuser.cloudMetadata.blockWithIptables")
    open_ = values.is_on("singleuser.networkPolicy.egressAllowRules.cloudMetadataServer")
    no_policy = values.is_off("singleuser.networkPolicy.enabled")
    if block is not None and (open_ is not None or no_policy is not None):
        yield finding(block, _MESSAGE, what="users read the cloud's credentials of the node")
    old = values.is_on("singleuser.cloudMetadata.enabled")
    if old is not None:
        yield finding(old, _MESSAGE, what="users read the cloud's credentials of the node")
    uid = values.scalar("singleuser.uid")
    if uid is not None and plain(uid) == 0 and plain(uid) is not False:
        yield finding(uid, _MESSAGE, what="users' containers run as root")
    escalation = values.is_on("singleuser.allowPrivilegeEscalation")
    if escalation is not None:
        yield finding(escalation, _MESSAGE, what="users may become root in their containers")
