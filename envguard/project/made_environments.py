"""What the project's other texts say: which environments their commands make."""

from __future__ import annotations

import os
import re

from envguard.project.kinds import classify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project

MAXIMUM_FILES = 2000


def is_made_somewhere(project: Project, name: str) -> bool:
    """Whether any text of the project has `-n NAME` or `--name NAME`, as `create` would."""
    pattern = re.compile(rf"(?:-n|--name|--prefix|-p)[ =]\S{{0,100}}?\b{re.escape(name)}(?![\w-])")
    return any(pattern.search(text) for text in _texts(project))


def registers_kernel(project: Project, name: str) -> bool:
    """Whether any text of the project registers a kernel of a name, as `ipykernel install` does."""
    pattern = re.compile(rf"--name[ =]['\"]?{re.escape(name)}(?![\w-])")
    return any("kernel" in text and pattern.search(text) for text in _texts(project))


def _texts(project: Project) -> list[str]:
    """The texts of all files that may hold commands."""
    return project.once("texts with commands", lambda: _read_texts(project))


def _read_texts(project: Project) -> list[str]:
    found = []
    for relative in project.files()[: MAXIMUM_FILES * 10]:
        kind = classify(relative, lambda: None)
        if kind is None or not kind.carrier or kind.name == "notebook":
            continue
        text = project.read(os.path.join(project.root, relative))
        if text is not None and (" create" in text.value or "kernel" in text.value):
            found.append(text.value)
        if len(found) >= MAXIMUM_FILES:
            break
    return found
