"""JUP011: option-without-effect."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import softened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.commandline import Note
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP011", "option-without-effect", Severity.WARNING, since="0.1.0")
def option_without_effect(server: JupyterServer) -> Iterator[Outcome]:
    r"""Jupyter passes over this option in silence, so what it was meant to set is not set.

    ## Why
    `--token=…`, `--password=…`, `--host=…` are no options of Jupyter, and a misspelled trait is
    none either. The server starts with a warning that nobody sees, and its author believes in a
    password that is not there.

    ## Bad
    ```sh title="start.sh"
    jupyter lab --password=mine
    ```

    ## Bad, misspelled
    ```sh title="start.sh"
    jupyter lab --ServerApp.prot=9999
    ```

    ## Good
    ```sh title="start.sh"
    jupyter lab --ServerApp.port=9999
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/other/full-config.html
    - https://traitlets.readthedocs.io/en/stable/config.html#command-line-arguments
    """
    if server.never_starts or not server.serves:
        return
    for note in server.ignored:
        if _belongs_elsewhere(note):
            continue
        name = note.word.value.lstrip("-").partition("=")[0]
        meant = _MEANT.get(name, "")
        yield finding(
            note.word.raw,
            "Jupyter passes over {word} and says so only in its log: {reason}. What is meant may be "
            "{meant}."
            if meant
            else "Jupyter passes over {word}, so it sets nothing: {reason}.",
            severity=softened(server),
            confidence=Confidence.LIKELY if server.doubts else Confidence.CERTAIN,
            word=note.word.raw.value,
            reason=note.reason,
            meant=meant,
        )


def _belongs_elsewhere(note: Note) -> bool:
    """`-f` and an unknown name in an old class: JUP010 and JUP013 speak of those."""
    return note.word.value.startswith("-f") or note.reason == "nothing here reads NotebookApp"


_MEANT = {
    "token": "the variable JUPYTER_TOKEN",
    "password": "`jupyter server password`, which asks for it and keeps its hash",
    "host": "--ip",
    "hostname": "--ip",
    "bind": "--ip",
    "address": "--ip",
    "allow_origin": "--ServerApp.allow_origin",
    "allow_root": "--allow-root",
    "notebook_dir": "--notebook-dir",
    "root_dir": "--ServerApp.root_dir",
    "base_url": "--ServerApp.base_url",
}
