"""NBK004: home-path-in-cell."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.notebook import NotebookFile


@rule("NBK004", "home-path-in-cell", Severity.WARNING, since="0.1.0")
def home_path_in_cell(notebook: NotebookFile) -> Iterator[Outcome]:
    r"""A cell reads or writes below somebody's home.

    ## Why
    `/home/ada/data` exists on one machine. For everybody else the cell fails, and the path
    publishes an account's name.

    ## Bad
    ```json title="figures.ipynb"
    {"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [],
      "source": ["data = open('/home/ada/data/corpus.txt')"]}],
     "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ```

    ## Good
    ```json title="figures.ipynb"
    {"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [],
      "source": ["data = open('data/corpus.txt')"]}],
     "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ```

    ## References
    - https://the-turing-way.netlify.app/reproducible-research/compendia
    """
    found = list(notebook.homes())
    if found:
        first, account = found[0]
        yield finding(
            first,
            "This path exists on {account}'s machine alone: use one relative to the project.",
            related=tuple(related(text, "and here") for text, _ in found[1:20]),
            account=account,
        )
