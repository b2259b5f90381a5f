"""JUP010: does-not-start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP010", "does-not-start", Severity.ERROR, since="0.1.0")
def does_not_start(server: JupyterServer) -> Iterator[Outcome]:
    r"""Jupyter exits at this option, or ignores it, so what was meant does not happen.

    ## Why
    `--allow-origin="*"` is no option of any Jupyter: the server exits with an error. Somebody then
    deletes words until it starts, and the ones left are rarely the safe ones. If it did work, any
    web page could talk to the server.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --no-browser --allow-origin="*"
    ```

    ## Bad, given twice
    ```sh title="start.sh"
    jupyter lab --ip=127.0.0.1 --ServerApp.ip=0.0.0.0
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab --no-browser --ServerApp.allow_origin='https://lab.example.org'
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/other/full-config.html
    - https://traitlets.readthedocs.io/en/stable/config.html#command-line-arguments
    """
    for note in server.broken:
        yield finding(
            note.word.raw,
            "Jupyter does not start with {word}: {reason}.",
            word=note.word.raw.value,
            reason=note.reason.rstrip("."),
        )
        return
