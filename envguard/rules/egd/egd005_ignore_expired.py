"""EGD005: ignore-expired."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.incidents import ExpiredIgnore


@rule("EGD005", "ignore-expired", Severity.WARNING, since="0.1.0")
def ignore_expired(ignore: ExpiredIgnore) -> Iterator[Outcome]:
    r"""The day until which a finding was to be ignored has passed.

    ## Why
    Whoever wrote the date wanted to be asked again; the finding counts from that day on.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python  # envguard: ignore[ENV001] until the move (until 2020-01-31)
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python  # envguard: ignore[ENV001] until the move (until 2999-01-31)
    ```

    ## References
    - https://docs.astral.sh/ruff/linter/#error-suppression
    """
    yield finding(
        ignore.text, "This comment was good until {day}: mend the finding, or give a new date.",
        day=ignore.until,
    )  # fmt: skip
