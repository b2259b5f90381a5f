"""JUP017: stacks-image-without-token."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.jup.evidence import confidence, evidence, in_prose, place, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer


@rule("JUP017", "stacks-image-without-token", Severity.ERROR, since="0.1.0", tempered=False)
def stacks_image_without_token(server: JupyterServer) -> Iterator[Outcome]:
    r"""An image of Jupyter's docker-stacks with the token switched off is open to everybody.

    ## Why
    Nothing here says `--ip=0.0.0.0`, but the config inside these images does: their server listens
    on every interface of the container. With an empty token everybody who reaches the published
    port, and every container beside it, runs code there.

    ## Bad
    ```yaml title="compose.yaml"
    services:
      lab:
        image: quay.io/jupyter/scipy-notebook:2024-10-07
        command: start-notebook.py --IdentityProvider.token=''
        ports: ["8888:8888"]
    ```

    ## Good
    ```yaml title="compose.yaml"
    services:
      lab:
        image: quay.io/jupyter/scipy-notebook:2024-10-07
        ports: ["127.0.0.1:8888:8888"]
    ```

    ## References
    - https://jupyter-docker-stacks.readthedocs.io/en/latest/using/common.html
    - https://github.com/jupyter/docker-stacks/blob/main/images/base-notebook/jupyter_server_config.py
    """
    if not server.judged or not server.bound_by_image:
        return
    if server.authentication.value != "none" or reachable(server) is not True:
        return
    where = place(server, "token", "authentication")
    yield finding(
        where,
        "Anybody who reaches this container runs code in it: the image's own config listens on "
        "every interface, and the token is switched off here. Leave the token on.",
        severity=Severity.INFO if in_prose(server) and server.published.value == "none" else None,
        confidence=confidence(server, server.authentication),
        related=evidence(server, where, "listens"),
    )
