"""NGX004: host-header."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.proxies.location import ProxiedLocation


@rule("NGX004", "host-header", Severity.INFO, since="0.1.0")
def host_header(location: ProxiedLocation) -> Iterator[Outcome]:
    r"""Jupyter will answer 403 behind this proxy, because of the Host header it gets.

    ## Why
    Where the proxy does not pass the Host header on, the browser's websocket comes from another
    origin than the server believes to have, and is refused. Where it does, a server on the
    loopback address refuses everything until `allow_remote_access` is set. The cure is these two
    together, and never `allow_origin='*'`.

    ## Bad
    ```nginx title="nginx/jupyter.conf"
    server {
        listen 443 ssl;
        location / {
            proxy_pass http://127.0.0.1:8888;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }
    }
    ```

    ## Good
    ```nginx title="nginx/jupyter.conf"
    server {
        listen 443 ssl;
        location / {
            proxy_pass http://127.0.0.1:8888;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }
    }
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html
    """
    if location.kind != "nginx" or not location.serves_jupyter or location.further:
        return
    if location.upgrade and location.http11 and not location.host:
        yield finding(
            location.text,
            "Jupyter refuses the websockets of this proxy, which does not pass the Host header on: "
            "add proxy_set_header Host $host, and allow_remote_access to the server; do not allow "
            "every origin.",
            confidence=Confidence.LIKELY,
        )
    elif location.host.startswith(("$host", "$http_host")):
        for server in location.servers:
            closed = (
                server.listens.value == "loopback" and server.allow_remote_access.value is False
            )
            if server.judged and closed and server.command is not None:
                yield finding(
                    location.text,
                    "The Jupyter server behind this listens on the loopback address and answers "
                    "every other host name with 403: set allow_remote_access there.",
                    confidence=Confidence.LIKELY,
                    related=(related(server.text, "it is started here"),),
                )
                return
