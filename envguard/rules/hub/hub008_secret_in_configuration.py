"""HUB008: secret-in-configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.model.patterns import late
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub


@rule("HUB008", "secret-in-configuration", Severity.ERROR, since="0.1.0", tempered=False)
def secret_in_configuration(hub: Hub) -> Iterator[Outcome]:
    r"""A secret of the hub stands in a file of the project.

    ## Why
    With the proxy's token traffic is led elsewhere, with the cookie secret anybody logs in as
    anybody, with a service's token the hub is administered, with the OAuth client's secret logins
    are forged. Once in a repository a secret is known; it has to be made anew, not only removed.
    Values that SOPS or sealed secrets have encrypted are no finding.

    ## Bad
    ```python title="jupyterhub_config.py"
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.GitHubOAuthenticator.client_secret = "8f2a1c9be01d44b7a6c35e90d1f7"
    ```

    ## Bad, in a chart's values
    ```yaml title="secrets.yaml"
    proxy:
      secretToken: "0bb1f0ff2f1c4c0e8e3a9ea2a5b8f3be9ea5a1d0"
    hub:
      services:
        grader: {apiToken: "3b6f0c2d9a8e4f7788c1"}
    ```

    ## Good
    ```python title="jupyterhub_config.py"
    import os
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"
    c.GitHubOAuthenticator.client_secret = os.environ["GITHUB_CLIENT_SECRET"]
    ```

    ## References
    - https://jupyterhub.readthedocs.io/en/stable/explanation/websecurity.html
    - https://z2jh.jupyter.org/en/stable/administrator/security.html
    - https://github.com/getsops/sops
    """
    told: set[tuple[int, int]] = set()
    for secret in hub.secrets:
        key = (secret.text.start, secret.text.end)
        if key in told:
            continue
        told.add(key)
        yield finding(
            secret.text,
            "This is {what}, and whoever has this project has it: make a new one, and give it by a "
            "variable or an encrypted file.",
            severity=Severity.INFO if _OF_TESTS.search(secret.value) else None,
            what=secret.what,
        )


# `give-pytest-control`, `aaaa1111`: nobody meant these to keep anyone out
_OF_TESTS = late(r"(?:^|[-_])(?:py)?tests?(?:ing)?(?:[-_]|$)|^(.)\1{3,}(?:(?!\1)(.)\2{3,})?$", re.I)
