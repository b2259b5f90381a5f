"""An environment file that version control leaves out."""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple


class IgnoredFile(NamedTuple):
    """An environment file that git ignores.

    `text` is its first line, `pattern` the line of the .gitignore that names it. `in_repository`:
    git has been asked, by its index, and does not track the file; otherwise no git is there.
    """

    text: Text
    pattern: Text
    in_repository: bool
