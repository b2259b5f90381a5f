"""NGX002: proxy-without-tls."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.proxies.location import ProxiedLocation


@rule("NGX002", "proxy-without-tls", Severity.ERROR, since="0.1.0")
def proxy_without_tls(location: ProxiedLocation) -> Iterator[Outcome]:
    r"""The proxy serves Jupyter over plain http.

    ## Why
    Tokens, passwords and login cookies travel readable, and whoever reads one runs code. The plain
    port should do nothing but send visitors to the one with TLS.

    ## Bad
    ```nginx title="nginx/jupyter.conf"
    server {
        listen 80;
        server_name lab.example.org;
        location / {
            proxy_pass http://127.0.0.1:8888;
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
        listen 80;
        server_name lab.example.org;
        return 301 https://$host$request_uri;
    }
    server {
        listen 443 ssl;
        server_name lab.example.org;
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
    - https://nginx.org/en/docs/http/configuring_https_servers.html
    - https://jupyterhub.readthedocs.io/en/stable/howto/configuration/config-proxy.html
    """
    if not location.serves_jupyter or location.local or location.behind_another:
        return
    if location.plain_listen is None or location.tls is True:
        return
    yield finding(
        location.plain_listen,
        "Jupyter is served over plain http here, so tokens and passwords can be read on the way: "
        "listen with TLS, and only redirect on the plain port.",
        confidence=Confidence.LIKELY,
        related=(related(location.text, "this is what it passes on to"),),
    )
