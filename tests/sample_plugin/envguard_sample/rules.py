"""A lab's own rule: nobody works in the base environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

if TYPE_CHECKING:
    from envguard.subjects.command import Command


@rule("LAB001", "activates-base", Severity.WARNING, since="1.0")
def activates_base(command: Command) -> Iterator[Outcome]:
    r"""The base environment is activated, which everybody shares.

    ## Why
    What one installs there, all others get.

    ## Bad
    ```sh title="run.sh"
    conda activate base
    ```

    ## Good
    ```sh title="run.sh"
    conda create -n nlp python=3.11
    conda activate nlp
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/
    """
    if command.values[:2] == ["conda", "activate"] and command.values[2:] in ([], ["base"]):
        yield finding(command.argv[1].raw, "Everybody shares base: activate one's own environment.")
