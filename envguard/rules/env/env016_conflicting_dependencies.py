"""ENV016: conflicting-dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.env.problems import problem_finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency


@rule("ENV016", "conflicting-dependencies", Severity.ERROR, since="0.1.0")
def conflicting_dependencies(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""One package is asked for twice, or in a way that no version can meet.

    ## Why
    Where the two have no version in common conda finds no solution; where they have, a reader
    changes the one and wonders why nothing happens. A key that stands twice in a mapping makes
    conda refuse the whole file. `python_abi=3.9` beside `python=3.10` is such a pair as well.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy>=1.26
      - numpy=1.24
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
    """
    for problem in environment.problems_of("duplicate"):
        first = (related(problem.kept, "the other one"),) if problem.kept is not None else ()
        yield problem_finding(problem, related=first)
    seen: dict[str, list[Dependency]] = {}
    for one in environment.conda_dependencies:
        # a path or a URL names no package
        if one.name not in ("", "*") and one.known and one.accepted:
            seen.setdefault(one.name, []).append(one)
    for lines in seen.values():
        if len(lines) > 1 or _has_bounds(lines[0]):
            for asked in _by_selector(lines):
                yield from _judged(asked)
    yield from _other_pythons(environment)


def _has_bounds(one: Dependency) -> bool:
    """Whether a line may contradict itself: a single bound leaves something."""
    return "," in one.version or "|" in one.version


def _by_selector(lines: list[Dependency]) -> list[list[Dependency]]:
    """`# [win]` beside `# [linux]` are two environments, of which each has one line."""
    found: dict[str, list[Dependency]] = {}
    for one in lines:
        selector = one.selector
        found.setdefault(selector.value if selector else "", []).append(one)
    return list(found.values())


def _other_pythons(environment: CondaEnvironment) -> Iterator[Outcome]:
    """python_abi=3.9 depends on python 3.9, so it excludes every other."""
    from envguard.subjects.environment.python_pin import minors_allowed

    interfaces = environment.named("python_abi")
    for python in environment.named("python") if interfaces else ():
        allowed = minors_allowed(python.constraint) if python.constraint is not None else ()
        for interface in interfaces:
            minor = re.match(r"=*(3\.\d+)(?![\d])", interface.version)
            if minor and allowed and python.known and minor.group(1) not in allowed:
                yield finding(
                    interface.text,
                    "{given} goes with Python {minor} alone, and {python} asks for another, so "
                    "conda finds no solution: make them agree, or leave python_abi to conda.",
                    related=(related(python.text, "the other Python"),),
                    given=interface.text.value,
                    minor=minor.group(1),
                    python=python.text.value,
                )


def _only_excludes(asked: list[Dependency]) -> bool:
    """Whether the lines add to each other: one at most chooses a version, the others forbid some.

    conda takes `a!=1.45.*` and `a!=1.46.*` on two lines, which is how exclusions are listed.
    """
    return sum(one.pin != "excluded" for one in asked) <= 1


def _judged(asked: list[Dependency]) -> Iterator[Outcome]:
    from envguard.subjects.environment.constraints import disjoint

    constraints = [c for one in asked if (c := one.constraint) is not None]
    if len(asked) == 1 and not any(one.parts for one in constraints):
        return
    impossible = disjoint(constraints) is True
    if impossible and len(asked) == 1:
        yield finding(
            asked[0].text,
            "No version can meet {given}, so conda finds no solution.",
            given=asked[0].text.value,
        )
    elif len(asked) > 1 and (impossible or not _only_excludes(asked)):
        yield finding(
            asked[-1].text,
            "{name} is asked for {often}, and no version meets {all}."
            if impossible
            else "{name} is asked for {often}: keep one line.",
            severity=None if impossible else Severity.WARNING,
            related=tuple(related(one.text, "and here") for one in asked[:-1]),
            name=asked[0].name,
            often="twice" if len(asked) == 2 else f"{len(asked)} times",
            all="both" if len(asked) == 2 else "all",
        )
