"""What can go wrong in a run itself; the rules about envguard speak of these."""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple


class UnreadableFile(NamedTuple):
    """A file that its own program could not read either; `text` is where the reader stumbled."""

    text: Text
    path: str
    kind: str
    reason: str


class Unjudged(NamedTuple):
    """A part of a file that is left out, for it is too much; `text` is where that begins."""

    text: Text
    reason: str


class UnusedIgnore(NamedTuple):
    """An ignore comment's code that ignored nothing; `text` is the code, or the comment."""

    text: Text
    code: str


class UnknownCode(NamedTuple):
    """A code in an ignore comment that is no rule's; `near` is the closest one, or ""."""

    text: Text
    code: str
    near: str


class UnreasonedIgnore(NamedTuple):
    """An ignore comment without a reason, where the settings ask for one."""

    text: Text


class ExpiredIgnore(NamedTuple):
    """An ignore comment whose day has come; `until` is an ISO date."""

    text: Text
    until: str


class FailedRule(NamedTuple):
    """A rule, a plugin or a reader that raised; `text` is what it was looking at."""

    text: Text
    code: str
    error: str


class FixedEntry(NamedTuple):
    """An entry of the baseline whose finding is gone; `text` is its fingerprint in the file."""

    text: Text
    code: str
    path: str
