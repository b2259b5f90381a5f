"""PRJ003: environments-disagree."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.environments import EnvironmentFile
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency

Pair = tuple["Dependency", "Dependency"]


@rule("PRJ003", "environments-disagree", Severity.WARNING, since="0.1.0")
def environments_disagree(project: Project) -> Iterator[Outcome]:
    r"""Two files make an environment of one name, and want different versions in it.

    ## Why
    Whoever creates one after the other gets a mixture, or an environment that another file
    describes. Which of the two the results came from, nobody can say.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11, numpy=1.26]
    ```
    ```yaml title="docker/environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11, numpy=1.24]
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11, numpy=1.26]
    ```
    ```yaml title="docker/environment.yml"
    name: nlp-image
    channels: [conda-forge]
    dependencies: [python=3.11, numpy=1.24]
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#creating-an-environment-file-manually
    """
    from envguard.project.environments import environment_of, environments
    from envguard.project.purpose import purpose_of

    named: dict[str, list[EnvironmentFile]] = {}
    for file in environments(project):
        if file.name is not None and file.name.value.strip():
            named.setdefault(file.name.value, []).append(file)
    for name, files in named.items():
        if len(files) < 2:
            continue
        path = os.path.join(project.root, files[0].relative)
        if purpose_of(path, project).name in ("package", "catalogue", "test"):
            continue
        first, *others = sorted(files, key=lambda file: (file.relative.count("/"), file.relative))
        pairs = [
            pair
            for other in others
            if _belong(first, other)
            for pair in _differing(environment_of(first, project), environment_of(other, project))
        ]
        if not pairs:
            continue
        yield finding(
            pairs[0][0].text,
            "Several files make an environment called {name}, and disagree on {packages}: give each "
            "a name of its own, or keep one.",
            related=tuple(related(other.text, "another version here") for _, other in pairs[:20]),
            name=name,
            packages=", ".join(list(dict.fromkeys(own.name for own, _ in pairs))[:4]),
        )


def _belong(one: EnvironmentFile, other: EnvironmentFile) -> bool:
    """Whether a file lies beside or below another; elsewhere the same name is a coincidence."""
    return not one.folder or (other.folder + "/").startswith(one.folder + "/")


def _differing(one: CondaEnvironment, other: CondaEnvironment) -> list[Pair]:
    from envguard.subjects.environment.constraints import disjoint

    theirs: dict[tuple[str, str], list[Dependency]] = {}
    for its in other.dependencies:
        theirs.setdefault((its.manager, its.name), []).append(its)
    found = []
    for own in one.dependencies:
        for its in theirs.get((own.manager, own.name), ())[:3] if own.name else ():
            wanted, given = own.constraint, its.constraint
            if wanted is not None and given is not None and disjoint([wanted, given]) is True:
                found.append((own, its))
    return found
