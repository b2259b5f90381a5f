"""IMG008: port-published-everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.published import PublishedPort


@rule("IMG008", "port-published-everywhere", Severity.WARNING, since="0.1.0")
def port_published_everywhere(published: PublishedPort) -> Iterator[Outcome]:
    r"""A Jupyter's port is open to every machine that can reach the host.

    ## Why
    `8888:8888` binds every interface, past the host's own firewall. What the image starts behind
    it cannot be seen here, so nobody knows whether a token is asked for, and it would travel
    without encryption.

    ## Bad
    ```yaml title="compose.yml"
    services:
      notebook:
        image: registry.example.org/lab/jupyter:1.4.2
        ports: ["8888:8888"]
    ```

    ## Good
    ```yaml title="compose.yml"
    services:
      notebook:
        image: registry.example.org/lab/jupyter:1.4.2
        ports: ["127.0.0.1:8888:8888"]
    ```

    ## References
    - https://docs.docker.com/engine/network/port-publishing/
    """
    if published.in_sight or not published.is_jupyter:
        return
    yield finding(
        published.text,
        "{mapping} opens this Jupyter to every machine that reaches the host: publish it on "
        "127.0.0.1 and tunnel to it.",
        severity=Severity.INFO if published.setting == "prose" else None,
        confidence=Confidence.LIKELY,
        mapping=published.text.value,
    )
