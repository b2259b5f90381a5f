"""CIW003: miniconda-latest-in-ci."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.workflow import Workflow

_OPTIONS = ("miniconda-version", "miniforge-version", "micromamba-version", "installer-url")


@rule("CIW003", "miniconda-latest-in-ci", Severity.INFO, since="0.1.0")
def miniconda_latest_in_ci(workflow: Workflow) -> Iterator[Outcome]:
    r"""A workflow takes the newest conda installer there is.

    ## Why
    Another conda brings another solver, so a job can change without a commit. In a job that
    publishes or deploys, what goes out changes with it.

    ## Bad
    ```yaml title=".github/workflows/release.yml"
    on: push
    jobs:
      publish:
        runs-on: ubuntu-24.04
        steps:
          - uses: conda-incubator/setup-miniconda@v3
            with:
              miniforge-version: latest
          - run: twine upload dist/*
    ```

    ## Good
    ```yaml title=".github/workflows/release.yml"
    on: push
    jobs:
      publish:
        runs-on: ubuntu-24.04
        steps:
          - uses: conda-incubator/setup-miniconda@v3
            with:
              miniforge-version: 24.11.3-0
          - run: twine upload dist/*
    ```

    ## References
    - https://github.com/conda-incubator/setup-miniconda
    """
    for action in workflow.actions():
        if not action.is_setup_conda:
            continue
        for name in _OPTIONS:
            for text in action.values(name):
                if text.value.lower() == "latest" or "-latest-" in text.value:
                    yield finding(
                        text,
                        "This job takes whichever installer is newest: name a release.",
                        severity=Severity.WARNING if action.job.publishes else None,
                    )
