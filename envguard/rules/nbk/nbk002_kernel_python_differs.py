"""NBK002: kernel-python-differs."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.notebook import NotebookFile


@rule("NBK002", "kernel-python-differs", Severity.WARNING, since="0.1.0")
def kernel_python_differs(notebook: NotebookFile, project: Project) -> Iterator[Outcome]:
    r"""The notebook last ran in another Python than the project or the lab settled on.

    ## Why
    The outputs that it shows came from that Python. In the project's own they may look otherwise,
    and a package of the one may not exist for the other. Where the files of the project disagree
    among themselves, PRJ001 speaks, once for all of them.

    ## Bad
    ```toml title="envguard.toml"
    python = "3.11"
    ```
    ```json title="figures.ipynb"
    {"cells": [], "metadata": {"language_info": {"name": "python", "version": "3.8.10"}},
     "nbformat": 4, "nbformat_minor": 5}
    ```

    ## Good
    ```toml title="envguard.toml"
    python = "3.11"
    ```
    ```json title="figures.ipynb"
    {"cells": [], "metadata": {"language_info": {"name": "python", "version": "3.11.9"}},
     "nbformat": 4, "nbformat_minor": 5}
    ```

    ## References
    - https://nbformat.readthedocs.io/en/latest/format_description.html#metadata
    """
    version = notebook.python
    if version is None:
        return
    wanted = project.settings.text("python")
    if wanted:
        if not (version.value + ".").startswith(wanted + "."):
            yield finding(
                version,
                "This notebook last ran in Python {given}, and the setting `python` asks for "
                "{wanted}: run it again in the project's environment.",
                confidence=Confidence.LIKELY,
                given=version.value,
                wanted=wanted,
            )
        return
    from envguard.project.pythons import python_groups

    own = os.path.realpath(notebook.path)
    for group in python_groups(project):
        for word in group.disagreeing:
            if word.source == "kernel" and os.path.realpath(word.text.path) == own:
                yield finding(
                    version,
                    "This notebook last ran in Python {given}, and the project asks for {wanted}: "
                    "run it again in the project's environment.",
                    confidence=Confidence.LIKELY,
                    related=tuple(related(one.text, "asked for here") for one in group.reference),
                    given=version.value,
                    wanted=group.reference[0].series,
                )
                return
