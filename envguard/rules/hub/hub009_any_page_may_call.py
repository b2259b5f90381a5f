"""HUB009: any-page-may-call."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.settings import Setting
    from envguard.subjects.jupyterhub.hub import Hub


@rule("HUB009", "any-page-may-call", Severity.ERROR, since="0.1.0")
def any_page_may_call(hub: Hub) -> Iterator[Outcome]:
    r"""Web pages of any origin may talk to the hub, or to its users' servers.

    ## Why
    `Access-Control-Allow-Origin: *` lets a page that a user visits read what the hub answers; the
    same for users' servers lets it run code there, and without the XSRF check it needs no more
    than the user's login.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.JupyterHub.tornado_settings = {"headers": {"Access-Control-Allow-Origin": "*"}}
    ```

    ## Bad, for users' servers
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.Spawner.args = ["--ServerApp.allow_origin=*"]
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.Spawner.args = ["--ServerApp.allow_origin=https://lab.example.org"]
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/explanation/websecurity.html
    - https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Origin
    """
    for name, held in hub.with_trait("tornado_settings", ""):
        if held.origin is not None and _any_origin(held):
            yield finding(
                held.origin,
                "Pages of any origin may read the answers of {whose}: name the one origin that "
                "needs them.",
                confidence=Confidence.LIKELY,
                whose="the hub" if name == "JupyterHub" else "users' servers",
            )
    for _, held in hub.with_trait("args", "Spawner"):
        word = next((w for w in _words(held) if _opens(w)), None)
        if word is not None and held.origin is not None:
            yield finding(
                held.origin,
                "With {word} any web page may talk to the servers of users who visit it: name the "
                "one origin that needs it, and leave the XSRF check on.",
                confidence=Confidence.LIKELY,
                word=word,
            )


def _any_origin(setting: Setting) -> bool:
    headers = setting.value.get("headers") if isinstance(setting.value, dict) else None
    if not isinstance(headers, dict):
        return False
    return any(
        str(name).lower() == "access-control-allow-origin" and value == "*"
        for name, value in headers.items()
    )


def _words(setting: Setting) -> list[str]:
    value = setting.value
    return [str(word) for word in value] if isinstance(value, (list, tuple)) else []


def _opens(word: str) -> bool:
    name, _, value = word.partition("=")
    trait = name.rpartition(".")[2]
    value = value.strip("'\"")
    if trait == "allow_origin":
        return value == "*"
    if trait == "allow_origin_pat":
        return value in (".*", "^.*$", "(.*)", ".+")
    return trait == "disable_check_xsrf" and value.lower() in ("true", "1")
