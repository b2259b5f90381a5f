"""JUP003: token-may-be-empty."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import evidence, place, softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP003", "token-may-be-empty", Severity.ERROR, since="0.1.0", tempered=False)
def token_may_be_empty(server: JupyterServer) -> Iterator[Outcome]:
    r"""The token comes from a variable, and where that is not set the server asks for nothing.

    ## Why
    `--ServerApp.token=$TOKEN` becomes `--ServerApp.token=` on the machine where nobody set TOKEN:
    an empty token switches the login off, and nothing says so. The variable JUPYTER_TOKEN is
    different: where it is empty, Jupyter makes up a token.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --ServerApp.token=$TOKEN
    ```

    ## Bad, in a config
    ```python title=".jupyter/jupyter_server_config.py"
    import os
    c.IdentityProvider.token = os.environ.get("LAB_TOKEN", "")
    ```

    ## Good
    ```python title=".jupyter/jupyter_server_config.py"
    import os
    c.IdentityProvider.token = os.environ["LAB_TOKEN"]
    ```

    ## Good, without any option
    ```sh title="start.sh"
    export JUPYTER_TOKEN
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/security.html
    - https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02
    """
    if not server.judged or server.authentication.value != "unknown" or not server.token_unset:
        return
    where = place(server, "token")
    yield finding(
        where,
        "Where {variable} is not set, this token is empty and the server asks nobody for anything: "
        "leave the option out and set JUPYTER_TOKEN, which is safe when empty, or insist on a value "
        "with ${{{variable}:?}}."
        if server.command is not None
        else "Where {variable} is not set, this token is empty and the server asks nobody for "
        'anything: write os.environ["{variable}"], or set JUPYTER_TOKEN instead.',
        severity=softened(server),
        confidence=Confidence.LIKELY,
        related=evidence(server, where, "listens"),
        variable=server.token_unset,
    )
