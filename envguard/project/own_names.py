"""Under which names a project itself may be installed."""

from __future__ import annotations

import os
import re

from envguard.model.patterns import late
from envguard.project.project import Project

# where a project says it lives: `url="https://github.com/lab/esm"`, `Repository = "…"`
_HOMEPAGE = late(
    r"""(?im)^[ \t]*["']?(?:url|homepage|repository|source(?:[ -]code)?|home-page)["']?[ \t]*[=:]"""
    r"""[ \t]*["']?https?://(?:www\.)?(?:github|gitlab)\.com/[^/\s"']+/([A-Za-z0-9_.-]+?)(?:\.git)?/?"""
    r"""["',\s]"""
)


def own_names(project: Project) -> set[str]:
    """Names under which the project itself may be installed: its own, and its folder's."""
    found = {os.path.basename(project.root).lower().replace("_", "-")}
    remote = project.read(os.path.join(project.root, ".git", "config"))
    if remote is not None:
        found.update(
            match.group(1).lower().removesuffix(".git").replace("_", "-")
            for match in re.finditer(
                r"^[ \t]*url[ \t]*=[^\n]*[/:]([^/:\s]+)/?[ \t]*$", remote.value, re.MULTILINE
            )
        )
    for name in ("pyproject.toml", "setup.cfg", "setup.py"):
        text = project.read(os.path.join(project.root, name))
        if text is not None:
            pattern = r"(?:^|\bsetup\()[ \t]*name[ \t]*=[ \t]*[\"']?([A-Za-z0-9_.-]+)"
            found.update(
                match.group(1).lower().replace("_", "-")
                for match in (
                    *re.finditer(pattern, text.value, re.MULTILINE),
                    *_HOMEPAGE.finditer(text.value),
                )
            )
    return found
