"""JUP015: config-dropped."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import shown_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP015", "config-dropped", Severity.WARNING, since="0.1.0")
def config_dropped(server: JupyterServer) -> Iterator[Outcome]:
    r"""Jupyter cannot load this config file, drops all of it, and starts with its defaults.

    ## Why
    A config file that raises an exception is not applied up to that line: nothing in it is, not
    even the password above. `from notebook.auth import passwd`, which every old tutorial has,
    fails since notebook 7.

    ## Bad
    ```python title=".jupyter/jupyter_server_config.py"
    from notebook.auth import passwd
    c.ServerApp.password = passwd("…")
    ```

    ## Bad, a syntax error
    ```json title=".jupyter/jupyter_server_config.json"
    {"ServerApp": {"port": 9999,}}
    ```

    ## Good
    ```python title=".jupyter/jupyter_server_config.py"
    from jupyter_server.auth import passwd
    c.ServerApp.port = 9999
    ```

    ## References
    - https://jupyter-notebook.readthedocs.io/en/stable/migrate_to_notebook7.html
    - https://jupyter-server.readthedocs.io/en/latest/operators/migrate-from-nbserver.html
    """
    if server.command is not None and not server.serves:
        return
    for dropped in server.dropped:
        if "{{" in dropped.text.source.content or "{%" in dropped.text.source.content:
            continue
        yield finding(
            shown_at(server, dropped.text),
            "JupyterHub does not start with this config: {reason}."
            if server.program == "hub"
            else "Jupyter drops this whole file, with everything it sets: {reason}.",
            severity=Severity.ERROR if server.program == "hub" else None,
            confidence=_confidence(server, dropped.reason),
            reason=dropped.reason.rstrip("."),
        )


def _confidence(server: JupyterServer, reason: str) -> Confidence:
    """An import that fails today may work with the Jupyter of the project."""
    if server.doubts or "does not exist any more" in reason:
        return Confidence.LIKELY
    return Confidence.CERTAIN
