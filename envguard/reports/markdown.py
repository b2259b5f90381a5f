"""Markdown for a job's summary page or a merge request: the worst first, and never too long.

GitHub drops a summary of more than 1 MiB whole, so this one ends before 900 KiB and says what it
left out.
"""

from __future__ import annotations

import re

from envguard import rule_url
from envguard.model import Location, Reported, Severity, Unknown
from envguard.model.patterns import late
from envguard.reports.report import Report, worst_first
from envguard.reports.wording import message, plural, shown_path, visible

MAXIMUM_BYTES = 900 * 1024
_CLOSING_BYTES = 4096
_MARKUP = late(r"""[&<>"\\`*_\[\]{}#|~!$^]|:(?! |$)|(?<=www)\.|@|^[-+.]""", re.I)
_MARKS = {Severity.ERROR: "🔴", Severity.WARNING: "🟠", Severity.INFO: "🔵"}


def render(report: Report) -> str:
    """A heading, a table of findings, the unknowns, and what the run says of itself."""
    result = report.result
    counts = result.counts()
    said = [plural(counts[severity], severity.word) for severity in counts if counts[severity]]
    head = ", ".join(said) if said else "nothing to complain about"
    lines = [f"## envguard: {head} in {plural(len(result.checked), 'file')}", ""]
    lines.extend(f"> {markup(note)}\n" for note in result.notes)
    room = MAXIMUM_BYTES - _CLOSING_BYTES - sum(_size(line) for line in lines)
    counted = [one for one in worst_first(result.reported) if one.ignored is None]
    rows, room = _fitting([_row(one, report) for one in counted], room)
    if rows:
        lines += ["| severity | where | what |", "|---|---|---|", *rows, ""]
    left_out = counted[len(rows) :]
    if left_out:
        kinds = [
            plural(sum(one.severity is severity for one in left_out), severity.word)
            for severity in counts
            if any(one.severity is severity for one in left_out)
        ]
        lines += [f"**Left out, as the page would be too long: {', '.join(kinds)}.**", ""]
    if result.unknowns:
        lines += _unknowns(result.unknowns, room)
    if result.ignored():
        lines.append(f"{plural(result.ignored(), 'finding')} ignored.")
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(reported: Reported, report: Report) -> str:
    finding = reported.finding
    rule = report.rules.get(reported.code)
    code = reported.code
    if rule is not None and rule.module.startswith("envguard."):
        code = f"[{reported.code}]({rule_url(reported.code)})"
    doubt = "" if finding.confidence.value == "certain" else f" ({finding.confidence.value})"
    what = f"{code} {markup(message(finding.message, finding.values))}{doubt}"
    mark = f"{_MARKS[reported.severity]} {reported.severity.word}"
    return f"| {mark} | {_where(finding.location)} | {what} |"


def _where(place: Location) -> str:
    cell = f" (cell {place.cell[0]}, line {place.cell[1]})" if place.cell else ""
    return f"<code>{markup(shown_path(place.path))}:{place.begin.line}</code>{cell}"


def _unknowns(unknowns: list[Unknown], room: int) -> list[str]:
    rows, _ = _fitting(
        [
            f"- {_where(one.location)} {one.code}: "
            f"{markup(message(one.message, one.values))} ({markup(one.reason)})"
            for one in unknowns
        ],
        room,
    )
    more = len(unknowns) - len(rows)
    closing = [f"- and {more} more that the page has no room for"] if more else []
    title = f"<summary>{len(unknowns)} that cannot be known from the files</summary>"
    return ["<details>", title, "", *rows, *closing, "", "</details>", ""]


def _fitting(rows: list[str], room: int) -> tuple[list[str], int]:
    """The first rows that fit into so many bytes, and what is left of them."""
    for count, row in enumerate(rows):
        if _size(row) > room:
            return rows[:count], 0
        room -= _size(row)
    return rows, room


def _size(line: str) -> int:
    return len(line.encode("utf-8", "replace")) + 1


def markup(words: str) -> str:
    """A text that Markdown, HTML and GitHub take for nothing but words.

    Entities are not read as markup; a comment behind `@` keeps it from calling for people.
    """

    def spelled(found: re.Match[str]) -> str:
        character = found.group()
        return "&#64;<!---->" if character == "@" else f"&#{ord(character)};"

    return _MARKUP.sub(spelled, visible(words))
