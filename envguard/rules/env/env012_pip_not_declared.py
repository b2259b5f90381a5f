"""ENV012: pip-not-declared."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import line_of
from envguard.model import Fix, Severity, finding, unknown
from envguard.model.edits import fix, write
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import CondaEnvironment, PipSection


@rule("ENV012", "pip-not-declared", Severity.WARNING, fix="safe", since="0.1.0")
def pip_not_declared(environment: CondaEnvironment, project: Project) -> Iterator[Outcome]:
    r"""There is a `pip:` section, and pip itself is not among the dependencies.

    ## Why
    conda then adds a pip of its own choice, with a warning, or takes one from outside the
    environment; newer releases of Python's package no longer bring one along.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip:
          - sacremoses==0.1.1
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip
      - pip:
          - sacremoses==0.1.1
    ```

    ## Fix
    Safe: `- pip` is added before the section.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#using-pip-in-an-environment
    """
    if environment.named("pip"):
        return
    for section in environment.pip_sections:
        if section.items:
            from envguard.project.parts import other_parts

            if any(part.named("pip") for part in other_parts(environment, project)):
                yield unknown(
                    section.text,
                    "Whether pip is in this environment is not known.",
                    "it is a part of several files, and another one names pip",
                )
                return
            yield finding(
                section.text,
                "pip is used and not listed, so its version is left to chance: add `- pip`.",
                fix=_added(section),
            )
            return


def _added(section: PipSection) -> Fix | None:
    line = line_of(section.text)
    before, dash, after = line.value.partition("-")
    # `- pip:` begins its own line in every block list; a flow list is left alone
    if before.strip() or not dash or not after.lstrip().startswith("pip"):
        return None
    newline = "\r\n" if line.value.endswith("\r\n") else "\n"
    return fix("safe", "add `- pip`", write(line[:0], f"{before}- pip{newline}"))
