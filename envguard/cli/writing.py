"""Reports into files: each appears whole or not at all, and never through a link out of here."""

from __future__ import annotations

import os
import stat

from envguard.project.discovery import repository_root
from envguard.project.writing import replace_file


class OutputProblem(Exception):
    """A report could not be written; the message names the file and the cause."""


def write_whole(path: str, content: str) -> None:
    """Put a file in place at once, in UTF-8. OutputProblem where that cannot be done.

    A link of that name is replaced, not followed: a stranger's checkout may hold one. A pipe or a
    device, such as /dev/stdout, is written to as it is.
    """
    data = content.encode("utf-8", "backslashreplace")
    try:
        _refuse_folder_outside(path)
        if _is_stream(path):
            with open(path, "ab") as stream:
                stream.write(data)
        else:
            replace_file(path, data, follow=False)
    except OSError as error:
        raise OutputProblem(f"{path}: {error.strerror}; nothing was written to it") from None


def _is_stream(path: str) -> bool:
    # where standard output goes to a file, /dev/stdout is a link to it, and must stay one
    if os.path.abspath(path).startswith(("/dev/", "/proc/")):
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(21, "it is a folder", path)
    return not stat.S_ISREG(mode)


def _refuse_folder_outside(path: str) -> None:
    """A folder of the checkout that is a link out of it leads nowhere that the user named."""
    root = repository_root(os.getcwd())
    folder = os.path.dirname(os.path.abspath(path))
    if root is None or not (folder + os.sep).startswith(root + os.sep):
        return
    if not (os.path.realpath(folder) + os.sep).startswith(os.path.realpath(root) + os.sep):
        raise OSError(1, "its folder is a link that leaves the repository", path)
