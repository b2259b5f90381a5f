"""What a notebook says of its kernel, and the commands in its cells that are magics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.notebook import Cell, Notebook, parse
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command

_MAXIMUM_LINE = 2000
_MINOR = late(r"\d+\.\d+")
# a home in a path: not in an address, and not in a longer path such as /mnt/home/ada
_HOME = late(
    r"(?<![\w./\\:-])(?:/home/|/Users/|[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/))([\w.-]+)(?=[/\\'\"])"
)
# accounts of images, clusters' examples and hosted services, which nobody owns
NOBODY = {
    "jovyan", "user", "username", "your_username", "yourname", "me", "name", "runner", "ubuntu",
    "ec2-user", "vscode", "codespace", "gitpod", "studio-lab-user", "sagemaker-user", "shared",
    "public", "rstudio", "mambauser", "docker", "app", "someone", "node", "coder",
}  # fmt: skip
# kernels that a program of its own installs, under the same name everywhere
_PUBLIC_KERNELS = late(
    r"python|python[23]|py3|python-?[23]\.\d+|ir\d*|julia[\w.-]*|bash|sh|zsh|calysto[\w-]*|x\w+|"
    r"sagemath[\w.-]*|sos|scala\w*|spylon-kernel|apache_toree\w*|pyspark\w*|spark\w*|deno|"
    r"javascript|typescript|rust|gophernotes|gonb|octave|\w*matlab\w*|stata|nodejs|ocaml[\w-]*|"
    r"i?haskell|\.net[\w-]*|polyglot[\w-]*|powershell|kotlin|ruby|perl|lua|wolfram\w*|maxima|"
    r"singular|gap[\w-]*|pari\w*|root|cling[\w-]*|conda-root-py|pyodide|qsharp|raku|elixir|sql\w*|"
    r"metakernel\w*|tensorflow2?_p\d+|pytorch_p\d+|conda_\w+|python38?-azureml",
    re.IGNORECASE,
)


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

    @property
    def private_kernel(self) -> Text | None:
        """The name of a Python kernel that somebody has registered himself, None for others."""
        name = self.notebook.kernel.name
        if name is None or not self.notebook.language.startswith("python") or not name.value:
            return None
        return None if _PUBLIC_KERNELS.fullmatch(name.value) else name.text

    def homes(self) -> Iterator[tuple[Text, str]]:
        """The paths into somebody's home in code cells, each with the account's name."""
        for cell in self.code:
            if "home" not in cell.source.value and "Users" not in cell.source.value:
                continue
            for found in _HOME.finditer(cell.source.value):
                account = found.group(1)
                if account.lower() in NOBODY or account.startswith(("your", "<")):
                    continue
                if not self._is_remark(cell.source.value, found.start()):
                    yield cell.source[found.start() : found.end()], account

    def _is_remark(self, source: str, at: int) -> bool:
        """Whether a place stands in a comment of Python's, as far as its line alone tells."""
        before = source[source.rfind("\n", 0, at) + 1 : at]
        if (
            len(before) > _MAXIMUM_LINE
            or "#" not in before
            or not self.notebook.language.startswith("python")
        ):
            return False
        quote = ""
        for character in before:
            if quote:
                quote = "" if character == quote else quote
            elif character in "'\"":
                quote = character
            elif character == "#":
                return True
        return False

    def out_of_order(self) -> Iterator[tuple[Cell, Cell]]:
        """Each cell that ran before the one above it, with that one."""
        above: Cell | None = None
        for cell in self.code:
            # hosted notebooks write 0 for every cell
            if not cell.execution:
                continue
            if above is not None and cell.execution < (above.execution or 0):
                yield cell, above
            above = cell


def read_notebook(text: Text, path: str) -> NotebookFile:
    """The notebook of a file. SyntaxProblem for a broken one."""
    return NotebookFile(path, text, parse(text))


def is_magic(command: Command) -> bool:
    """Whether a command is IPython's `%pip` or `%conda`, which no shell starts."""
    before = command.text.start - 1
    return (
        command.context.carrier == "notebook"
        and before >= 0
        and command.text.source.content[before] == "%"
    )
