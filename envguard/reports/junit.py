"""JUnit's XML, in the form that Ant's schema and that of Jenkins' xUnit plugin both accept.

A file is a test suite. A finding that fails the run is a failed test case, an exempt one and an
unknown a skipped one, and a file with neither has one case that passes. What is below the threshold
of `fail-on` is in the suite's output: a report that is red beside a green run would mislead.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from envguard.model import Reported, Unknown
from envguard.reports.report import Report
from envguard.reports.wording import message, shown_path, visible


def render(report: Report) -> str:
    """The document; hosts and durations are constants, for they would differ on each machine."""
    reported: dict[str, list[Reported]] = {path: [] for path, _ in report.result.checked}
    unknowns: dict[str, list[Unknown]] = {}
    for one in report.result.reported:
        reported.setdefault(one.finding.location.path, []).append(one)
    for unknown in report.result.unknowns:
        reported.setdefault(unknown.location.path, [])
        unknowns.setdefault(unknown.location.path, []).append(unknown)
    suites = [
        _suite(number, path, found, unknowns.get(path, []), report)
        for number, (path, found) in enumerate(reported.items())
    ]
    if report.result.notes or not suites:
        suites.append(_notes(len(suites), report))
    body = "".join(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{body}</testsuites>\n'


def _suite(
    number: int, path: str, found: list[Reported], unknowns: list[Unknown], report: Report
) -> str:
    shown = shown_path(path)
    cases, said = [], []
    failures = skipped = 0
    for one in found:
        place = one.finding.location.begin
        name = f"{one.code} {one.name}, line {place.line}, column {place.column}"
        words = message(one.finding.message, one.finding.values)
        if one.ignored is not None:
            reason = f"ignored ({one.ignored.kind}): {one.ignored.reason or 'no reason'}"
            cases.append(_case(shown, name, f"<skipped message={attribute(reason)}/>"))
            skipped += 1
        elif one.severity >= report.threshold:
            where = text(f"{shown}:{place.line}:{place.column}: {words}")
            failure = f"type={attribute(one.severity.word)} message={attribute(words)}"
            cases.append(_case(shown, name, f"<failure {failure}>{where}</failure>"))
            failures += 1
        else:
            said.append(f"{one.severity.word}[{one.code}] line {place.line}: {words}")
    for unknown in unknowns:
        place = unknown.location.begin
        words = f"{message(unknown.message, unknown.values)} ({unknown.reason})"
        name = f"{unknown.code} unknown, line {place.line}, column {place.column}"
        cases.append(_case(shown, name, f"<skipped message={attribute(f'unknown: {words}')}/>"))
        skipped += 1
    if not cases:
        cases.append(_case(shown, "nothing that fails", ""))
    return _written(number, shown, cases, failures, skipped, said, report.time)


def _notes(number: int, report: Report) -> str:
    cases = [_case("envguard", "the run itself", "")]
    return _written(number, "envguard", cases, 0, 0, list(report.result.notes), report.time)


def _case(shown: str, name: str, inner: str) -> str:
    head = f"    <testcase classname={attribute(shown)} name={attribute(name)} time="
    return f'{head}"0">{inner}</testcase>\n' if inner else f'{head}"0"/>\n'


def _written(
    number: int, name: str, cases: list[str], failures: int, skipped: int,
    said: list[str], time: str,
) -> str:  # fmt: skip
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}"'
    output = "\n".join(visible(line) for line in said)
    return (
        f'  <testsuite id="{number}" package="envguard" name={attribute(name)} '
        f'timestamp="{time}" hostname="localhost" {counts} time="0">\n'
        f"    <properties/>\n{''.join(cases)}"
        f"    <system-out>{text(output)}</system-out>\n    <system-err/>\n  </testsuite>\n"
    )


def attribute(words: str) -> str:
    """A text as a quoted attribute; XML cannot spell control characters, which `visible` can."""
    return quoteattr(visible(words))


def text(words: str) -> str:
    """A text between tags; line feeds stay."""
    spelled = "\n".join(visible(line) for line in words.split("\n"))
    return escape(spelled)
