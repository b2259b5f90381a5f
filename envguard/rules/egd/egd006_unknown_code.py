"""EGD006: unknown-code."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.incidents import UnknownCode


@rule("EGD006", "unknown-code", Severity.WARNING, since="0.1.0")
def unknown_code(ignore: UnknownCode) -> Iterator[Outcome]:
    r"""An ignore comment names a rule that does not exist.

    ## Why
    A mistyped code ignores nothing, and its author believes that it does.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python  # envguard: ignore[ENV01] the cluster decides
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python  # envguard: ignore[ENV001] the cluster decides
    ```

    ## References
    - https://docs.astral.sh/ruff/rules/invalid-rule-code/
    """
    hint = f"; did you mean {ignore.near}?" if ignore.near else "; `envguard rules` lists them"
    yield finding(ignore.text, "There is no rule {code}{hint}", code=ignore.code, hint=hint)
