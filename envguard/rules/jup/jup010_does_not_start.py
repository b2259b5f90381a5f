"""JUP010: does-not-start."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import place

TYPE_CHECKING = False
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
    for note in server.broken[:1]:
        yield finding(
            note.word.raw,
            "Jupyter does not start with {word}: {reason}.",
            word=note.word.raw.value,
            reason=note.reason.rstrip("."),
        )
    if server.broken or server.dropped or not server.serves:
        return
    if server.never_starts and server.starts.origin is not None:
        yield finding(
            place(server, "starts"),
            "Jupyter does not start with this: {reason}.",
            confidence=Confidence.LIKELY if server.doubts else Confidence.CERTAIN,
            reason=server.starts.why.rstrip("."),
        )
    elif server.program != "hub":
        for note in server.ignored:
            if note.word.value.partition("=")[0] == "-f":
                yield finding(
                    note.word.raw,
                    "Jupyter passes over {word}, so the config that is meant is not read: write "
                    "--config.",
                    word=note.word.raw.value,
                )
