"""PIP009: local-version-without-index."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import line_of, spelling
from envguard.model import Fix, Severity, finding, related
from envguard.model.edits import fix, write
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.pip.requirements import Line, PipRequirements

_PLACES = ("--index-url", "--extra-index-url", "--find-links")
_COMMAND_PLACES = ("-i", "-f", "--index", "--default-index", "--torch-backend", *_PLACES)


@rule("PIP009", "local-version-without-index", Severity.ERROR, fix="unsafe", since="0.1.0")
def local_version_without_index(
    requirements: PipRequirements, project: Project
) -> Iterator[Outcome]:
    r"""A version with a `+` is asked for, and PyPI has none of them.

    ## Why
    `torch==2.1.0+cu118` is on PyTorch's own index alone: without it pip finds no such version. The
    part behind the `+` is a build of one's own; PyPI takes no such uploads.

    ## Bad
    ```text title="requirements.txt"
    numpy==1.26.4
    torch==2.1.0+cu118
    ```

    ## Good
    ```text title="requirements.txt"
    --extra-index-url https://download.pytorch.org/whl/cu118
    numpy==1.26.4
    torch==2.1.0+cu118
    ```

    ## Fix
    Unsafe: adds the line with its maker's index, where that is known.

    ## References
    - https://pytorch.org/get-started/previous-versions/
    - https://packaging.python.org/en/latest/specifications/version-specifiers/#local-version-identifiers
    """
    if requirements.constraint:
        return
    found = [line for line in requirements.lines if line.is_named and line.local]
    if not found or _has_index(requirements) or _is_given_by_command(requirements, project):
        return
    from envguard.subjects.pip.indexes import index_line

    first = found[0]
    lines = [words for line in found if (words := index_line(line.name, line.local))]
    yield finding(
        first.text,
        "{given} is not on PyPI, and no index is named that has it: add {line}."
        if lines
        else "{given} is not on PyPI, and no index is named that has it: the part behind the + is "
        "somebody's own build. Name the index, or the version without it.",
        related=tuple(related(line.text, "neither is this one") for line in found[1:]),
        fix=_with_indexes(requirements, list(dict.fromkeys(lines))) if lines else None,
        given=f"{first.name}{first.specifier}",
        line=lines[0] if lines else "",
    )


def _has_index(requirements: PipRequirements) -> bool:
    """Whether a place other than PyPI and its mirrors is named, which may have the version."""
    from envguard.subjects.pip.indexes import index_kind

    return any(
        index_kind(url.value) in ("vendor", "other") for url in requirements.values_of(*_PLACES)
    )


def _is_given_by_command(requirements: PipRequirements, project: Project) -> bool:
    """Whether a command in sight that installs this file names the place."""
    if requirements.environment is not None:
        return False
    from envguard.project.usage import commands_about

    return any(
        command.manager == "pip" and command.has(*_COMMAND_PLACES)
        for command in commands_about(requirements.path, project)
    )


def _with_indexes(requirements: PipRequirements, lines: list[str]) -> Fix | None:
    title = "add the makers' index" if len(lines) == 1 else "add the makers' indexes"
    first: Line = requirements.lines[0]
    dependency = first.dependency
    if dependency is None:
        line = line_of(first.text)
        newline = "\r\n" if line.value.endswith("\r\n") else "\n"
        return fix("unsafe", title, write(line[:0], "".join(f"{one}{newline}" for one in lines)))
    line = line_of(spelling(dependency.node))
    before, dash, _ = line.value.partition("-")
    if before.strip() or not dash:
        return None
    newline = "\r\n" if line.value.endswith("\r\n") else "\n"
    words = "".join(f"{before}- {one}{newline}" for one in lines)
    return fix("unsafe", title, write(line[:0], words))
