"""Shell scripts, and the batch scripts of Slurm, PBS, LSF and Grid Engine, which are shell too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model.patterns import late
from envguard.subjects.carriers.scripts import Interpreter, has_shebang, shebang
from envguard.subjects.command import Context, Document, Launch

# `#$ ` alone is Grid Engine's, but `#$HOME` is a comment: an option has to follow
_BATCH = late(r"^#(?:SBATCH|PBS|BSUB|COBALT|PJM|\$)[ \t]+-", re.MULTILINE)
_DIRECTORY = late(
    r"^#(?:SBATCH[ \t]+(?:--chdir(?:=|[ \t]+)|-D[ \t]*)|PBS[ \t]+-d[ \t]+|\$[ \t]+-wd[ \t]+)"
    r"([^\s#]+)",
    re.MULTILINE,
)


def launches(document: Document) -> Iterator[Launch]:
    """The whole script as one shell text; nothing where its first line names no shell."""
    text = document.text
    reader = shebang(text) if has_shebang(text) else Interpreter("bash")
    if reader is None or reader.shell == "python":
        return
    batch = bool(_BATCH.search(text.value))
    directory = _DIRECTORY.search(text.value) if batch else None
    context = Context(
        "sbatch" if batch else "shell_script",
        "script",
        "script",
        directory=directory.group(1) if directory else None,
        container=False if batch else None,
        login=reader.login,
    )
    yield Launch(text, context, reader.shell)
