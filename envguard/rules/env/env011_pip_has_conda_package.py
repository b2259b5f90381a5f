"""ENV011: pip-has-conda-package."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.lines import comments_above, item_removal, line_below, line_of, spelling
from envguard.model import Edit, Fix, Severity, Text, finding, related
from envguard.model.edits import fix, remove, write
from envguard.rules import Outcome, rule
from envguard.subjects.environment.counterparts import conda_counterparts, conda_packages
from envguard.subjects.environment.dump import exported_dump

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.purpose import Purpose
    from envguard.subjects.environment.environment import DeclaredEnvironment, Dependency


@rule("ENV011", "pip-has-conda-package", Severity.WARNING, fix="unsafe", since="0.1.0")
def pip_has_conda_package(environment: DeclaredEnvironment, purpose: Purpose) -> Iterator[Outcome]:
    r"""pip installs compiled or mainstream scientific packages that the channels have.

    ## Why
    conda's numpy and pip's scipy bring two OpenBLAS, two OpenMP, two CUDA: crashes at import and
    numbers that differ between machines. conda also never learns what pip installed, so its next
    solve works against it. Pure Python odds and ends are no finding.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip=24.0
      - pip:
          - numpy==1.26.4
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
    Unsafe: the packages move to conda's part, with the versions they have.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#using-pip-in-an-environment
    - https://pypackaging-native.github.io/
    """
    # what a project lists for everybody who installs it has its place there
    found = [
        (one, name)
        for one, name in conda_counterparts(environment)
        if environment.manifest == "environment.yml"
        or (one.section is not None and one.section.key.value == "pypi-dependencies")
    ]
    if not found or exported_dump(environment) is not None:
        return
    first = found[0][0]
    # pixi solves for both together, so nothing is overwritten behind its back
    mild = purpose.name in ("package", "catalogue") or environment.manifest == "pixi"
    names = ", ".join(one.name for one, _ in found[:4])
    yield finding(
        first.text,
        "pip installs {names}, which the channels have as well: conda's builds share one set of "
        "libraries, so move them to conda's part.",
        severity=Severity.INFO if mild else None,
        related=tuple(
            related(one.text, "conda has it as {name}", name=name) for one, name in found[1:]
        ),
        fix=_moved(environment, found),
        names=names if len(found) <= 4 else f"{names} and {len(found) - 4} more",
    )


def _moved(environment: DeclaredEnvironment, found: list[tuple[Dependency, str]]) -> Fix | None:
    section = found[0][0].section
    if section is None or not _is_something_left(environment, found):
        return None
    line = line_of(section.text)
    before, dash, after = line.value.partition("-")
    if before.strip() or not dash or not after.lstrip().startswith("pip"):
        return None
    newline = "\r\n" if line.value.endswith("\r\n") else "\n"
    edits: list[Edit | None] = []
    specs: dict[str, str] = {}
    rows: list[str] = []
    for pip, name in found:
        spec, taken = _as_spec(pip, name), item_removal(pip.sequence, pip.node)
        if spec is None or taken is None:
            return None
        # opencv-python and opencv-contrib-python are one package of conda's
        is_new = name not in specs
        if specs.setdefault(name, spec) != spec:
            return None
        comments, behind = _comments_of(pip), pip.comment
        rows += [f"{before}{one.value.strip()}{newline}" for one in comments.lines() if one]
        if is_new:
            rows.append(f"{before}- {spec}{f'  {behind.value}' if behind else ''}{newline}")
        edits += [remove(taken), *([remove(comments)] if comments else [])]
    from envguard.subjects.environment.pins import unpinned

    if any(spec == name for name, spec in specs.items()) and not unpinned(environment):
        return None  # it would only bring a new finding, of ENV013
    above = comments_above(line)
    place = above[:0] if above else line[:0]
    return fix("unsafe", "move them to conda's part", write(place, "".join(rows)), *edits)


def _is_something_left(
    environment: DeclaredEnvironment, found: list[tuple[Dependency, str]]
) -> bool:
    """Whether pip still has something to install, also once ENV010's lines are gone."""
    packages = conda_packages(environment)
    moved = {one.text.start for one, _ in found}
    return any(
        one.text.start not in moved and not (one.name and packages.bringing(one.name))
        for one in environment.pip_dependencies
    )


def _comments_of(pip: Dependency) -> Text:
    """The comment lines above a line that is the only one they can speak of."""
    above = comments_above(spelling(pip.node))
    following = line_below(spelling(pip.node)).value.strip()
    return above[:0] if following.startswith("-") else above


def _as_spec(pip: Dependency, name: str) -> str | None:
    """The requirement in conda's words; None where conda has none for it."""
    from envguard.subjects.environment.names import conda_version

    requirement = pip.requirement
    if requirement is None or requirement.extras:
        return None
    specifier = requirement.specifier.value.replace(" ", "") if requirement.specifier else ""
    if re.fullmatch(r"==[0-9][0-9.]*", specifier):
        return f"{name}={conda_version(pip.name, specifier[2:])}"
    return f"{name}{specifier}" if re.fullmatch(r"(?:[<>]=?[0-9.]+,?)*", specifier) else None
