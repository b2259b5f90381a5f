"""What can go wrong with a lock, in words for the user."""

from __future__ import annotations

from envguard.model import Text


class LockProblem(Exception):
    """Why no lock was written, or nothing compared. `code` is the exit code.

    1: the specs cannot be met; 2: wrong usage, or a file that cannot be used; 5: a channel, an
    index or the disk failed. `details` are further lines, such as a solver's tree.
    """

    def __init__(self, message: str, code: int, details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details


def at(text: Text, message: str) -> str:
    """A message with the file and the 1-based line that it is about."""
    place = text.location()
    return f"{place.path}:{place.begin.line}: {message}"
