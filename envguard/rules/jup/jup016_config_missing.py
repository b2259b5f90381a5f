"""JUP016: config-missing."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP016", "config-missing", Severity.WARNING, since="0.1.0")
def config_missing(server: JupyterServer) -> Iterator[Outcome]:
    r"""The config file that the command names is not there, and Jupyter does not mind.

    ## Why
    A file that `--config` names and that does not exist is passed over without a word: the server
    starts on its defaults, without the password or the address that the file was to set.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --config=conf/jupyter_server_config.py
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab --config=conf/jupyter_server_config.py
    ```
    ```python title="conf/jupyter_server_config.py"
    c.ServerApp.port = 9999
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/users/configuration.html
    """
    missing = server.missing_config
    if server.never_starts or missing is None or missing.origin is None:
        return
    where = place(server, "missing_config")
    yield finding(
        where,
        "There is no {file} in this project, and Jupyter starts without it and without a word: name "
        "the file where it is, or take the option out."
        if server.program != "hub"
        else "There is no {file} in this project, which the hub needs to start as it is meant to.",
        confidence=Confidence.LIKELY,
        file=missing.value,
    )
