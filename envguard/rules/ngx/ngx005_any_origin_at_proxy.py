"""NGX005: any-origin-at-proxy."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.proxies.location import ProxiedLocation


@rule("NGX005", "any-origin-at-proxy", Severity.ERROR, since="0.1.0")
def any_origin_at_proxy(location: ProxiedLocation) -> Iterator[Outcome]:
    r"""The proxy tells browsers that pages of any origin may read what Jupyter answers.

    ## Why
    `Access-Control-Allow-Origin *` lets a page that a user visits read files and outputs from the
    server behind the proxy, wherever the login does not stand in its way.

    ## Bad
    ```nginx title="nginx/jupyter.conf"
    server {
        listen 443 ssl;
        location / {
            proxy_pass http://127.0.0.1:8888;
            add_header Access-Control-Allow-Origin *;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
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
            add_header Access-Control-Allow-Origin https://lab.example.org;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }
    }
    ```

    ## References
    - https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Origin
    """
    if location.cors is None or not location.serves_jupyter:
        return
    if location.cors.value not in ("*", "$http_origin"):
        return
    yield finding(
        location.cors,
        "Pages of any origin may read what Jupyter answers through this proxy: name the one origin "
        "that needs it.",
        confidence=Confidence.LIKELY,
        related=(related(location.text, "this is what it passes on to"),),
    )
