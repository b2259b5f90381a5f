"""HUB010: service-account-too-wide."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.roles import HubRole


@rule("HUB010", "service-account-too-wide", Severity.WARNING, since="0.1.0")
def service_account_too_wide(role: HubRole) -> Iterator[Outcome]:
    r"""The hub's or its users' service account may do more in the cluster than it needs.

    ## Why
    Whoever takes over the hub, or any user whose pod has this account, acts with these rights:
    with `*` the whole namespace is theirs, with secrets every password in it, with a ClusterRole
    every namespace. The hub needs to manage pods and volumes in its own namespace.

    ## Bad
    ```yaml title="rbac.yaml"
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: jupyterhub
    rules:
      - apiGroups: [""]
        resources: ["*"]
        verbs: ["*"]
    ```

    ## Good
    ```yaml title="rbac.yaml"
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: jupyterhub
    rules:
      - apiGroups: [""]
        resources: ["pods", "persistentvolumeclaims"]
        verbs: ["get", "watch", "list", "create", "delete"]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
    """
    if role.wide is None:
        return
    yield finding(
        role.wide,
        "{name} gives the hub or its users {what}: name the few resources and verbs that are "
        "needed, in one namespace.",
        confidence=Confidence.LIKELY,
        name=role.name,
        what=role.what,
    )
