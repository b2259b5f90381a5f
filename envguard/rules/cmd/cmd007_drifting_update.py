"""CMD007: drifting-update."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.package_command import is_bare, package_command, package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command


@rule("CMD007", "drifting-update", Severity.WARNING, since="0.1.0")
def drifting_update(command: Command) -> Iterator[Outcome]:
    r"""Everything, or conda itself, is updated to whatever is newest that day.

    ## Why
    `conda update --all` undoes the versions that were chosen before it. `conda update conda`
    brings another conda and perhaps another Python to the base environment, so the same image or
    job behaves differently next month.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM condaforge/miniforge3:24.11.3-0
    RUN conda update -y -n base conda && conda env create -f environment.yml
    COPY environment.yml .
    ```
    ```yaml title="environment.yml"
    name: speech
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM condaforge/miniforge3:24.11.3-0
    COPY environment.yml .
    RUN conda install -y -n base conda=24.11.3 && conda env create -f environment.yml
    ```
    ```yaml title="environment.yml"
    name: speech
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/commands/update.html
    """
    # in prose it is advice to a reader about his own machine
    if command.context.setting == "prose":
        return
    update = package_command(command)
    if update is None or update.manager != "conda" or update.verb not in ("update", "upgrade"):
        return
    if update.has("--dry-run", "-h", "--help"):
        return
    everything = update.option("--all", "--update-all", "-a")
    if everything is not None:
        yield finding(
            everything.word.raw,
            "Every package becomes the newest of the day, and the versions chosen before are lost: "
            "name the packages and their versions.",
        )
        return
    for word in update.packages:
        if package_name(word) in ("conda", "mamba", "micromamba") and is_bare(word):
            yield finding(
                word.raw,
                "{name} becomes the newest of the day, so the next build solves with another one: "
                "choose an installer's release, or install {name}=VERSION.",
                name=package_name(word),
            )
            return
