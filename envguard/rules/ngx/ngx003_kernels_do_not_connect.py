"""NGX003: kernels-do-not-connect."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.proxies.location import ProxiedLocation


@rule("NGX003", "kernels-do-not-connect", Severity.INFO, since="0.1.0")
def kernels_do_not_connect(location: ProxiedLocation) -> Iterator[Outcome]:
    r"""The proxy does not pass websockets on, so kernels and terminals never connect.

    ## Why
    nginx speaks HTTP/1.0 to the server behind it and drops the Upgrade header unless it is told
    otherwise: pages load, and every kernel stays "connecting", since its websocket gets a 400.

    ## Bad
    ```nginx title="nginx/jupyter.conf"
    server {
        listen 443 ssl;
        location / {
            proxy_pass http://127.0.0.1:8888;
            proxy_set_header Host $host;
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
    - https://nginx.org/en/docs/http/websocket.html
    """
    if location.kind != "nginx" or not location.serves_jupyter or location.further:
        return
    if (location.upgrade and location.http11) or location.websockets_elsewhere:
        return
    yield finding(
        location.text,
        "No kernel connects through this: pass the websockets on with proxy_http_version 1.1 and "
        "the headers Upgrade and Connection.",
        confidence=Confidence.LIKELY,
    )
