"""PRJ001: python-versions-disagree."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.project.python_words import PythonWord
    from envguard.project.pythons import PythonGroup

# files that are checked, so that a finding can stand in them
_CHECKED = ("environment", "dockerfile", "workflow", "kernel")


@rule("PRJ001", "python-versions-disagree", Severity.WARNING, since="0.1.0")
def python_versions_disagree(project: Project) -> Iterator[Outcome]:
    r"""The files of one project name different Pythons.

    ## Why
    What is tested in one Python runs in another: the image, the workflow and the notebooks each
    show other results, and a package that one of them has may not exist for the other.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11, numpy=1.26]
    ```
    ```dockerfile title="Dockerfile"
    FROM python:3.12.7-slim-bookworm
    USER nobody
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11, numpy=1.26]
    ```
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim-bookworm
    USER nobody
    ```

    Several Pythons in a workflow's matrix are no disagreement as long as the project's own is one
    of them.

    ## References
    - https://devguide.python.org/versions/
    """
    from envguard.project.pythons import python_groups

    for group in python_groups(project):
        # of an environment and requires-python alone ENV002 speaks
        grave = [w for w in group.disagreeing if not _is_env002s(w, group)]
        if not grave:
            continue
        places = [*group.reference, *group.disagreeing]
        first = next((word for word in places if word.source in _CHECKED), places[0])
        yield finding(
            first.text,
            "The files of this project name different Pythons ({versions}): settle on one.",
            confidence=Confidence.LIKELY
            if all(word.source == "kernel" for word in grave)
            else Confidence.CERTAIN,
            related=tuple(
                related(word.text, _SAYS[word.source], version=word.series)
                for word in places
                if word is not first
            ),
            versions=_versions(places),
        )


_SAYS = {
    "environment": "this environment asks for {version}",
    "pyproject": "requires-python allows {version}",
    "version-file": "this file says {version}",
    "dockerfile": "this image brings {version}",
    "workflow": "this job installs {version}",
    "kernel": "this notebook ran in {version}",
}


def _is_env002s(word: PythonWord, group: PythonGroup) -> bool:
    return word.source == "pyproject" and group.reference[0].source == "environment"


def _versions(places: list[PythonWord]) -> str:
    """The distinct series, at most five of them, each with the file that says it first."""
    seen: dict[str, str] = {}
    for word in places:
        seen.setdefault(word.series, word.relative)
    return ", ".join(f"{shown} in {where}" for shown, where in list(seen.items())[:5])
