"""A hub as the zero-to-jupyterhub chart starts it, in the words of a JupyterServer.

Source of the facts: the chart's templates: the proxy's pod listens on every interface, the hub runs
as uid 1000, the proxy's Service or an Ingress leads out of the cluster.
"""

from __future__ import annotations

from envguard.subjects.jupyter.hub import judge_login
from envguard.subjects.jupyter.server import UNKNOWN, Answer, JupyterServer
from envguard.subjects.jupyter.settings import Setting
from envguard.subjects.jupyterhub.hub import Hub, Values

_CHOSEN = "hub.config.JupyterHub.authenticator_class"


def started(hub: Hub) -> JupyterServer | None:
    """The hub that the chart starts; None for a hub that has no chart's values."""
    values = hub.values
    if values is None:
        return None
    entry = next(
        (found for name in ("hub", "proxy", "singleuser") if (found := values.root.entry(name))),
        None,
    )
    text = entry[0].text if entry is not None else values.root.text
    server = JupyterServer(text, None, "hub", "new")
    server.listens = Answer("all", None, "the proxy's pod, on every interface")
    server.ip = Answer("", None, "")
    server.port = Answer(8000)
    server.allow_origin = Answer("")
    server.any_origin = Answer(False)
    server.allow_root = Answer(True, None, "it does not ask")
    server.runs_as_root = Answer(False, None, "the chart runs the hub as uid 1000")
    _login(server, hub, values)
    _way_out(server, values)
    return server


def _login(server: JupyterServer, hub: Hub, values: Values) -> None:
    sections = hub.sections
    if hub.authenticator is None:
        default = values.value(_CHOSEN) or values.value("auth.type")
        if not isinstance(default, str):
            why = "other values may choose the authenticator"
            server.authentication = Answer(UNKNOWN, None, why)
            return
        chosen = Setting(default, None)
        sections = {**sections, "JupyterHub": {**sections.get("JupyterHub", {})}}
        sections["JupyterHub"]["authenticator_class"] = chosen
    judge_login(server, sections)
    if server.authentication.value == "none" and hub.around.password_elsewhere:
        why = "another file of values may give a password"
        server.authentication = Answer(UNKNOWN, server.authentication.origin, why)


def _way_out(server: JupyterServer, values: Values) -> None:
    """TLS and the way out of the cluster: the proxy's Service, or an Ingress before it."""
    ingress, tls = values.is_on("ingress.enabled"), values.node("ingress.tls")
    https, kind = values.scalar("proxy.https.enabled"), values.scalar("proxy.service.type")
    if ingress is not None:
        server.published = Answer("everywhere", ingress.text)
        server.tls = Answer(tls is not None or UNKNOWN, tls.text if tls is not None else None)
        return
    spoken = values.value("proxy.https.enabled")
    secure = UNKNOWN if spoken is None else spoken is True
    server.tls = Answer(secure, https.text if https is not None else None)
    way = values.value("proxy.service.type")
    ways = {"LoadBalancer": "everywhere", "NodePort": "everywhere", "ClusterIP": "none"}
    published = ways.get(str(way), UNKNOWN)
    server.published = Answer(published, kind.text if kind is not None else None)
