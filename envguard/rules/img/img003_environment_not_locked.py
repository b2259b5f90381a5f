"""IMG003: environment-not-locked."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.named_files import NamedFile, named_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.group import CommandFile


@rule("IMG003", "environment-not-locked", Severity.WARNING, since="0.1.0", profile="paper")
def environment_not_locked(file: CommandFile) -> Iterator[Outcome]:
    r"""An image is built from environment.yml, although it could use a lock.

    ## Why
    environment.yml says what is wanted; the solver fills in the rest anew for each build. With a
    lock every build gets the same packages, and no solver runs.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM condaforge/miniforge3:24.11.3-0@sha256:17eb1d3a5b0d7a0b6c0f4b1a1d3bdfb1b5b6a1cf1dba0fa6d4bd8f0e1c3e6b5d
    COPY environment.yml /tmp/
    RUN conda env create -f /tmp/environment.yml
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge, nodefaults]
    dependencies: [python=3.11.9]
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM condaforge/miniforge3:24.11.3-0@sha256:17eb1d3a5b0d7a0b6c0f4b1a1d3bdfb1b5b6a1cf1dba0fa6d4bd8f0e1c3e6b5d
    COPY conda-linux-64.lock /tmp/
    RUN conda create -n nlp --file /tmp/conda-linux-64.lock
    ```

    ## References
    - https://conda.github.io/conda-lock/
    """
    for wanted in named_files(file):
        if wanted.command.context.setting == "image" and _is_environment(wanted):
            yield finding(
                wanted.place,
                "This image solves {file} anew in every build: lock it, and install from the lock.",
                file=wanted.base_name,
            )
            return


def _is_environment(wanted: NamedFile) -> bool:
    name = wanted.base_name.lower()
    return name.endswith((".yml", ".yaml")) and "lock" not in name
