"""PIP006: missing-requirements-file."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, unknown
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.pip.requirements import PipRequirements


@rule("PIP006", "missing-requirements-file", Severity.ERROR, since="0.1.0")
def missing_requirements_file(requirements: PipRequirements) -> Iterator[Outcome]:
    r"""`-r` or `-c` names a file that is not there.

    ## Why
    pip stops with an error, and `conda env create` after it has installed everything else. In an
    environment the path starts at the environment file's own folder.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip=24.0
      - pip:
          - -r requirments.txt
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip=24.0
      - pip:
          - -r requirements.txt
    ```
    ```text title="requirements.txt"
    sacremoses==0.1.1
    ```

    ## References
    - https://pip.pypa.io/en/stable/reference/requirements-file-format/
    """
    for include in requirements.includes:
        if include.state == "missing":
            yield finding(
                include.value,
                "There is no file {path} beside this one, so pip stops here.",
                path=include.value.value,
            )
        elif include.state == "outside":
            yield unknown(
                include.value,
                "Whether there is a file {path} is not known.",
                "it lies outside of the project",
                path=include.value.value,
            )
