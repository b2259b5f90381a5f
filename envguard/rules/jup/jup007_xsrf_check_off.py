"""JUP007: xsrf-check-off."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, place, softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP007", "xsrf-check-off", Severity.ERROR, since="0.1.0", tempered=False)
def xsrf_check_off(server: JupyterServer) -> Iterator[Outcome]:
    r"""The server no longer asks whether a request comes from its own pages.

    ## Why
    Without the cookie that `disable_check_xsrf` does away with, a page of another site starts
    kernels with the login of the user who visits it; without a token no login is needed either.
    It is mostly switched off because a proxy drops the cookie, which the proxy should be cured of.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ServerApp.disable_check_xsrf=True
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/other/full-config.html
    - https://www.tornadoweb.org/en/stable/guide/security.html#cross-site-request-forgery-protection
    """
    if not server.judged or server.xsrf_off.value is not True or server.xsrf_off.origin is None:
        return
    where = place(server, "xsrf_off")
    open_ = server.authentication.value == "none"
    yield finding(
        where,
        "Without the XSRF check and without a token, any web page starts kernels on this server: "
        "take both options out."
        if open_
        else "Without the XSRF check, any web page can start kernels with the login of a user who "
        "visits it: take this option out.",
        severity=softened(server),
        confidence=confidence(server, server.xsrf_off),
        related=evidence(server, where, "token", "any_origin", "listens"),
    )
