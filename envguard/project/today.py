"""The day as of which a project is judged."""

from __future__ import annotations

from envguard.model.records import NamedTuple


class Today(NamedTuple):
    """A day such as "2026-11-23"; days of this form compare as they follow each other."""

    day: str


def today(as_of: str | None = None) -> Today:
    """The day that `--as-of` names, else that of the clock."""
    if as_of:
        return Today(as_of)
    import time

    return Today(time.strftime("%Y-%m-%d"))
