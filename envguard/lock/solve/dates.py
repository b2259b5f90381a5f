"""Dates before which a package must have been built."""

from __future__ import annotations

import re

from envguard.lock.problem import LockProblem
from envguard.model.patterns import late

_DAY = late(r"\d{4}-\d{2}-\d{2}(?=[T ]|\Z)", re.ASCII)


def milliseconds(words: str) -> int:
    """The end of a day, or a moment, in milliseconds of UTC. LockProblem for anything else.

    A day counts whole, as with uv: what was built on it is still taken.
    """
    from datetime import datetime, timedelta, timezone

    day = _DAY.match(words)
    try:
        # newer Pythons read other forms of ISO 8601, too
        moment = datetime.fromisoformat(words.replace("Z", "+00:00") if day else "")
    except ValueError:
        raise LockProblem(f"--exclude-newer {words}: it is no date such as 2026-03-31", 2) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    if day is not None and day.end() == len(words):
        moment += timedelta(days=1, milliseconds=-1)
    return int(moment.timestamp() * 1000)


def iso(moment: int) -> str:
    """A moment in milliseconds of UTC in ISO form."""
    from datetime import datetime, timezone

    found = datetime.fromtimestamp(moment / 1000, tz=timezone.utc)
    return found.isoformat(timespec="milliseconds").replace("+00:00", "Z")
