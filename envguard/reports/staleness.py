"""What `envguard lock --check` prints: one line a lock, and one for each break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envguard.lock.credentials import masked
from envguard.lock.staleness import Answer
from envguard.reports.wording import shown_path, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.subjects.lock.freshness import Break


def as_text(answers: Sequence[Answer]) -> str:
    """The answers as lines."""
    return "".join(f"{visible(masked(line))}\n" for answer in answers for line in _lines(answer))


def _lines(answer: Answer) -> Iterator[str]:
    if answer.lock is None or answer.freshness is None:
        yield f"{answer.path}: it has no lock; `envguard lock {answer.path}` writes one"
        return
    path, state = shown_path(answer.lock.path), answer.freshness.state
    if state == "fresh":
        yield f"{path}: fresh"
    elif state == "harmless":
        yield (
            f"{path}: good: its sources were edited, and it still holds all that they ask for; "
            "`envguard lock` refreshes it"
        )
    elif state == "unknown":
        place = _damage(answer) or answer.freshness.reason
        yield f"{path}: cannot tell whether it is fresh: {place}"
    else:
        yield f"{path}: stale; `envguard lock` makes it anew"
        for one in answer.freshness.breaks:
            yield f"  {_break(one)}"


def _damage(answer: Answer) -> str:
    """The line at which a broken lock breaks off."""
    lock = answer.lock
    if lock is None:
        return ""
    if lock.conflicts:
        return f"line {lock.conflicts[0].location().begin.line} begins a merge conflict"
    if lock.refused is not None:
        return f"line {lock.refused.position.line}: {lock.refused.reason}"
    return ""


def _break(one: Break) -> str:
    place = one.asked.text.location()
    where = ", ".join(platform or "any platform" for platform in one.platforms)
    words = one.asked.text.value
    held = one.held.shown if one.held is not None else ""
    start = f"{shown_path(place.path)}:{place.begin.line}: "
    if one.kind == "removed-channel":
        return f"{start}the channel {one.asked.name} is gone, and the lock holds {held} of it"
    if one.held is None:
        return f"{start}`{words}` is not in the lock ({where})"
    if one.kind == "channel":
        return (
            f"{start}`{words}` is asked for, and the lock holds {held} of another channel ({where})"
        )
    return f"{start}`{words}` is asked for, and the lock holds {held} ({where})"


def as_json(answers: Sequence[Answer]) -> dict[str, Any]:
    """The answers, version 1; lines are 1-based."""
    return {"version": 1, "locks": [_object(answer) for answer in answers]}


def _object(answer: Answer) -> dict[str, Any]:
    if answer.lock is None or answer.freshness is None:
        return {"path": None, "source": answer.path, "state": "missing", "reason": "", "breaks": []}
    return {
        "path": shown_path(answer.lock.path),
        "source": answer.path,
        "state": answer.freshness.state,
        "reason": _damage(answer) or answer.freshness.reason,
        "breaks": [
            {
                "kind": one.kind,
                "asked": masked(one.asked.text.value),
                "path": shown_path(one.asked.path),
                "line": one.asked.text.location().begin.line,
                "platforms": list(one.platforms),
                "held": one.held.shown if one.held is not None else None,
            }
            for one in answer.freshness.breaks
        ],
    }
