"""CMD005: installer-latest."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.downloads import downloads, is_latest_installer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command


@rule("CMD005", "installer-latest", Severity.WARNING, since="0.1.0")
def installer_latest(command: Command) -> Iterator[Outcome]:
    r"""The newest Miniconda or Miniforge is downloaded, whichever that is on the day.

    ## Why
    The installer decides the version of conda, its solver and the base environment's Python. A
    build that worked last month gets another one today, and nobody can say which it was.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    RUN curl -fsSLo conda.sh https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh
    ```

    ## Good
    A release in the file's name, in the address's folder, or in a variable with a value.

    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    ARG RELEASE=24.11.3-0
    RUN curl -fsSLo conda.sh \
        https://github.com/conda-forge/miniforge/releases/download/${RELEASE}/Miniforge3-Linux-x86_64.sh
    ```

    ## References
    - https://repo.anaconda.com/miniconda/
    - https://github.com/conda-forge/miniforge/releases
    """
    for download in downloads(command):
        address = download.address.value
        if is_latest_installer(address):
            yield finding(
                download.address,
                "This downloads whichever installer is newest today, so the next build gets another "
                "conda and Python: name a release.",
                severity=Severity.INFO if command.context.setting == "prose" else None,
            )
