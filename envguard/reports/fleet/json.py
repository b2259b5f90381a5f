"""A fleet as JSON, version 1: stable names; `--since` reads it back."""

from __future__ import annotations

import json

from envguard import __version__, rule_url
from envguard.engine.fleet.earlier import VERSION
from envguard.engine.fleet.model import Fleet, FleetFinding, Group, Repository
from envguard.reports.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def render(fleet: Fleet) -> str:
    """The whole document, newline at the end."""
    rows = fleet.repositories
    findings = [finding for one in rows for finding in one.findings]
    document = {
        "version": VERSION,
        "tool": {"name": "envguard", "version": __version__},
        "summary": {
            "repositories": len(rows),
            "failed": sum(one.outcome == "failed" for one in rows),
            "error": sum(one.severity == "error" for one in findings),
            "warning": sum(one.severity == "warning" for one in findings),
            "info": sum(one.severity == "info" for one in findings),
            "unknown": sum(one.unknowns for one in rows),
            "ignored": sum(one.ignored for one in rows),
            "new": sum(one.change == "new" for one in findings) if fleet.since else None,
            "fixed": sum(len(one.fixed) for one in rows) if fleet.since else None,
            "gone": list(map(visible, fleet.gone)) if fleet.since else None,
        },
        "repositories": [_repository(one, fleet.since) for one in rows],
        "rules": [_group(one) for one in fleet.rules],
        "owners": [_group(one) for one in fleet.owners],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _repository(one: Repository, since: bool) -> dict[str, Any]:
    return {
        # the name is a key that the next run compares by, so it stays as it is
        "name": one.name,
        "outcome": one.outcome,
        "exit_code": one.code,
        "problem": visible(one.problem),
        "files": one.files,
        "error": one.count("error"),
        "warning": one.count("warning"),
        "info": one.count("info"),
        "unknown": one.unknowns,
        "ignored": one.ignored,
        "findings": [_finding(finding, since) for finding in one.findings],
        "fixed": [_finding(finding, since) for finding in one.fixed],
    }


def _finding(one: FleetFinding, since: bool) -> dict[str, Any]:
    return {
        "fingerprint": one.fingerprint,
        "code": one.code,
        "name": one.name,
        "severity": one.severity,
        "message": visible(one.message),
        "path": visible(one.path),
        "line": one.line,
        "owners": [visible(owner) for owner in one.owners],
        "change": one.change if since else None,
        "url": rule_url(one.code),
    }


def _group(one: Group) -> dict[str, Any]:
    return {**one._asdict(), "name": visible(one.name)}
