"""Workflow commands of GitHub Actions, which become annotations on a pull request.

GitHub shows ten annotations of each level a step and drops the others without a word, so the worst
ten are chosen here, and a plain line of the log says how many were left out.
"""

from __future__ import annotations

from envguard.model import Reported, Severity
from envguard.project.discovery import rooted_path
from envguard.reports.report import Report, worst_first
from envguard.reports.wording import message, plural, visible

MOST_OF_A_LEVEL = 10
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """What the run says, then one command a line, the worst first, then what was left out."""
    counted = [one for one in worst_first(report.result.reported) if one.ignored is None]
    lines = [f"envguard: {data(note)}" for note in report.result.notes]
    left_out: list[str] = []
    for severity in _LEVELS:
        found = [one for one in counted if one.severity is severity]
        lines.extend(_command(one) for one in found[:MOST_OF_A_LEVEL])
        if len(found) > MOST_OF_A_LEVEL:
            left_out.append(plural(len(found) - MOST_OF_A_LEVEL, severity.word))
    if left_out:
        lines.append(
            f"envguard: {', '.join(left_out)} more without an annotation: "
            f"GitHub shows {MOST_OF_A_LEVEL} of each level a step"
        )
    if report.result.unknowns:
        lines.append(f"envguard: {len(report.result.unknowns)} unknown")
    return "".join(f"{line}\n" for line in lines)


def _command(reported: Reported) -> str:
    place = reported.finding.location
    values = {
        "file": rooted_path(place.path),
        "line": str(place.begin.line),
        "endLine": str(max(place.begin.line, place.finish.line)),
        "col": str(place.begin.column),
        "title": f"{reported.code} {reported.name}",
    }
    if place.begin.line == place.finish.line:
        # a column of another line than the first one means nothing to GitHub
        values["endColumn"] = str(place.finish.column)
    properties = ",".join(f"{name}={property_value(value)}" for name, value in values.items())
    said = message(reported.finding.message, reported.finding.values)
    return f"::{_LEVELS[reported.severity]} {properties}::{data(said)}"


def data(text: str) -> str:
    """A text as a command's message: one line, read back as it is here."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_value(text: str) -> str:
    """A text as a property of a command, where `:` and `,` would end it."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
