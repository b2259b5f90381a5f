"""What the formats for other programs are made of: a result, its rules, and the order to cut in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from envguard.engine.result import Result
from envguard.model import Confidence, Reported, Severity
from envguard.model.records import NamedTuple
from envguard.rules import Rule

_DOUBT = {Confidence.CERTAIN: 0, Confidence.LIKELY: 1, Confidence.POSSIBLE: 2}


class Report(NamedTuple):
    """A result with what a format needs to know of the run.

    `rules` has the rules in force by code; `threshold` is the severity from which a finding fails
    the run; `time` is UTC in seconds, such as `2026-11-01T12:00:00`.
    """

    result: Result
    rules: Mapping[str, Rule]
    threshold: Severity = Severity.WARNING
    time: str = ""


def render(kind: str, report: Report) -> str:
    """The report in one of FORMATS but text, newline at the end."""
    if kind == "json":
        from envguard.reports import json

        return json.render(report.result)
    if kind == "sarif":
        from envguard.reports import sarif

        return sarif.render(report)
    if kind == "github":
        from envguard.reports import github

        return github.render(report)
    if kind == "gitlab":
        from envguard.reports import gitlab

        return gitlab.render(report)
    if kind == "junit":
        from envguard.reports import junit

        return junit.render(report)
    if kind == "markdown":
        from envguard.reports import markdown

        return markdown.render(report)
    from envguard.reports import html

    return html.render(report)


def worst_first(reported: Iterable[Reported]) -> list[Reported]:
    """The findings in the order in which a short report keeps them; exempt ones come last."""

    def key(one: Reported) -> tuple[bool, int, int]:
        return one.ignored is not None, -one.severity, _DOUBT[one.finding.confidence]

    return sorted(reported, key=key)
