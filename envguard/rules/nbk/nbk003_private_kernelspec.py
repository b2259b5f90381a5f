"""NBK003: private-kernelspec."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.notebook import NotebookFile


@rule("NBK003", "private-kernelspec", Severity.WARNING, since="0.1.0")
def private_kernelspec(notebook: NotebookFile, project: Project) -> Iterator[Outcome]:
    r"""The notebook asks for a kernel that only its author has registered.

    ## Why
    Jupyter looks for the kernel by this name. On any other machine it asks which kernel to use
    instead, and `nbconvert --execute` or papermill stop with `NoSuchKernel`.

    ## Bad
    ```json title="figures.ipynb"
    {"cells": [], "nbformat": 4, "nbformat_minor": 5,
     "metadata": {"kernelspec": {"name": "adas-env", "display_name": "Ada", "language": "python"}}}
    ```

    ## Good
    ```json title="figures.ipynb"
    {"cells": [], "nbformat": 4, "nbformat_minor": 5,
     "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}}
    ```

    A name that the project's own texts register, as `python -m ipykernel install --name nlp` does,
    is no finding.

    ## References
    - https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
    """
    name = notebook.private_kernel
    if name is None:
        return
    from envguard.project.made_environments import registers_kernel

    if not registers_kernel(project, name.value):
        yield finding(
            name,
            "Nobody else has a kernel called {name}: choose python3, which every environment with "
            "ipykernel brings, before saving.",
            name=name.value,
        )
