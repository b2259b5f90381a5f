"""ENV022: local-path-dependency."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Confidence, Severity, Text, finding
from envguard.model.patterns import late
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.purpose import Purpose
    from envguard.subjects.environment.environment import DeclaredEnvironment, Dependency

_MACHINE = late(r"file:|[A-Za-z]:[\\/]", re.IGNORECASE)
_HOME = late(r"^(?:file:/*)?(?:/?home/|/?Users/|/root/|~|/?[A-Za-z]:[\\/])", re.IGNORECASE)


@rule("ENV022", "local-path-dependency", Severity.ERROR, since="0.1.0")
def local_path_dependency(environment: DeclaredEnvironment, purpose: Purpose) -> Iterator[Outcome]:
    r"""A dependency is a file or folder of one machine.

    ## Why
    `/home/ada/wheels/x.whl` exists for Ada alone: everybody else's install stops there. Publish
    the package, give its repository and commit, or put the file into the project and name it by a
    relative path.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip=24.0
      - pip:
          - /home/ada/wheels/sacremoses-0.1.1-py3-none-any.whl
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip=24.0
      - pip:
          - sacremoses==0.1.1
    ```

    ## References
    - https://pip.pypa.io/en/stable/topics/vcs-support/
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
    """
    for one in environment.dependencies:
        for path in _paths(one):
            # in an image a path of the image is what everybody has
            built = purpose.name == "deployment" and not _HOME.match(path.value)
            yield finding(
                path,
                "{path} is a path of one machine, which nobody else has: publish it, or name its "
                "repository and commit.",
                severity=Severity.WARNING if built else None,
                confidence=Confidence.LIKELY if built else Confidence.CERTAIN,
                path=path.value,
            )


def _paths(one: Dependency) -> list[Text]:
    if not one.known:
        return []
    requirement = one.requirement
    if requirement is None:
        return [one.text] if _is_machines(one.text.value) else []
    if requirement.kind == "option":
        places = requirement.value_of("--find-links")
    else:
        places = [requirement.url] if requirement.url is not None else []
    found = [place for place in places if _is_machines(place.value)]
    if not found:
        return []
    from envguard.subjects.pip.leftovers import is_conda_build_path

    return [place for place in found if not is_conda_build_path(place.value)]


def _is_machines(words: str) -> bool:
    return words.startswith(("/", "~")) or (":" in words and _MACHINE.match(words) is not None)
