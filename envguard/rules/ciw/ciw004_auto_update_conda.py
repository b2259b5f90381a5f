"""CIW004: auto-update-conda."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.workflow import Workflow


@rule("CIW004", "auto-update-conda", Severity.WARNING, since="0.1.0")
def auto_update_conda(workflow: Workflow) -> Iterator[Outcome]:
    r"""`auto-update-conda: true` undoes the installer's version in every run.

    ## Why
    The job names a release of Miniconda and then replaces its conda by the newest one, so neither
    the solver nor the time that a job takes is the same for long.

    ## Bad
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - uses: conda-incubator/setup-miniconda@v3
            with:
              auto-update-conda: true
    ```

    ## Good
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - uses: conda-incubator/setup-miniconda@v3
            with:
              miniforge-version: 24.11.3-0
    ```

    ## References
    - https://github.com/conda-incubator/setup-miniconda
    """
    for action in workflow.actions():
        for text in action.values("auto-update-conda") if action.is_setup_conda else ():
            if text.value.lower() == "true":
                yield finding(
                    text,
                    "Every run replaces conda by the newest one: leave this out, and name the "
                    "installer's release.",
                )
