"""PIP001: unpinned-requirements."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Edit, Fix, Severity, finding, related, unknown
from envguard.model.edits import fix, insert
from envguard.rules import Outcome, rule
from envguard.rules.pip.development import is_for_development

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.project.purpose import Purpose
    from envguard.project.settings import Settings
    from envguard.subjects.pip.requirements import DeclaredRequirements, Line


@rule("PIP001", "unpinned-requirements", Severity.WARNING, fix="unsafe", since="0.1.0")
def unpinned_requirements(
    requirements: DeclaredRequirements, purpose: Purpose, project: Project, settings: Settings
) -> Iterator[Outcome]:
    r"""pip's packages have no version, and neither hashes nor a lock hold them.

    ## Why
    Each install takes the newest versions of its day, so a result cannot be had again from the
    same file. A range is a version; so is a file of constraints that `-c` names. A lock or a
    compiled list beside the file counts where it has all of the file's projects, in versions that
    the file allows.

    For a file of development, test or documentation tools this is a remark. In the paper profile
    a bound from below alone (`numpy>=1.20`) is no version either.

    ## Bad
    ```text title="requirements.txt"
    numpy
    pandas==2.2.2
    ```

    ## Bad, in an environment
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip=24.0
      - pip:
          - sacremoses
    ```

    ## Good
    ```text title="requirements.txt"
    numpy==1.26.4
    pandas>=2.2,<3
    ```

    ## Fix
    Unsafe: gives the versions that an environment.yml beside the file has; nothing is guessed.

    ## References
    - https://pip.pypa.io/en/stable/topics/repeatable-installs/
    - https://pip.pypa.io/en/stable/user_guide/#constraints-files
    """
    from envguard.subjects.environment.pins import TOOLS, how_loose, unpinned_lines

    manifest = requirements.environment
    if manifest is not None and manifest.manifest == "pyproject":
        return  # what a project allows is left open on purpose, and its lock is LCK001's
    paper = settings.text("profile") == "paper"
    found = unpinned_lines(requirements, strict=paper)
    held = project.is_held(requirements.path) if found else True
    if held is None:
        yield unknown(
            found[0].text,
            "Whether a lock holds the {count} requirements without a version is not known.",
            "the lock and its sources cannot be compared",
            count=len(found),
        )
    if held is not False:
        return
    names = ", ".join(line.name for line in found[:4])
    total = sum(1 for line in requirements.lines if line.name)
    remark = (
        purpose.name == "package"
        or all(line.name in TOOLS for line in found)
        or is_for_development(requirements, settings)
    )
    yield finding(
        found[0].text,
        "{count} of {total} requirements {loose} ({names}): each install takes the newest "
        "of its day. Give versions, or lock them.",
        severity=Severity.INFO if remark and not paper else None,
        related=tuple(
            related(line.text, "no upper bound" if _bounded(line) else "no version")
            for line in found[1:]
        ),
        fix=_pinned(found, requirements, project),
        count=len(found),
        loose=how_loose(any(map(_bounded, found)), len(found)),
        total=total,
        names=names if len(found) <= 4 else f"{names} and {len(found) - 4} more",
    )


def _bounded(line: Line) -> bool:
    return line.constraint is not None


def _pinned(found: list[Line], requirements: DeclaredRequirements, project: Project) -> Fix | None:
    if requirements.environment is not None:
        return None
    from envguard.project.versions import exact_versions_beside

    versions = exact_versions_beside(requirements.path, project)
    edits: list[Edit | None] = []
    for line in found:
        name = line.requirement.name
        if name is None or line.name not in versions or line.requirement.specifier is not None:
            continue
        # behind the extras, before a marker and a comment
        behind = line.requirement.reading.extras
        at = behind[1] + 1 if behind else (line.requirement.reading.name or (0, 0))[1]
        edits.append(insert(line.requirement.text, at, f"=={versions[line.name]}"))
    return fix("unsafe", "take the versions of the environment beside it", *edits)
