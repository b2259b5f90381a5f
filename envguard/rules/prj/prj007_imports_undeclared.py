"""PRJ007: imports-undeclared."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project

_MAXIMUM_RELATED = 20


@rule("PRJ007", "imports-undeclared", Severity.INFO, since="0.1.0", profile="paper")
def imports_undeclared(project: Project) -> Iterator[Outcome]:
    r"""The code imports a module that no environment file of its project brings.

    ## Why
    It was installed by hand, or came along with something else that may drop it. On a fresh
    machine the script stops at its first line.

    Files and notebooks are read, never run. The nearest folder with environment files decides; what
    its locks hold counts as well. Python's own modules, the repository's own, and those that may be
    missing are left out: imports that a `try` catches, and those for a type checker or one system.
    A module's name becomes a project's through a table, for `cv2` is opencv.

    Programs made for this question (deptry, FawltyDeps) ask the machine's installed packages, too,
    and also find what is declared and never imported. In an environment that is up to date they see
    more; here the answer is the same on every machine.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge, nodefaults]
    dependencies:
      - python=3.11
      - numpy=1.26
    ```
    ```python title="train.py"
    import numpy as np
    import seaborn as sns
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge, nodefaults]
    dependencies:
      - python=3.11
      - numpy=1.26
      - seaborn=0.13
    ```
    ```python title="train.py"
    import numpy as np
    import seaborn as sns
    ```

    ## References
    - https://deptry.com/rules-violations/#missing-dependencies-dep001
    - https://github.com/tweag/FawltyDeps
    """
    from envguard.project.imports import undeclared

    for one in undeclared(project):
        count = len({place.source.path for place in one.places})
        yield finding(
            one.environment,
            "{name} is imported in {files}, and no environment file brings it: add the package it "
            "comes from.",
            confidence=Confidence.LIKELY,
            related=tuple(
                related(place, "imported here") for place in one.places[:_MAXIMUM_RELATED]
            ),
            name=one.name,
            files="a file" if count == 1 else f"{count} files",
        )
