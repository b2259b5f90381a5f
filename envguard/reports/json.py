"""The JSON report, version 1: stable names; lines and columns 1-based, `end` exclusive."""

from __future__ import annotations

import json

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
    document = {
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
        "findings": [_finding(one) for one in result.reported],
        "unknowns": [_unknown(one) for one in result.unknowns],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


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
