"""ENV010: pip-conda-same-package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.formats.lines import item_removal
from envguard.model import Fix, Severity, finding, related
from envguard.model.edits import fix, remove
from envguard.rules import Outcome, rule

if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency


@rule("ENV010", "pip-conda-same-package", Severity.ERROR, fix="unsafe", since="0.1.0")
def pip_conda_same_package(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""conda and pip both install one library.

    ## Why
    pip writes over conda's files and neither notices. Which version is imported depends on the
    order of the day; an update by conda brings its own files back, half mixed with pip's. The
    names may differ: pip's `torch` is conda's `pytorch`.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26.4
      - pip=24.0
      - pip:
          - numpy==1.26.2
          - sacremoses==0.1.1
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26.4
      - pip=24.0
      - pip:
          - sacremoses==0.1.1
    ```

    ## Fix
    Unsafe: pip's line is removed.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#using-pip-in-an-environment
    - https://www.anaconda.com/blog/using-pip-in-a-conda-environment
    """
    from_pip = [one for one in environment.pip_dependencies if one.name]
    if not from_pip:
        return
    from envguard.subjects.environment.names import same_project

    for pip in from_pip:
        conda = next(
            (
                c
                for c in environment.conda_dependencies
                if c.name and same_project(c.name, pip.name)
            ),
            None,
        )
        if conda is None or pip.name in ("pip", "setuptools", "wheel"):
            continue
        same = pip.pin == "exact" and _exact(pip) == _exact(conda) != ""
        yield finding(
            pip.text,
            "conda and pip both install {name}, and pip writes over conda's files: leave it to one "
            "of them."
            if not same
            else "conda and pip both install this version of {name}: pip's line does nothing good, "
            "delete it.",
            severity=Severity.WARNING if same else None,
            related=(related(conda.text, "conda installs it here"),),
            fix=_removed(pip),
            name=conda.name,
        )


def _exact(dependency: Dependency) -> str:
    """The one version asked for, "" where more than one would do."""
    version = dependency.version.lstrip("=").removesuffix(".*")
    return version if version and not any(c in version for c in "<>!~,|*") else ""


def _removed(pip: Dependency) -> Fix | None:
    taken = item_removal(pip.sequence, pip.node)
    return fix("unsafe", f"leave {pip.name} to conda", remove(taken)) if taken is not None else None
