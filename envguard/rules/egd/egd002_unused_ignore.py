"""EGD002: unused-ignore."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.incidents import UnusedIgnore


@rule("EGD002", "unused-ignore", Severity.WARNING, since="0.1.0")
def unused_ignore(ignore: UnusedIgnore) -> Iterator[Outcome]:
    r"""An ignore comment ignores nothing.

    ## Why
    A comment that outlives its reason hides the next finding of that rule on that line.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11  # envguard: ignore[ENV001] the cluster decides
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python  # envguard: ignore[ENV001] the cluster decides
    ```

    ## References
    - https://docs.astral.sh/ruff/rules/unused-noqa/
    """
    if ignore.code:
        yield finding(
            ignore.text,
            "No finding of {code} stands here any more: take it out of the comment.",
            code=ignore.code,
        )
    else:
        yield finding(
            ignore.text,
            "This comment names no rule, so it ignores nothing: write ignore[CODE] and the reason.",
        )
