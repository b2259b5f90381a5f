"""ENV019: exact-version-trap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Fix, Severity, finding
from envguard.model.edits import fix, replace
from envguard.model.patterns import late
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency

_SHORT = late(r"={0,2}(\d+(?:\.\d+)?)")


@rule("ENV019", "exact-version-trap", Severity.WARNING, fix="unsafe", since="0.1.0")
def exact_version_trap(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""A version is pinned to its very first release, where its series was meant.

    ## Why
    To conda `python ==3.11` is 3.11.0 and nothing else, without any of the fixes since; so is
    `python 3.11`, the form with a space. The series is `python=3.11`. And `python=3.1` is Python
    3.1 of 2009, not 3.10.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python ==3.11
      - numpy=1.26
    ```

    ## Bad, with a space
    ```yaml title="environment.yml"
    name: vision
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pytorch 2.2
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy==1.26.4
    ```

    ## Fix
    Unsafe: the version becomes a series.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
    - https://github.com/conda/ceps/blob/main/cep-0029.md
    """
    for one in environment.conda_dependencies:
        if one.name == "python" and one.pin in ("fuzzy", "exact") and _is_three_one(one):
            yield finding(
                one.text,
                "{given} is Python 3.1 of 2009, on no channel today: 3.10 is written with its zero.",
                fix=_as_series(one, "3.10"),
                given=one.text.value,
            )
        elif version := _trap(one):
            yield finding(
                one.text,
                "{given} allows {first} alone and none of its later fixes: write {name}={version} "
                "for the series, or the whole version if that one is meant.",
                fix=_as_series(one, version),
                given=one.text.value,
                name=one.name,
                version=version,
                first=version + ".0" * (2 - version.count(".")),
            )


def _is_three_one(one: Dependency) -> bool:
    return re.fullmatch(r"={0,2}3\.1(?:\.\*)?", one.version) is not None


def _trap(one: Dependency) -> str:
    """The short version that one release alone meets; "" where there is no such trap."""
    spec = one.spec
    if one.pin != "exact" or spec is None or spec.reading.build_span is not None:
        return ""
    from envguard.subjects.environment.listed import packages_with_patches

    found = _SHORT.fullmatch(one.version.strip())
    if found is None or one.name not in packages_with_patches():
        return ""
    return found.group(1)


def _as_series(one: Dependency, version: str) -> Fix | None:
    spec = one.spec
    if spec is None or spec.brackets is not None or spec.reading.name_span is None:
        return None
    if spec.reading.version_span is None:
        return None
    words = spec.text[spec.reading.name_span[1] : spec.reading.version_span[1]]
    return fix("unsafe", f"allow the series {version}", replace(words, f"={version}"))
