"""PIP008: requirements-disagree."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.counterparts import CondaPackages
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency
    from envguard.subjects.pip.requirements import Line, PipRequirements


@rule("PIP008", "requirements-disagree", Severity.WARNING, since="0.1.0")
def requirements_disagree(requirements: PipRequirements, project: Project) -> Iterator[Outcome]:
    r"""requirements.txt and environment.yml want different versions.

    ## Why
    Whoever installs by pip and whoever installs by conda work with different versions, and one of
    the two files is the older truth.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26
    ```
    ```text title="requirements.txt"
    numpy==2.1.0
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26
    ```
    ```text title="requirements.txt"
    numpy==1.26.4
    ```

    ## References
    - https://pip.pypa.io/en/stable/reference/requirements-file-format/
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
    """
    if os.path.basename(requirements.path).lower() != "requirements.txt":
        return
    environment = _beside(requirements, project)
    if environment is None:
        return
    from envguard.subjects.environment.counterparts import conda_packages

    packages = conda_packages(environment)
    by_pip = {one.name: one for one in environment.pip_dependencies if one.name}
    pairs = [
        (line, other)
        for line in requirements.lines
        if line.is_named and (other := _other(line, packages, by_pip)) is not None
    ]
    if not pairs:
        return
    first, other = pairs[0]
    names = ", ".join(line.name for line, _ in pairs[:4])
    yield finding(
        first.text,
        "{name} is {one} here and {other} in {path}: let one of the two files follow the other."
        if len(pairs) == 1
        else "{names} have other versions here than in {path}: let one of the two files follow the "
        "other.",
        related=(
            related(other.text, "the other version"),
            *(related(mine.text, "{other} there", other=its.text.value) for mine, its in pairs[1:]),
        ),
        name=first.name,
        names=names if len(pairs) <= 4 else f"{names} and {len(pairs) - 4} more",
        one=first.specifier,
        other=other.text.value,
        path=os.path.basename(environment.path),
    )


def _beside(requirements: PipRequirements, project: Project) -> CondaEnvironment | None:
    """The environment in the same folder; None where it takes this very file in."""
    folder = os.path.dirname(requirements.path)
    for name in ("environment.yml", "environment.yaml"):
        path = os.path.join(folder, name)
        text = project.read(path)
        if text is None:
            continue
        from envguard.subjects.environment.reading import read_environment

        environment = read_environment(text, path)
        base = os.path.basename(requirements.path)
        if any(
            base in value.value
            for one in environment.pip_dependencies
            if one.requirement is not None
            for value in one.requirement.value_of("--requirement")
        ):
            return None
        return environment
    return None


def _other(line: Line, packages: CondaPackages, by_pip: dict[str, Dependency]) -> Dependency | None:
    """What the environment asks for instead, where no version meets both."""
    if line.requirement.marker is not None:
        return None
    from envguard.subjects.environment.constraints import disjoint

    for one in (packages.bringing(line.name), by_pip.get(line.name)):
        if one is None or one.selector is not None or "+" in one.version:
            continue
        if one.requirement is not None and one.requirement.marker is not None:
            continue
        own, constraint = line.public_constraint, one.constraint
        if own is not None and constraint is not None and disjoint([own, constraint]) is True:
            return one
    return None
