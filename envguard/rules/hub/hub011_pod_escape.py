"""HUB011: pod-escape."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.tree import Mapping, Node, Scalar, walk
from envguard.model import Confidence, Severity, Text, finding
from envguard.rules import Outcome, rule
from envguard.subjects.jupyterhub.hub import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.settings import Setting
    from envguard.subjects.jupyterhub.hub import Hub, Values


@rule("HUB011", "pod-escape", Severity.ERROR, since="0.1.0")
def pod_escape(hub: Hub) -> Iterator[Outcome]:
    r"""Users' containers are given something with which they take over the machine.

    ## Why
    A privileged container, the machine's root folder, the socket of its container engine, its
    network or its processes: each of them is as good as root on the node, for every user of the
    hub. (The socket in the hub's own container is how DockerSpawner works: a remark.)

    ## Bad
    ```yaml title="config.yaml"
    hub:
      config:
        JupyterHub: {authenticator_class: github}
        GitHubOAuthenticator: {allowed_organizations: [our-lab]}
    proxy:
      https: {enabled: true, hosts: [hub.example.org]}
    singleuser:
      storage:
        extraVolumes:
          - name: docker
            hostPath: {path: /var/run/docker.sock}
    ```

    ## Bad, in a Python config
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.DockerSpawner.extra_host_config = {"privileged": True}
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.DockerSpawner.volumes = {"jupyterhub-user-{username}": "/home/jovyan/work"}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/
    - https://z2jh.jupyter.org/en/stable/administrator/security.html
    """
    for where, what in [*_of_chart(hub.values), *_of_traits(hub)]:
        yield finding(
            where,
            "Every user of this hub gets {what}, which is as good as root on the node: take it out.",
            confidence=Confidence.LIKELY,
            what=what,
        )
    for socket in hub.own_volumes:
        yield finding(
            socket,
            "The hub's own container has the socket of the container engine, so whoever takes over "
            "the hub has the machine: DockerSpawner needs it, nothing else does.",
            severity=Severity.INFO,
        )


_SOCKETS = ("docker.sock", "containerd.sock", "crio.sock", "podman.sock")


def _host_path(path: str) -> str:
    """What a folder of the machine gives away, "" where that is only data."""
    if path.rstrip("/") == "" and path.startswith("/"):
        return "the machine's root folder"
    if path.endswith(_SOCKETS):
        return "the socket of the machine's container engine"
    whole = path.rstrip("/")
    if whole in (
        "/etc",
        "/var/run",
        "/run",
        "/root",
        "/proc",
        "/var/lib/kubelet",
        "/var/lib/docker",
    ):
        return f"the machine's {whole}"
    return ""


def _of_chart(values: Values | None) -> Iterator[tuple[Text, str]]:
    """Of `singleuser` only what users' own containers get: no init containers, no sidecars."""
    if values is None:
        return
    volumes = values.node("singleuser.storage.extraVolumes")
    for node in (
        volumes,
        values.node("singleuser.extraPodConfig"),
        values.node("singleuser.profileList"),
    ):
        yield from _inside(node)
    for path, what in (
        ("singleuser.extraPodConfig.hostNetwork", "the machine's network"),
        ("singleuser.extraPodConfig.hostPID", "the machine's processes"),
    ):
        on = values.is_on(path)
        if on is not None:
            yield on.text, what


def _inside(node: Node | None) -> Iterator[tuple[Text, str]]:
    for one in walk(node) if node is not None else ():
        if not isinstance(one, Mapping):
            continue
        host = one.mapping("hostPath") or one.mapping("host_path")
        path = host.scalar("path") if host is not None else None
        what = _host_path(path.value) if path is not None else ""
        if path is not None and what:
            yield path.text, what
        override = one.mapping("kubespawner_override")
        if override is not None:
            yield from _privileged(override)


def _privileged(node: Node) -> Iterator[tuple[Text, str]]:
    if not isinstance(node, Mapping):
        return
    holders = (node, node.mapping("securityContext"), node.mapping("container_security_context"))
    for holder in holders:
        found = holder.get("privileged") if holder is not None else None
        if isinstance(found, Scalar) and plain(found) is True:
            yield found.text, "a privileged container"


def _of_traits(hub: Hub) -> Iterator[tuple[Text, str]]:
    for section in ("KubeSpawner", "Spawner", "DockerSpawner", "SwarmSpawner", "SystemUserSpawner"):
        traits = hub.sections.get(section, {})
        for name, held in traits.items():
            if held.origin is None or not held.known:
                continue
            what = _given(name, held)
            if what:
                yield held.origin, what


def _given(name: str, held: Setting) -> str:
    value = held.value
    if name == "privileged" and value is True:
        return "a privileged container"
    if name in (
        "extra_host_config",
        "extra_pod_config",
        "container_security_context",
        "extra_create_kwargs",
    ):
        return _of_settings(value)
    if name in ("volumes", "read_only_volumes") and isinstance(value, dict):
        return next((what for key in value if (what := _host_path(str(key)))), "")
    if name == "volumes" and isinstance(value, list):
        for one in value:
            host = (one.get("hostPath") or one.get("host_path")) if isinstance(one, dict) else None
            path = host.get("path") if isinstance(host, dict) else None
            if isinstance(path, str) and _host_path(path):
                return _host_path(path)
    return ""


def _of_settings(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    if value.get("privileged") is True:
        return "a privileged container"
    if value.get("hostNetwork") is True or value.get("network_mode") == "host":
        return "the machine's network"
    if value.get("hostPID") is True or value.get("pid_mode") == "host":
        return "the machine's processes"
    binds = value.get("binds")
    for one in binds if isinstance(binds, (list, dict)) else ():
        what = _host_path(str(one).partition(":")[0])
        if what:
            return what
    return ""
