"""NGX001: proxy-opens-server."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related, unknown
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.proxies.location import ProxiedLocation


@rule("NGX001", "proxy-opens-server", Severity.ERROR, since="0.1.0", tempered=False)
def proxy_opens_server(location: ProxiedLocation) -> Iterator[Outcome]:
    r"""The proxy passes everybody on to a Jupyter server that asks nobody for anything.

    ## Why
    A server without a token on 127.0.0.1 is open to this machine; a proxy before it opens it to
    the world. Jupyter's own guard does not help: without `proxy_set_header Host` nginx calls it by
    the name 127.0.0.1, which it takes for a visitor of this machine.

    ## Bad
    ```nginx title="nginx/jupyter.conf"
    server {
        listen 443 ssl;
        server_name lab.example.org;
        location / {
            proxy_pass http://127.0.0.1:8888;
        }
    }
    ```
    ```sh title="start.sh"
    jupyter lab --ServerApp.token=''
    ```

    ## Good
    ```nginx title="nginx/jupyter.conf"
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
    ```sh title="start.sh"
    jupyter lab --ServerApp.allow_remote_access=True
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/public-server.html
    - https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html
    """
    if location.asks or location.local:
        return
    for server in location.servers:
        if not server.judged or server.authentication.value != "none":
            continue
        if location.unseen is not None:
            yield unknown(
                location.text,
                "Everybody who reaches this proxy may get into the Jupyter server behind it.",
                "an included file that is not in sight may ask for a login",
            )
            return
        origin = server.token.origin or server.authentication.origin or server.text
        yield finding(
            location.text,
            "Everybody who reaches this proxy runs code on the Jupyter server behind it, which has "
            "neither token nor password: leave the token on, or ask for a login here.",
            confidence=Confidence.LIKELY,
            related=(related(origin, "the server asks for nothing"),),
        )
        return
