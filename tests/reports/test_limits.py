"""5,000 findings and more: each format stays inside its reader's limits and says what it cut."""

from __future__ import annotations

import gzip
import json

import pytest

from envguard.engine.result import Result
from envguard.model import Finding, Location, Position, Reported, Severity
from envguard.reports import github, html, markdown, sarif
from envguard.reports.report import Report, render


def many(count: int, *, value: str = "x" * 200) -> Report:
    """Findings of every severity in turn, the infos first, each with a value of its own."""
    severities = (Severity.INFO, Severity.WARNING, Severity.ERROR)
    reported = []
    for number in range(count):
        begin = Position(number + 1, 1)
        place = Location("environment.yml", number, number + 1, begin, begin, "")
        said = Finding(place, "Wrong: {value}.", {"value": f"{number} {value}"}, words=str(number))
        reported.append(Reported("XYZ001", "xyz", severities[number % 3], said))
    return Report(Result(reported, [], [("environment.yml", "environment")], []), {})


def test_annotations_are_ten_a_level_and_the_log_says_how_many_more() -> None:
    lines = render("github", many(5000)).splitlines()
    for level in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{level} ") for line in lines) == github.MOST_OF_A_LEVEL
    assert lines[-1] == (
        "envguard: 1656 errors, 1657 warnings, 1657 infos more without an annotation: "
        "GitHub shows 10 of each level a step"
    )


def test_the_summary_keeps_the_worst_and_says_what_is_left_out() -> None:
    text = render("markdown", many(5000, value="ä<" * 60))
    assert len(text.encode()) < markdown.MAXIMUM_BYTES
    errors, warnings = text.count("🔴"), text.count("🟠")
    assert errors == 1666
    assert 0 < warnings < 1667
    assert "🔵" not in text
    left = f"{1667 - warnings} warnings, 1667 infos"
    assert f"**Left out, as the page would be too long: {left}.**" in text


def test_5000_findings_fit_into_sarif() -> None:
    text = render("sarif", many(5000))
    run = json.loads(text)["runs"][0]
    assert len(run["results"]) == 5000
    assert run["invocations"][0]["toolExecutionNotifications"] == []
    assert len(gzip.compress(text.encode())) < sarif.MAXIMUM_BYTES


def test_sarif_keeps_the_worst_of_more_than_github_takes() -> None:
    run = json.loads(render("sarif", many(sarif.MAXIMUM_RESULTS + 300, value="x")))["runs"][0]
    assert len(run["results"]) == sarif.MAXIMUM_RESULTS
    levels = [result["level"] for result in run["results"]]
    assert levels.count("note") == 8434 - 300
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "300 findings left out" in said["message"]["text"]


def test_sarif_stays_small_where_nothing_compresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAXIMUM_BYTES", 20_000)
    text = render("sarif", many(2000))
    assert len(gzip.compress(text.encode())) < 20_000
    run = json.loads(text)["runs"][0]
    assert 0 < len(run["results"]) < 2000
    assert "left out" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_the_page_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_FINDINGS", 100)
    text = render("html", many(5000, value="x"))
    assert text.count('<li class="finding') == 100
    assert text.count('data-severity="error"') == 100
    assert "4900 findings left out" in text
