"""What a notebook says of its kernel, and the commands in its cells that are magics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from envguard.formats.notebook import Cell, Notebook, parse
from envguard.model import Text
from envguard.subjects.command import Command

_MINOR = re.compile(r"\d+\.\d+")


class NotebookFile(NamedTuple):
    """A notebook as a file."""

    path: str
    text: Text
    notebook: Notebook

    @property
    def code(self) -> Iterator[Cell]:
        """The code cells in file order."""
        return (cell for cell in self.notebook.cells if cell.kind == "code")

    @property
    def python(self) -> Text | None:
        """The version of Python that the kernel last reported, None for another language."""
        version = self.notebook.kernel.version
        if version is None or not self.notebook.language.startswith("python"):
            return None
        return version.text if _MINOR.match(version.value) else None


def read_notebook(text: Text, path: str) -> NotebookFile:
    """The notebook of a file. SyntaxProblem for a broken one."""
    return NotebookFile(path, text, parse(text))


def is_magic(command: Command) -> bool:
    """Whether a command is IPython's `%pip` or `%conda`, which no shell starts."""
    before = command.text.start - 1
    return (
        command.context.carrier in ("notebook", "markdown")
        and before >= 0
        and command.text.source.content[before] == "%"
    )
