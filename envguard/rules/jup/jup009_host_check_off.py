"""JUP009: host-check-off."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, place, shown_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP009", "host-check-off", Severity.INFO, since="0.1.0")
def host_check_off(server: JupyterServer) -> Iterator[Outcome]:
    r"""A server on the loopback address answers under any host name.

    ## Why
    A server on 127.0.0.1 answers only requests that name it localhost, so that a web page cannot
    reach it under a name of its own that leads to 127.0.0.1 (DNS rebinding).
    `allow_remote_access`, or a further name in `local_hostnames`, gives that up. It changes
    nothing about the address the server listens on, which is what it is often set for. A proxy
    that forwards the Host header does need it.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ServerApp.allow_remote_access=True
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/other/full-config.html
    - https://en.wikipedia.org/wiki/DNS_rebinding
    """
    if not server.judged or server.listens.value != "loopback":
        return
    remote = server.allow_remote_access
    names = server.traits.get("local_hostnames")
    if remote.value is True and remote.origin is not None:
        where = place(server, "allow_remote_access")
        yield finding(
            where,
            "This server listens on the loopback address alone, and this option only lets web pages "
            "reach it under names of their own: leave it out unless a proxy on this machine needs "
            "it.",
            confidence=confidence(server, server.listens, remote),
            related=evidence(server, where, "token", "listens"),
        )
    elif names is not None and names.origin is not None and _has_others(names.value):
        yield finding(
            shown_at(server, names.origin),
            "Under these names web pages can reach this server on the loopback address: name only "
            "those that a proxy on this machine forwards.",
            confidence=confidence(server, server.listens, names),
            related=evidence(server, names.origin, "token"),
        )


def _has_others(names: object) -> bool:
    known = ("localhost", "127.0.0.1", "::1")
    return isinstance(names, (list, tuple, set)) and any(name not in known for name in names)
