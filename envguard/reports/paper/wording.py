"""Words that both forms of a paper's report share."""

from __future__ import annotations

from envguard.engine.paper.model import LockFacts, Paper
from envguard.model import Severity
from envguard.reports.wording import plural

STATES = {"ready": "Ready", "not ready": "Not ready", "cannot tell": "Cannot tell"}
CHECKED_BY = "Made by envguard {version}. It read the files, ran nothing, and asked no network."


def lock_state(lock: LockFacts) -> tuple[str, str]:
    """What is known of a lock's freshness, and a note on it."""
    if lock.state == "fresh":
        return "fresh", ""
    if lock.state == "harmless":
        return "good", "its sources were edited, and it still holds all that they ask for"
    if lock.state == "whole":
        return "there", "no file is in sight to compare it with"
    if lock.state == "stale":
        return "stale", lock.reason
    return "unknown", lock.reason


MAXIMUM_LINES = 12
HISTORY = (
    "Hand it in without `.git`, whose log names authors and remotes: `git archive` makes a copy "
    "without it."
)


def grouped_traces(paper: Paper) -> list[tuple[str, str, str]]:
    """(path, kind, lines) of the traces: one row for each kind in a file."""
    rows: dict[tuple[str, str], list[int]] = {}
    for one in paper.traces:
        rows.setdefault((one.place.path, one.kind), []).append(one.place.line)
    found = []
    for (path, kind), lines in rows.items():
        shown = ", ".join(map(str, lines[:MAXIMUM_LINES]))
        more = len(lines) - MAXIMUM_LINES
        found.append((path, kind, f"{shown} and {more} more" if more > 0 else shown))
    return found


def checked_sentence(paper: Paper) -> str:
    """Which files were held against how many rules, and how much was found."""
    files = sum(number for _, number in paper.checked)
    kinds = ", ".join(f"{number} {kind}" for kind, number in paper.checked)
    counts = [
        (severity.word, sum(one.severity is severity for one in paper.findings))
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    ]
    found = ", ".join(plural(number, word) for word, number in counts if number) or "no findings"
    unknown = len(paper.open_points)
    undecided = f", {plural(unknown, 'open point')}" if unknown else ""
    return (
        f"{plural(files, 'file')} ({kinds or 'of no kind that envguard knows'}) against "
        f"{plural(paper.rules, 'rule')} of the paper profile of envguard {paper.version}: "
        f"{found}{undecided}."
    )
