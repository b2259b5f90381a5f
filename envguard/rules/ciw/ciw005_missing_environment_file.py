"""CIW005: missing-environment-file."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.model import Severity, finding, unknown
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.workflow import Workflow


@rule("CIW005", "missing-environment-file", Severity.ERROR, since="0.1.0")
def missing_environment_file(workflow: Workflow, project: Project) -> Iterator[Outcome]:
    r"""A workflow's action reads an environment file that is not there.

    ## Why
    The job stops before its first test, or, where the action only warns, tests in an environment
    without a single package of the project.

    ## Bad
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: conda-incubator/setup-miniconda@v3
            with:
              environment-file: ci/environment.yml
    ```

    ## Good
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: conda-incubator/setup-miniconda@v3
            with:
              environment-file: ci/environment.yml
    ```
    ```yaml title="ci/environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## References
    - https://github.com/conda-incubator/setup-miniconda
    """
    reported = set()
    bringer = workflow.bringer()
    for action in workflow.actions():
        for text in action.values("environment-file") if action.is_setup_conda else ():
            path = text.value.strip()
            if not path or path in reported or path == "false" or "://" in path:
                continue
            if _is_there(path, workflow, project) or action.job.mentions(os.path.basename(path)):
                continue
            reported.add(path)
            if bringer:
                yield unknown(text, "Whether {file} is there is not known.", bringer, file=path)
            else:
                yield finding(text, "{file} is not there, so this job stops.", file=path)


def _is_there(path: str, workflow: Workflow, project: Project) -> bool:
    """Whether the file lies at its place in the repository, where the job starts."""
    folders = [f for f in project.folders_above(workflow.path) if ".github" not in f.split(os.sep)]
    places = [os.path.join(folder, path) for folder in folders]
    return any(project.exists(p) for p in places) or not (places and project.holds(places[-1]))
