"""EGD003: ignore-without-reason."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.incidents import UnreasonedIgnore


@rule("EGD003", "ignore-without-reason", Severity.WARNING, since="0.1.0")
def ignore_without_reason(ignore: UnreasonedIgnore) -> Iterator[Outcome]:
    r"""An ignore comment gives no reason, and the settings ask for one.

    ## Why
    In half a year nobody knows whether the exemption still holds. The rule speaks only where
    the setting `require-ignore-reason` is true.

    ## Bad
    ```toml title="envguard.toml"
    require-ignore-reason = true
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python  # envguard: ignore[ENV001]
    ```

    ## Good
    ```toml title="envguard.toml"
    require-ignore-reason = true
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python  # envguard: ignore[ENV001] the cluster decides
    ```

    ## References
    - https://docs.astral.sh/ruff/linter/#error-suppression
    """
    yield finding(ignore.text, "Say behind the brackets why this is ignored.")
