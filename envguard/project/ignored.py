"""Whether git ignores a file that the project needs."""

from __future__ import annotations

import os

from envguard.model import Text
from envguard.project.project import Project
from envguard.project.settings import inside_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.gitignore import IgnoreFile


def ignored(path: str, project: Project) -> tuple[Text, bool] | None:
    """The line that makes git ignore a file that it does not track, None where none does.

    The second value says whether there is a repository at all. Only what lies above the file
    is read.
    """
    found: list[IgnoreFile] = []
    pattern = None
    parts = inside_of(project.root, project.real(path)).split("/")
    for depth in range(len(parts)):
        folder = "/".join(parts[:depth])
        file = _ignore_file(folder, project)
        if file is not None:
            found.append(file)
        if found:
            from envguard.project.gitignore import ignoring

            name = "/".join(parts[: depth + 1])
            pattern = ignoring(tuple(found), name, depth + 1 < len(parts))
        if pattern is not None:
            break
    if pattern is None or pattern.text.source.path == path:
        return None
    return _untracked(path, pattern.text)


def _ignore_file(folder: str, project: Project) -> IgnoreFile | None:
    def read() -> IgnoreFile | None:
        text = project.read_in(os.path.join(project.root, folder), ".gitignore")
        if text is None:
            return None
        from envguard.project.gitignore import IgnoreFile

        return IgnoreFile(text, folder)

    return project.lately(f".gitignore of {folder}", read)


def _untracked(path: str, pattern: Text) -> tuple[Text, bool] | None:
    from envguard.project.index import is_tracked

    tracked = is_tracked(path)
    if tracked in (True, "unknown"):
        return None
    return pattern, tracked is False
