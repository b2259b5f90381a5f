"""SARIF 2.1.0 for code scanning and for viewers.

Paths are relative to the repository's root, whose place on this machine is not told. Unknowns are
notifications of the run and no results: `kind: open` exists, but GitHub makes an alert of every
result, and an unknown is no finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from envguard import __version__, rule_url
from envguard.engine.examine import function_of
from envguard.engine.fingerprints import fingerprint
from envguard.model import Edit, Fix, Location, Reported, Severity, Unknown
from envguard.project.discovery import rooted_path
from envguard.reports.report import Report, worst_first
from envguard.reports.wording import message, plural, visible
from envguard.rules import Rule
from envguard.rules.page import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"

# What GitHub takes: results of a run, bytes of the compressed file, places of a result.
MAXIMUM_RESULTS = 25_000
MAXIMUM_BYTES = 10_000_000
MAXIMUM_PLACES = 100

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_RECOMMENDED = {Severity.INFO: "recommendation"}
_EXEMPT = {"inline": "inSource", "settings": "external", "baseline": "external"}


def render(report: Report) -> str:
    """The whole log: one run, as many of the worst results as GitHub takes."""
    most = min(MAXIMUM_RESULTS, len(report.result.reported))
    while True:
        text = json.dumps(_log(report, most), indent=2) + "\n"
        if len(text) <= MAXIMUM_BYTES or not most or _compressed(text) <= MAXIMUM_BYTES:
            return text
        most //= 2


def _compressed(text: str) -> int:
    import zlib

    return len(zlib.compress(text.encode("ascii")))


def _log(report: Report, most: int) -> dict[str, Any]:
    everything = report.result.reported
    kept = everything
    if most < len(everything):
        chosen = {id(one) for one in worst_first(everything)[:most]}
        kept = [one for one in everything if id(one) in chosen]
    codes = sorted({one.code for one in kept} | {one.code for one in report.result.unknowns})
    index = {code: number for number, code in enumerate(codes)}
    exempting = any(one.ignored for one in kept)
    run = {
        "tool": {
            "driver": {
                "name": "envguard",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": rule_url("").rsplit("/rules/", 1)[0] + "/",
                "rules": [_descriptor(code, report.rules.get(code), kept) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The root of the repository that was checked."}}
        },
        "invocations": [_invocation(report, len(everything) - len(kept), index)],
        "results": [_result(one, index, exempting) for one in kept],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptor(code: str, rule: Rule | None, kept: Sequence[Reported]) -> dict[str, Any]:
    if rule is None:
        names = [one.name for one in kept if one.code == code]
        return {"id": code, "shortDescription": {"text": names[0] if names else code}}
    own = page(function_of(rule).__doc__)
    summary = own.summary or rule.name
    found: dict[str, Any] = {
        "id": code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.name.replace("-", " ").capitalize() + "."},
        "fullDescription": {"text": summary},
        "help": {"text": own.markdown or summary, "markdown": own.markdown or summary},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "problem.severity": _RECOMMENDED.get(rule.severity, rule.severity.word),
            "tags": [rule.code.rstrip("0123456789"), rule.profile],
        },
    }
    if rule.module.startswith("envguard."):
        found["helpUri"] = rule_url(code)
    return found


def _invocation(report: Report, left_out: int, index: dict[str, int]) -> dict[str, Any]:
    result = report.result
    said = [_notification(note) for note in result.notes]
    if left_out:
        words = plural(left_out, "finding")
        said.append(_notification(f"{words} left out of this file: GitHub takes no larger one."))
    said += [_unknown(one, index) for one in result.unknowns]
    for skipped in result.skipped:
        words = _text(f"This file was not read: {skipped.reason}.")
        where = {"physicalLocation": {"artifactLocation": _artifact(skipped.path)}}
        said.append({"level": "note", "message": {"text": words}, "locations": [where]})
    return {"executionSuccessful": not result.rule_failed, "toolExecutionNotifications": said}


def _notification(note: str) -> dict[str, Any]:
    return {"level": "note", "message": {"text": _text(note)}}


def _unknown(unknown: Unknown, index: dict[str, int]) -> dict[str, Any]:
    words = f"Unknown: {message(unknown.message, unknown.values)} ({unknown.reason})"
    return {
        "level": "note",
        "message": {"text": _text(words)},
        "locations": [{"physicalLocation": _place(unknown.location)}],
        "associatedRule": {"id": unknown.code, "index": index[unknown.code]},
    }


def _result(reported: Reported, index: dict[str, int], exempting: bool) -> dict[str, Any]:
    finding = reported.finding
    found: dict[str, Any] = {
        "ruleId": reported.code,
        "ruleIndex": index[reported.code],
        "level": _LEVELS[reported.severity],
        "message": {"text": _text(message(finding.message, finding.values))},
        "locations": [{"physicalLocation": _place(finding.location)}],
        "partialFingerprints": {"envguardFingerprint/v1": fingerprint(reported)},
        "properties": {"confidence": finding.confidence.value},
    }
    if finding.related:
        found["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(one.location),
                "message": {"text": _text(message(one.message, one.values))},
            }
            for number, one in enumerate(finding.related[:MAXIMUM_PLACES], 1)
        ]
    more = len(finding.related) - MAXIMUM_PLACES
    if more > 0:
        found["properties"]["relatedLocationsLeftOut"] = more
    fix = _fix(finding.fix) if finding.fix else None
    if fix:
        found["fixes"] = [fix]
    if reported.ignored is not None:
        kind, reason = _EXEMPT[reported.ignored.kind], visible(reported.ignored.reason)
        found["suppressions"] = [{"kind": kind, **({"justification": reason} if reason else {})}]
    elif exempting:
        # where one result says whether it is suppressed, all have to
        found["suppressions"] = []
    return found


def _fix(fix: Fix) -> dict[str, Any] | None:
    """The fix's edits by file; None where JSON cannot carry their words."""
    changes: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        if any(0xD800 <= ord(character) < 0xE000 for character in edit.text):
            return None
        changes.setdefault(edit.location.path, []).append(edit)
    if not changes:
        return None
    return {
        "description": {"text": _text(f"{fix.title} ({fix.safety})")},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {"deletedRegion": _region(e.location), "insertedContent": {"text": e.text}}
                    for e in edits
                ],
            }
            for path, edits in changes.items()
        ],
    }


def _place(location: Location) -> dict[str, Any]:
    return {"artifactLocation": _artifact(location.path), "region": _region(location)}


def _region(location: Location) -> dict[str, int]:
    return {
        "startLine": location.begin.line,
        "startColumn": location.begin.column,
        "endLine": location.finish.line,
        "endColumn": location.finish.column,
    }


def _artifact(path: str) -> dict[str, Any]:
    import os
    from urllib.parse import quote

    found = rooted_path(path)
    if os.path.isabs(found):
        return {"uri": "file://" + quote(os.fsencode("/" + found.lstrip("/")))}
    return {"uri": quote(os.fsencode(found)), "uriBaseId": ROOT}


def _text(words: str) -> str:
    """Words as a SARIF message, in which `[…](…)` is a link and `{0}` a placeholder."""
    return re.sub(r"\{(?=\d+\})", "{ ", visible(words).replace("](", "] ("))
