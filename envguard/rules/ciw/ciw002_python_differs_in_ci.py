"""CIW002: python-differs-in-ci."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.workflow import is_number_cut_short, python_versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.model import Text
    from envguard.project.project import Project
    from envguard.subjects.workflow import Workflow


@rule("CIW002", "python-differs-in-ci", Severity.WARNING, since="0.1.0")
def python_differs_in_ci(workflow: Workflow, project: Project) -> Iterator[Outcome]:
    r"""The workflow tests in another Python than the one that the project or the lab settled on.

    ## Why
    A green job says nothing about the Python that is used. Where the files of the project disagree
    among themselves, PRJ001 speaks, once for all of them. Without quotes, 3.10 is the number 3.1.

    ## Bad
    ```toml title="envguard.toml"
    python = "3.11"
    ```
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/setup-python@v5
            with:
              python-version: "3.9"
          - run: pytest
    ```

    ## Good
    ```toml title="envguard.toml"
    python = "3.11"
    ```
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/setup-python@v5
            with:
              python-version: "3.11"
          - run: pytest
    ```

    ## References
    - https://github.com/actions/setup-python/blob/main/docs/advanced-usage.md#specifying-a-python-version
    """
    versions = [text for action in workflow.actions() for text in python_versions(action)]
    cut = [text for text in versions if is_number_cut_short(text)]
    if cut:
        yield finding(
            cut[0],
            "Without quotes {given} is the number {number}, and that is what is installed: quote it.",
            related=tuple(related(text, "and here") for text in cut[1:]),
            given=cut[0].value,
            number=cut[0].value.rstrip("0"),
        )
    wanted = project.settings.text("python")
    if wanted:
        others = [text for text in versions if text not in cut]
        if others and not any(_is_in(text, wanted) for text in others):
            yield finding(
                others[0],
                "This job runs in Python {given}, and the setting `python` asks for {wanted}.",
                related=tuple(related(text, "and here") for text in others[1:]),
                given=others[0].value,
                wanted=wanted,
            )
        return
    yield from _against_project(workflow, project)


def _is_in(text: Text, series: str) -> bool:
    return (text.value + ".").startswith(series + ".")


def _against_project(workflow: Workflow, project: Project) -> Iterator[Outcome]:
    from envguard.project.pythons import python_groups

    own = os.path.realpath(workflow.path)
    for group in python_groups(project):
        words = [
            word
            for word in group.disagreeing
            if word.source == "workflow" and os.path.realpath(word.text.path) == own
        ]
        if words:
            yield finding(
                words[0].text,
                "This job runs in Python {given}, and the project asks for {wanted}.",
                related=tuple(related(one.text, "asked for here") for one in group.reference),
                given=words[0].text.value,
                wanted=group.reference[0].series,
            )
            return
