"""Under which names a project itself may be installed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from envguard.model.patterns import late
from envguard.project.project import Project

# where a project says it lives: `url="https://github.com/lab/esm"`, `Repository = "…"`
_HOMEPAGE = late(
    r"""(?im)^[ \t]*["']?(?:url|homepage|repository|source(?:[ -]code)?|home-page)["']?[ \t]*[=:]"""
    r"""[ \t]*["']?https?://(?:www\.)?(?:github|gitlab)\.com/[^/\s"']+/([A-Za-z0-9_.-]+?)(?:\.git)?/?"""
    r"""["',\s]"""
)
_REMOTE = late(r"^[ \t]*url[ \t]*=[^\n]*[/:]([^/:\s]+)/?[ \t]*$", re.MULTILINE)
_NAME = late(r"(?:^|\bsetup\()[ \t]*name[ \t]*=[ \t]*[\"']?([A-Za-z0-9_.-]+)", re.MULTILINE)


def own_names(project: Project) -> set[str]:
    """Names under which the project itself may be installed: its own, and its folder's."""
    found = {os.path.basename(project.root), *_remotes(project), *_declared(project)}
    return {name.lower().replace("_", "-") for name in found}


def _remotes(project: Project) -> Iterator[str]:
    """What the repositories are called that this one is cloned from."""
    configuration = project.read(os.path.join(project.root, ".git", "config"))
    for remote in _REMOTE.finditer(configuration.value) if configuration is not None else ():
        yield remote[1].lower().removesuffix(".git")


def _declared(project: Project) -> Iterator[str]:
    """The name that the project gives itself, and that of the repository it says it lives in."""
    for file in ("pyproject.toml", "setup.cfg", "setup.py"):
        text = project.read(os.path.join(project.root, file))
        if text is not None:
            for pattern in (_NAME, _HOMEPAGE):
                yield from (found[1] for found in pattern.finditer(text.value))
