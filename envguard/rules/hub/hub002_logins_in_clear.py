"""HUB002: logins-in-clear."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, Text, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub, Values


@rule("HUB002", "logins-in-clear", Severity.ERROR, since="0.1.0")
def logins_in_clear(hub: Hub) -> Iterator[Outcome]:
    r"""The hub is reached over plain http, so passwords and cookies can be read on the way.

    ## Why
    A hub listens on every interface unless it is told otherwise, without TLS, and prints no more
    than a warning. It needs a certificate (`ssl_key` and `ssl_cert`), or a proxy with one before
    it and an address that only the proxy reaches. zero-to-jupyterhub's chart opens a load
    balancer to the world with `proxy.https.enabled: false`.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.ip = "0.0.0.0"
    c.JupyterHub.authenticator_class = "pam"
    ```

    ## Bad, in a chart's values
    ```yaml title="config.yaml"
    hub:
      config:
        JupyterHub: {authenticator_class: github}
    proxy:
      service: {type: LoadBalancer}
      https: {enabled: false}
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/explanation/websecurity.html
    - https://z2jh.jupyter.org/en/stable/administrator/security.html#https
    """
    if hub.values is not None:
        yield from _of_chart(hub, hub.values)
        return
    certificate = hub.trait("ssl_cert", "JupyterHub") or hub.trait("ssl_key", "JupyterHub")
    if certificate is not None and (not certificate.known or certificate.value):
        return
    if hub.around.tls_proxy or hub.around.published in ("loopback", "none"):
        return
    listens, where = _listens(hub)
    if listens != "all" and listens != "address":
        return
    if not _is_main(hub) or (where is None and not hub.around.alone):
        return
    contained = hub.around.contained is True and hub.around.published == "unknown"
    yield finding(
        where or hub.text[:0],
        "This hub listens on every interface over plain http, so passwords can be read on the way: "
        "give it ssl_key and ssl_cert, or bind it to 127.0.0.1 behind a proxy with TLS."
        if where is not None
        else "Nothing here says where this hub listens, so it is every interface, over plain http: "
        "set bind_url to 127.0.0.1 behind a proxy with TLS, or give it ssl_key and ssl_cert.",
        severity=Severity.INFO if contained else None if where is not None else Severity.WARNING,
        confidence=Confidence.LIKELY,
    )


def _listens(hub: Hub) -> tuple[str, Text | None]:
    from envguard.subjects.jupyter.addresses import bound
    from envguard.subjects.jupyter.server import Answer

    ip, url = hub.trait("ip", "JupyterHub"), hub.trait("bind_url", "JupyterHub")
    if ip is not None and (not ip.known or ip.value):
        if not ip.known:
            return "unknown", None
        return bound(Answer(ip.value)).listens, ip.origin
    if url is None:
        return "all", None
    if not url.known:
        return "unknown", None
    if str(url.value).startswith("https:"):
        return "unknown", None
    host = str(url.value).partition("://")[2].partition("/")[0]
    host = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return bound(Answer(host.strip("[]").rstrip(":"))).listens, url.origin


def _is_main(hub: Hub) -> bool:
    """A file that says something of JupyterHub itself, and not only one of several parts."""
    return "JupyterHub" in hub.sections


def _of_chart(hub: Hub, values: Values) -> Iterator[Outcome]:
    if values.value("proxy.https.enabled") is not False:
        return
    kind = values.value("proxy.service.type")
    if kind not in ("LoadBalancer", "NodePort"):
        return
    if values.value("ingress.enabled") is True or values.value("httpRoute.enabled") is True:
        return
    notes = values.node("proxy.service.annotations")
    if notes is not None and any(word in notes.text.spelled() for word in ("ssl", "cert", "tls")):
        return
    said = values.scalar("proxy.https.enabled") or values.scalar("proxy.service.type")
    entry = (
        values.root.entry("proxy") or values.root.entry("hub") or values.root.entry("singleuser")
    )
    where = said if said is not None else entry[0] if entry is not None else None
    if where is None:
        return
    yield finding(
        where,
        "The chart opens this hub to the network over plain http, so logins can be read on the way: "
        "set proxy.https.enabled with a host name, or put an ingress with TLS before it.",
        severity=None if said is not None else Severity.WARNING,
        confidence=Confidence.LIKELY,
    )
