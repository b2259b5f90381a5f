"""The JSON report, version 1: stable names; lines and columns 1-based, `end` exclusive."""

from __future__ import annotations

import json
from collections.abc import Iterable

from envguard import __version__, rule_url
from envguard.engine.fingerprints import fingerprint
from envguard.engine.result import Result
from envguard.model import Edit, Location, Related, Reported, Severity, Unknown
from envguard.reports.wording import message, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1


def render(result: Result) -> str:
    """The whole document, newline at the end."""
    counts = result.counts()
    head = {
        "version": VERSION,
        "tool": {"name": "envguard", "version": __version__},
        "summary": {
            "files": len(result.checked),
            "error": counts[Severity.ERROR],
            "warning": counts[Severity.WARNING],
            "info": counts[Severity.INFO],
            "unknown": len(result.unknowns),
            "ignored": result.ignored(),
        },
    }
    parts = [_spelled(head).removesuffix("\n}")]
    _add(parts, "findings", map(_finding, result.reported))
    _add(parts, "unknowns", map(_unknown, result.unknowns))
    parts.append("\n}\n")
    return "".join(parts)


def _add(parts: list[str], name: str, rows: Iterable[dict[str, Any]]) -> None:
    """A list of the document, row by row: all rows as objects take five times their text."""
    parts.append(f',\n  "{name}": [')
    between = "\n    "
    for row in rows:
        # a string never holds a bare line break, so each stands before an indentation
        parts += (between, _spelled(row).replace("\n", "\n    "))
        between = ",\n    "
    parts.append("]" if between == "\n    " else "\n  ]")


def _spelled(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=True)


def span(location: Location) -> dict[str, Any]:
    """A location's span as the contract has it."""
    return {
        "start": {"line": location.begin.line, "column": location.begin.column},
        "end": {"line": location.finish.line, "column": location.finish.column},
    }


def _finding(reported: Reported) -> dict[str, Any]:
    finding = reported.finding
    fix = finding.fix
    return {
        "code": reported.code,
        "name": reported.name,
        "severity": reported.severity.word,
        "confidence": finding.confidence.value,
        "message": message(finding.message, finding.values),
        "path": shown_path(finding.location.path),
        "span": span(finding.location),
        "related": [_related(one) for one in finding.related],
        "fix": fix
        and {"safety": fix.safety, "title": fix.title, "edits": [_edit(e) for e in fix.edits]},
        "fingerprint": fingerprint(reported),
        "url": rule_url(reported.code),
        "ignored": reported.ignored and reported.ignored._asdict(),
    }


def _related(related: Related) -> dict[str, Any]:
    return {
        "path": shown_path(related.location.path),
        "span": span(related.location),
        "message": message(related.message, related.values),
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "path": shown_path(edit.location.path),
        "span": span(edit.location),
        "text": edit.text,
    }


def _unknown(unknown: Unknown) -> dict[str, Any]:
    return {
        "code": unknown.code,
        "path": shown_path(unknown.location.path),
        "span": span(unknown.location),
        "message": message(unknown.message, unknown.values),
        "reason": message("{reason}", {"reason": unknown.reason}),
    }
