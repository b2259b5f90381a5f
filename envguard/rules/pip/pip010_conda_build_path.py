"""PIP010: conda-build-path."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Edit, Fix, Severity, Text, finding, related
from envguard.model.edits import fix, replace
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.pip.requirements import Line, PipRequirements


@rule("PIP010", "conda-build-path", Severity.ERROR, fix="unsafe", since="0.1.0")
def conda_build_path(requirements: PipRequirements) -> Iterator[Outcome]:
    r"""A requirement leads into the folder in which a conda package was built.

    ## Why
    `pip freeze` in a conda environment writes where each package came from, and for conda's that
    is a folder on the build machine (`/croot/…`, `/feedstock_root/…`). It is gone, and was never
    on yours: pip stops at the first such line. `pip list --format=freeze` writes the versions.

    ## Bad
    ```text title="requirements.txt"
    certifi @ file:///croot/certifi_1671487769961/work/certifi
    numpy @ file:///home/conda/feedstock_root/build_artifacts/numpy_1707225342954/work/dist/numpy-1.26.4-cp311-cp311-linux_x86_64.whl
    ```

    ## Good
    ```text title="requirements.txt"
    certifi==2022.12.7
    numpy==1.26.4
    ```

    ## Fix
    Unsafe: gives the version where the path tells it.

    ## References
    - https://pip.pypa.io/en/stable/cli/pip_list/#cmdoption-format
    - https://github.com/conda/conda/issues/10178
    """
    from envguard.subjects.pip.leftovers import is_conda_build_path

    found = [
        (line, url)
        for line in requirements.lines
        if (url := line.requirement.url) is not None and is_conda_build_path(url.value)
    ]
    if not found:
        return
    first = found[0][0]
    yield finding(
        first.text,
        "{count} to a build machine's folder, where pip finds nothing: write the list anew with "
        "`pip list --format=freeze`.",
        related=tuple(related(line.text, "and here") for line, _ in found[1:]),
        fix=_versions(found),
        count="1 requirement leads" if len(found) == 1 else f"{len(found)} requirements lead",
    )


def _versions(found: list[tuple[Line, Text]]) -> Fix | None:
    from envguard.subjects.pip.leftovers import version_in_path

    edits: list[Edit | None] = []
    for line, url in found:
        version, name = version_in_path(url.value), line.requirement.reading.name
        place = line.requirement.reading.url
        if version and name is not None and place is not None and name[1] <= place[0]:
            words = line.requirement.text[name[1] : place[1]]
            edits.append(replace(words, f"=={version}"))
    return fix("unsafe", "give the versions that the paths tell", *edits)
