"""CIW001: environment-not-locked-in-ci."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.workflow import Workflow


@rule(
    "CIW001", "environment-not-locked-in-ci", Severity.INFO, since="0.1.0", paper=Severity.WARNING
)
def environment_not_locked_in_ci(workflow: Workflow) -> Iterator[Outcome]:
    r"""A workflow solves environment.yml anew in every run.

    ## Why
    A job that was green yesterday fails today without a change, since a package came out in
    between. For a paper's results, the job shows that they came out with the packages of that day,
    not with those of the paper.

    ## Bad
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: mamba-org/setup-micromamba@v2
            with:
              environment-file: environment.yml
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## Good
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: mamba-org/setup-micromamba@v2
            with:
              environment-name: nlp
              environment-file: conda-linux-64.lock
    ```
    ```text title="conda-linux-64.lock"
    @EXPLICIT
    ```

    ## References
    - https://github.com/mamba-org/setup-micromamba
    - https://conda.github.io/conda-lock/
    """
    files = [
        text
        for action in workflow.actions()
        if action.is_setup_conda
        for text in action.values("environment-file")
        if text.value.endswith((".yml", ".yaml")) and "lock" not in text.value
    ]
    if files:
        yield finding(
            files[0],
            "Every run solves {file} anew, so the same commit is tested with other packages each "
            "day: install from a lock.",
            related=tuple(related(text, "and here") for text in files[1:]),
            file=files[0].value,
        )
