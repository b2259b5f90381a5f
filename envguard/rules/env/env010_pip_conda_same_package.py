"""ENV010: pip-conda-same-package."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import item_removal
from envguard.model import Fix, Severity, finding, related
from envguard.model.edits import fix, remove
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.counterparts import CondaPackages
    from envguard.subjects.environment.environment import Dependency
    from envguard.subjects.pip.requirements import Include, PipRequirements


@rule("ENV010", "pip-conda-same-package", Severity.ERROR, fix="unsafe", since="0.1.0")
def pip_conda_same_package(requirements: PipRequirements) -> Iterator[Outcome]:
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
    environment = requirements.environment
    if environment is None:
        return
    from envguard.subjects.environment.counterparts import conda_packages

    packages = conda_packages(environment)
    for pip in environment.pip_dependencies:
        conda = _twin(pip.name, packages)
        if conda is None:
            continue
        same = pip.pin == "exact" and _as_condas(pip) == _exact(conda) != ""
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
    for include in requirements.includes:
        if include.file is not None and not include.constraint:
            yield from _included(include, include.file, packages)


def _twin(name: str, packages: CondaPackages) -> Dependency | None:
    """What conda installs of the project that pip knows by a name."""
    if not name or name in ("pip", "setuptools", "wheel"):
        return None
    return packages.bringing(name)


def _included(
    include: Include, file: PipRequirements, packages: CondaPackages
) -> Iterator[Outcome]:
    """One finding at the -r for all that the file installs once more."""
    found = [
        (line, conda)
        for one in file.files()
        for line in one.lines
        if line.is_named and (conda := _twin(line.name, packages)) is not None
    ]
    if not found:
        return
    names = ", ".join(line.name for line, _ in found[:4])
    yield finding(
        include.line.text,
        "{path} has pip install {names}, which conda installs as well, and pip writes over conda's "
        "files: leave each to one of them.",
        related=tuple(
            place
            for line, conda in found
            for place in (
                related(line.text, "pip installs {name} here", name=line.name),
                related(conda.text, "conda installs it here"),
            )
        ),
        path=include.value.value,
        names=names if len(found) <= 4 else f"{names} and {len(found) - 4} more",
    )


def _as_condas(pip: Dependency) -> str:
    from envguard.subjects.environment.names import conda_version

    return conda_version(pip.name, _exact(pip))


def _exact(dependency: Dependency) -> str:
    """The one version asked for, "" where more than one would do."""
    version = dependency.version.lstrip("=")
    if version.endswith(".*"):
        # conda's `=1.26.4` is 1.26.4 in all but theory, `=1.26` is a series
        version = version.removesuffix(".*")
        if version.count(".") < 2:
            return ""
    return version if version and not any(c in version for c in "<>!~,|*") else ""


def _removed(pip: Dependency) -> Fix | None:
    taken = item_removal(pip.sequence, pip.node)
    return fix("unsafe", f"leave {pip.name} to conda", remove(taken)) if taken is not None else None
