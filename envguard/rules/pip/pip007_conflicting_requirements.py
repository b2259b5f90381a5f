"""PIP007: conflicting-requirements."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.pip.requirements import Line, PipRequirements


@rule("PIP007", "conflicting-requirements", Severity.ERROR, since="0.1.0")
def conflicting_requirements(requirements: PipRequirements) -> Iterator[Outcome]:
    r"""One project is asked for twice, and no version meets both.

    ## Why
    pip stops with a conflict and installs nothing. The second line may stand in another file that
    `-r` or `-c` brings in.

    ## Bad
    ```text title="requirements.txt"
    numpy==1.26.4
    pandas==2.2.2
    numpy>=2
    ```

    ## Good
    ```text title="requirements.txt"
    numpy==1.26.4
    pandas==2.2.2
    ```

    ## References
    - https://pip.pypa.io/en/stable/topics/dependency-resolution/
    """
    seen: dict[str, list[Line]] = {}
    for file in requirements.files(constraints=True):
        for line in file.lines:
            if line.is_named:
                seen.setdefault(line.name, []).append(line)
    twice = {name for name, lines in seen.items() if len(lines) > 1}
    by_conda = _from_conda(requirements, twice)
    here = {id(line) for line in requirements.lines}
    for name in sorted(twice - by_conda):
        lines = seen[name]
        if any(id(line) in here for line in lines):
            yield from _conflict(lines, here)


def _conflict(lines: list[Line], here: set[int]) -> Iterator[Outcome]:
    from envguard.subjects.environment.constraints import disjoint

    last = next(line for line in reversed(lines) if id(line) in here)
    for other in lines:
        if other is last or not _may_meet(other, last):
            continue
        both = [c for c in (other.public_constraint, last.public_constraint) if c is not None]
        if len(both) == 2 and disjoint(both) is True:
            yield finding(
                last.text,
                "{name} is asked for as {one} and as {other}, and no version meets both.",
                related=(related(other.text, "the other one"),),
                name=last.name,
                one=last.specifier,
                other=other.specifier,
            )
            return


def _may_meet(one: Line, other: Line) -> bool:
    """Whether both lines can hold at once, as far as their markers say."""
    first, second = one.requirement.marker, other.requirement.marker
    return first is None or second is None or first.value == second.value


def _from_conda(requirements: PipRequirements, names: set[str]) -> set[str]:
    """The names that conda installs as well, of which ENV010 speaks."""
    environment = requirements.environment
    if environment is None:
        return set()
    from envguard.subjects.environment.counterparts import conda_packages

    packages = conda_packages(environment)
    return {name for name in names if packages.bringing(name) is not None}
