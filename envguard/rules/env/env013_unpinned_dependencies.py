"""ENV013: unpinned-dependencies."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Edit, Fix, Severity, finding, related, unknown
from envguard.model.edits import fix, insert
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.project.purpose import Purpose
    from envguard.project.settings import Settings
    from envguard.subjects.environment.environment import DeclaredEnvironment, Dependency


@rule(
    "ENV013",
    "unpinned-dependencies",
    Severity.WARNING,
    fix="unsafe",
    since="0.1.0",
    paper=Severity.ERROR,
)
def unpinned_dependencies(
    environment: DeclaredEnvironment, purpose: Purpose, project: Project, settings: Settings
) -> Iterator[Outcome]:
    r"""Dependencies have no version, and no lock holds them.

    ## Why
    Each install takes the newest versions of its day, so two people, or the same one after a
    year, get two environments from one file. A series (`numpy=1.26`) or a range is a version; a
    lock that was made from the file holds them all, unless it is stale or damaged.

    For the environment of a package under development, and where only tools such as git lack a
    version, this is a remark. In the paper profile a bound from below alone (`numpy>=1.20`) is no version either.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy
      - pandas=2.2
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26
      - pandas=2.2
    ```

    ## Fix
    Unsafe: gives the versions that a requirements.txt beside the file has; nothing is guessed.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
    - https://conda.github.io/conda-lock/
    """
    from envguard.subjects.environment.dump import exported_dump
    from envguard.subjects.environment.pins import TOOLS, how_loose, unpinned

    paper = settings.text("profile") == "paper"
    found = unpinned(environment, strict=paper)
    if not found or exported_dump(environment) is not None:
        return
    held = project.is_held(environment.path, "conda")
    if held is None:
        yield unknown(
            found[0].text,
            "Whether a lock holds the {count} dependencies without a version is not known.",
            "the lock and its sources cannot be compared",
            count=len(found),
        )
    if held is not False:
        return
    remark = purpose.name == "package" or all(one.name in TOOLS for one in found)
    names = ", ".join(one.name for one in found[:4])
    total = sum(1 for one in environment.conda_dependencies if one.name)
    yield finding(
        found[0].text,
        "{count} of {total} dependencies {loose} ({names}): each install takes the newest "
        "of its day. Give versions, or keep a lock beside the file.",
        severity=Severity.INFO if remark and not paper else None,
        related=tuple(
            related(one.text, "no upper bound" if _bounded(one) else "no version")
            for one in found[1:]
        ),
        fix=_pinned(found, environment, project),
        count=len(found),
        loose=how_loose(any(map(_bounded, found)), len(found)),
        total=total,
        names=names if len(found) <= 4 else f"{names} and {len(found) - 4} more",
    )


def _bounded(one: Dependency) -> bool:
    return one.pin != "bare"


def _pinned(
    found: list[Dependency], environment: DeclaredEnvironment, project: Project
) -> Fix | None:
    from envguard.project.versions import exact_versions_beside
    from envguard.subjects.environment.names import pypi_name

    versions = exact_versions_beside(environment.path, project)
    edits: list[Edit | None] = []
    for one in found:
        version = versions.get(pypi_name(one.name))
        spec = one.spec
        if version and one.pin == "bare" and spec is not None and spec.version is None:
            edits.append(insert(one.text, len(one.text), f"={version}"))
    return fix("unsafe", "take the versions of requirements.txt", *edits)
