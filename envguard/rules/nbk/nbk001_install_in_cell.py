"""NBK001: install-in-cell."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.project.own_names import own_names
from envguard.rules import Outcome, rule
from envguard.subjects.notebook import is_magic
from envguard.subjects.package_command import (
    PackageCommand,
    is_bare,
    is_path,
    is_placeholder,
    moving_source,
    package_command,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.command import Word
    from envguard.subjects.group import CommandFile


@rule("NBK001", "install-in-cell", Severity.WARNING, since="0.1.0")
def install_in_cell(file: CommandFile, project: Project) -> Iterator[Outcome]:
    r"""A cell's magic changes the environment that the notebook runs in.

    ## Why
    `%pip install seaborn` takes whatever is newest when the cell runs, and no file records it.
    `%conda install` may replace the very libraries that the kernel has already loaded. Of
    `!pip install` CMD002 speaks, as of any other command.

    ## Bad
    ```json title="figures.ipynb"
    {"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [],
      "source": ["%pip install seaborn"]}],
     "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ```

    ## Good
    ```json title="figures.ipynb"
    {"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [],
      "source": ["%pip install seaborn==0.13.2"]}],
     "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ```

    ## References
    - https://ipython.readthedocs.io/en/stable/interactive/magics.html#magic-pip
    """
    pips: list[Word] = []
    condas: list[Word] = []
    for command in file.commands:
        install = package_command(command) if is_magic(command) else None
        if install is None or install.verb not in ("install", "update", "upgrade", "create"):
            continue
        if install.manager == "conda":
            condas.append(install.verb_word)
        else:
            pips.extend(_loose(install, project))
    for words, message in ((pips, _PIP), (condas, _CONDA)):
        if words:
            yield finding(
                words[0].raw,
                message,
                related=tuple(related(word.raw, "and here") for word in words[1:]),
            )


_PIP = (
    "This installs whatever is newest when the cell runs: give a version, or name the package in the "
    "environment file."
)
_CONDA = (
    "This changes the environment under the running kernel: name the package in the environment "
    "file, and create the environment anew."
)


def _loose(install: PackageCommand, project: Project) -> list[Word]:
    if install.has("-r", "--requirement", "-c", "--constraint"):
        return []
    return [
        word
        for word in install.packages
        if _moves(word, project) or (not (is_path(word) or is_placeholder(word)) and is_bare(word))
    ]


def _moves(word: Word, project: Project) -> bool:
    """Whether an address takes another project's newest; its own stands in the same checkout."""
    source = moving_source(word)
    return bool(source) and source.replace("_", "-") not in own_names(project)
