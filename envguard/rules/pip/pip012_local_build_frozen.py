"""PIP012: local-build-frozen."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.pip.requirements import Line, PipRequirements


@rule("PIP012", "local-build-frozen", Severity.WARNING, since="0.1.0")
def local_build_frozen(requirements: PipRequirements) -> Iterator[Outcome]:
    r"""A version is frozen that was installed from a checkout and is on no index.

    ## Why
    `pip install ./submodules/simple-knn` and then `pip freeze` gives `simple-knn==0.0.0`. Whoever
    installs from the file finds no such version, or a stranger's project of the same name. Name
    the repository and the commit, or the folder in the checkout.

    ## Bad
    ```text title="requirements.txt"
    numpy==1.26.4
    simple-knn==0.0.0
    diff-gaussian-rasterization==0.0.0
    ```

    ## Good
    ```text title="requirements.txt"
    numpy==1.26.4
    simple-knn @ git+https://gitlab.inria.fr/bkerbl/simple-knn@86710c2d4b46680c02301765dd79e465819c8f19
    ```

    ## References
    - https://pip.pypa.io/en/stable/topics/vcs-support/
    - https://pip.pypa.io/en/stable/cli/pip_freeze/
    """
    found = [line for line in requirements.lines if line.is_named and _is_own_build(line)]
    if requirements.constraint or not found:
        return
    yield finding(
        found[0].text,
        "{given} looks like a build from a checkout, and no index has it: name its repository and "
        "commit.",
        confidence=Confidence.LIKELY,
        related=tuple(related(line.text, "and this one") for line in found[1:]),
        given=f"{found[0].name}{found[0].specifier}",
    )


def _is_own_build(line: Line) -> bool:
    version = line.specifier
    if not version.startswith("==") or "," in version or line.local:
        return False
    from envguard.data.unpublished_projects import PUBLISHED, VERSIONS

    known = VERSIONS.get(line.name, ())
    if "*" in known or version[2:] in known:
        return True
    return version == "==0.0.0" and line.name not in PUBLISHED
