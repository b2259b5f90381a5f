"""PIP011: conda-list-as-requirements."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.pip.requirements import PipRequirements


@rule("PIP011", "conda-list-as-requirements", Severity.ERROR, since="0.1.0")
def conda_list_as_requirements(requirements: PipRequirements) -> Iterator[Outcome]:
    r"""conda's list of packages stands where pip, or conda's solver, is to read it.

    ## Why
    `conda list --export > requirements.txt` writes rows such as `numpy=1.26.4=py311h64a7726_0`,
    which pip refuses. conda can read them (`conda create --file`), on the same kind of machine
    only, and stumbles over those that pip installed: `=pypi_0` is on no channel.

    ## Bad
    ```text title="requirements.txt"
    # This file may be used to create an environment using:
    # $ conda create --name <env> --file <this file>
    # platform: linux-64
    numpy=1.26.4=py311h64a7726_0
    torch=2.1.0=pypi_0
    ```

    ## Bad, pasted into an environment
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - torch=2.1.0=pypi_0
    ```

    ## Good
    ```text title="requirements.txt"
    numpy==1.26.4
    torch==2.1.0
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/commands/list.html
    - https://pip.pypa.io/en/stable/cli/pip_freeze/
    """
    from envguard.subjects.environment.dump import is_from_pip
    from envguard.subjects.pip.leftovers import conda_rows

    rows = conda_rows(requirements)
    if rows:
        yield finding(
            rows[0].text,
            "{count} conda's (`name=version=build`), which pip refuses: write the file "
            "with `pip list --format=freeze`, or give conda an environment.yml.",
            related=tuple(related(line.text, "and this one") for line in rows[1:]),
            count="1 row is" if len(rows) == 1 else f"{len(rows)} rows are",
        )
    environment = requirements.environment
    if environment is None:
        return
    marked = [one for one in environment.conda_dependencies if is_from_pip(one)]
    if marked:
        yield finding(
            marked[0].text,
            "{given} was installed by pip and is on no channel, so conda finds no solution: move "
            "it below `pip:` as {name}=={version}.",
            related=tuple(related(one.text, "and this one") for one in marked[1:]),
            given=marked[0].text.value,
            name=marked[0].name,
            version=marked[0].version.lstrip("="),
        )
