"""JUP019: token-file-unfit."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import evidence, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP019", "token-file-unfit", Severity.INFO, since="0.1.0", tempered=False)
def token_file_unfit(server: JupyterServer) -> Iterator[Outcome]:
    r"""The file that JUPYTER_TOKEN_FILE names is empty, or ends with a line break.

    ## Why
    An empty file is an empty token, and that switches the login off: an error where others reach
    the server. A line break at the end becomes part of the token, so that whoever copies the
    token from the file gets in nowhere.

    ## Bad
    ```sh title="start.sh"
    export JUPYTER_TOKEN_FILE=token.txt
    jupyter lab
    ```
    ```text title="token.txt"
    5ad1e7c3b9f04e21
    ```

    ## Good
    ```sh title="start.sh"
    export JUPYTER_TOKEN_FILE=/run/secrets/jupyter-token
    jupyter lab
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/security.html
    """
    file = server.token_file
    if not server.judged or file is None or file.origin is None:
        return
    decided = server.token.origin is not None and server.token.value in ("empty", "literal")
    if not decided:
        return
    content = str(file.value)
    if not content:
        yield finding(
            file.origin,
            "The file with the token is empty, so this server asks nobody for a token: write one "
            "into it from outside of the project.",
            severity=Severity.ERROR if reachable(server) is True else Severity.WARNING,
            related=evidence(server, file.origin, "listens"),
        )
    elif content.endswith(("\n", "\r")):
        yield finding(
            file.origin,
            "The file with the token ends with a line break, which Jupyter takes for a part of the "
            "token: write it with `printf %s`.",
            related=evidence(server, file.origin, "token"),
        )
