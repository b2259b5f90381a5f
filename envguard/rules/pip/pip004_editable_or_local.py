"""PIP004: editable-or-local."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.model import Finding, Severity, Text, finding
from envguard.model.patterns import late
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.pip.requirements import Line, PipRequirements

_MACHINE = late(r"/|~|[A-Za-z]:[\\/]")


@rule("PIP004", "editable-or-local", Severity.WARNING, since="0.1.0")
def editable_or_local(requirements: PipRequirements, project: Project) -> Iterator[Outcome]:
    r"""pip installs from a folder or file instead of an index.

    ## Why
    `-e .` needs the checkout beside it, which is a remark. A folder that is not in the project, or
    lies outside of it, is on one machine only, and everybody else's install stops there.

    ## Bad
    ```text title="requirements.txt"
    numpy==1.26.4
    -e /home/ada/src/corpora
    ```

    ## Bad, a folder that is not there
    ```text title="requirements.txt"
    numpy==1.26.4
    ./vendor/corpora
    ```

    ## Good
    ```text title="requirements.txt"
    numpy==1.26.4
    corpora @ git+https://github.com/lab/corpora@4f1e3d7d8d2f6f8e9c7d4b3a2f1e0d9c8b7a6f5e
    ```

    ## References
    - https://pip.pypa.io/en/stable/topics/local-project-installs/
    """
    from envguard.subjects.pip.leftovers import conda_rows, is_conda_build_path

    if conda_rows(requirements):
        return
    for line in requirements.lines:
        url = line.requirement.url
        if url is None or not line.known or line.requirement.refusal or line.requirement.vcs:
            continue
        if is_conda_build_path(url.value):
            continue  # PIP010 speaks of it
        found = _judged(line, url, requirements, project)
        if found is not None:
            yield found


def _judged(
    line: Line, url: Text, requirements: PipRequirements, project: Project
) -> Finding | None:
    words = url.value
    is_file = words.lower().startswith("file:")
    if "://" in words and not is_file:
        return None
    if is_file or _MACHINE.match(words):
        if requirements.environment is not None:
            return None  # ENV022 speaks of it
        return finding(
            url,
            "{path} is a path of one machine, which nobody else has: publish it, or name its "
            "repository and commit.",
            severity=Severity.ERROR,
            path=words,
        )
    # pip starts at the folder it is called from: the file's own, or the project's root
    path = words.replace("\\", "/")
    places = [os.path.join(os.path.dirname(requirements.path), path), f"{project.root}/{path}"]
    if any(project.exists(one) or project.in_submodule(one) for one in places):
        return finding(
            url,
            "{path} is a path in the project: the install works only beside a checkout of it.",
            severity=Severity.INFO,
            path=words,
        )
    if any(project.holds(one) for one in places):
        return finding(
            url,
            "{path} is not in the project, so pip stops there: add it, or name its repository and "
            "commit.",
            path=words,
        )
    return finding(
        url,
        "{path} lies outside of the project, where nobody else has it: publish it, or name its "
        "repository and commit.",
        severity=Severity.ERROR if project.is_bounded else None,
        path=words,
    )
