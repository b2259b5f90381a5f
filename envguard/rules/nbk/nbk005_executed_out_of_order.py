"""NBK005: executed-out-of-order."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.notebook import NotebookFile


@rule("NBK005", "executed-out-of-order", Severity.INFO, since="0.1.0", profile="paper")
def executed_out_of_order(notebook: NotebookFile) -> Iterator[Outcome]:
    r"""The cells ran in another order than they stand in.

    ## Why
    Whoever runs the notebook from top to bottom gets other results than the ones it shows, or an
    error about a name that is not defined yet.

    ## Bad
    ```json title="figures.ipynb"
    {"cells": [
      {"cell_type": "code", "execution_count": 7, "metadata": {}, "outputs": [], "source": ["a = 1"]},
      {"cell_type": "code", "execution_count": 3, "metadata": {}, "outputs": [], "source": ["a + 1"]}],
     "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ```

    ## Good
    ```json title="figures.ipynb"
    {"cells": [
      {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": ["a = 1"]},
      {"cell_type": "code", "execution_count": 2, "metadata": {}, "outputs": [], "source": ["a + 1"]}],
     "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ```

    ## References
    - https://doi.org/10.1109/MSR.2019.00077
    """
    found = list(notebook.out_of_order())
    if found:
        cell, above = found[0]
        yield finding(
            cell.source.lines()[0],
            "Cell {number} ran as number {later}, before the one above it, which ran as number "
            "{earlier}: restart the kernel, run all, and save.",
            related=(related(above.source.lines()[0], "the cell above"),),
            number=cell.number,
            later=cell.execution,
            earlier=above.execution,
        )
