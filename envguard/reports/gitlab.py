"""GitLab's code quality report, for `artifacts: reports: codequality`."""

from __future__ import annotations

import json

from envguard.engine.fingerprints import fingerprint
from envguard.model import Reported, Severity
from envguard.project.discovery import rooted_path
from envguard.reports.report import Report
from envguard.reports.wording import message, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: Report) -> str:
    """A list with the fields that GitLab reads; exempt findings and unknowns are not in it."""
    counted = [one for one in report.result.reported if one.ignored is None]
    return json.dumps([_issue(one) for one in counted], indent=2) + "\n"


def _issue(reported: Reported) -> dict[str, Any]:
    place = reported.finding.location
    path = rooted_path(place.path)
    return {
        "description": message(reported.finding.message, reported.finding.values),
        "check_name": reported.code,
        "fingerprint": fingerprint(reported),
        "severity": _SEVERITIES[reported.severity],
        "location": {
            # half a character, from a name that is not UTF-8, would spoil the whole report
            "path": path if path.isprintable() else visible(path),
            "lines": {
                "begin": place.begin.line,
                "end": max(place.begin.line, place.finish.line),
            },
        },
    }
