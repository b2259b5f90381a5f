"""JUP014: config-files-disagree."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import shown_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer
    from envguard.subjects.jupyter.settings import Setting


@rule("JUP014", "config-files-disagree", Severity.WARNING, since="0.1.0")
def config_files_disagree(server: JupyterServer) -> Iterator[Outcome]:
    r"""Two config files give one option different values, and the one that wins is not obvious.

    ## Why
    Jupyter reads all its config files and lays one over the other: JSON over Python of the same
    name, `jupyter_server_config` over `jupyter_lab_config` and `jupyter_notebook_config`. Whoever
    edits the file that loses, for instance to set a password, changes nothing.

    ## Bad
    ```python title=".jupyter/jupyter_server_config.py"
    c.ServerApp.ip = "127.0.0.1"
    ```
    ```json title=".jupyter/jupyter_server_config.json"
    {"ServerApp": {"ip": "10.0.0.5"}}
    ```

    ## Good
    ```python title=".jupyter/jupyter_server_config.py"
    c.ServerApp.port = 9999
    ```
    ```json title=".jupyter/jupyter_server_config.json"
    {"ServerApp": {"ip": "127.0.0.1"}}
    ```

    ## References
    - https://jupyter-server.readthedocs.io/en/latest/operators/configuring-extensions.html
    - https://docs.jupyter.org/en/latest/use/config.html
    """
    if not server.judged:
        return
    found: dict[tuple[str, str], list[tuple[str, Setting]]] = {}
    for loaded in server.configs:
        for section, traits in loaded.contents.sections.items():
            for trait, setting in traits.items():
                if setting.known and setting.origin is not None:
                    found.setdefault((section, trait), []).append((loaded.file.name, setting))
    for (section, trait), given in found.items():
        winner = _winner(server, trait, given)
        for name, setting in given:
            if winner is None or setting is winner[1] or setting.value == winner[1].value:
                continue
            if setting.origin is None or winner[1].origin is None:
                continue
            yield finding(
                shown_at(server, setting.origin),
                "{file} loses here: {winner} gives {option} another value, and that one holds. Keep "
                "the option in one file.",
                confidence=Confidence.LIKELY,
                related=(related(winner[1].origin, "this one holds"),),
                file=name,
                winner=winner[0],
                option=f"{section}.{trait}",
            )


def _winner(
    server: JupyterServer, trait: str, given: list[tuple[str, Setting]]
) -> tuple[str, Setting] | None:
    """The file whose value the server ends up with; None where the command line decides."""
    taken = server.traits.get(trait) or server.traits.get(_OTHER_NAMES.get(trait, ""))
    if taken is None or len(given) < 2:
        return None
    return next((one for one in given if one[1].origin is taken.origin), None)


_OTHER_NAMES = {"password": "hashed_password"}
