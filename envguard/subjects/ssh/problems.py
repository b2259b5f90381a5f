"""What makes ssh refuse a whole file, and where."""

from __future__ import annotations

from envguard.formats.ssh_config import Argument, Directive
from envguard.model import Text
from envguard.model.records import NamedTuple

UNKNOWN_KEYWORD = "unknown keyword"
NO_ARGUMENT = "no argument"
MISSING_ARGUMENT = "missing argument"
EXTRA_ARGUMENT = "extra argument"
BAD_VALUE = "bad value"
BAD_ALGORITHM = "bad algorithm"
OPEN_QUOTE = "open quote"
BAD_MATCH = "bad match"
BAD_INCLUDE = "bad include"
HOST_ONLY = "host only"


class Problem(NamedTuple):
    """One reason to refuse. `kind` is one of the constants above, `text` the words to blame.

    `message` is in ssh's words or close to them; `value` is the value or keyword at fault.
    HOST_ONLY problems stop ssh only for hosts for which the setting is in force.
    """

    kind: str
    text: Text
    message: str
    directive: Directive | None
    value: str = ""


class Refused(Exception):
    """A value that ssh refuses; becomes a Problem of the directive being read."""

    def __init__(self, kind: str, message: str, argument: Argument | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.argument = argument

    def problem(self, directive: Directive) -> Problem:
        """The problem, at the argument to blame or else at the whole directive."""
        argument = self.argument
        text = directive.text if argument is None else argument.raw
        value = "" if argument is None else argument.value
        return Problem(self.kind, text, self.message, directive, value)
