"""Last time's JSON of a fleet, read with care: it may come from anywhere."""

from __future__ import annotations

import json

from envguard.engine.fleet.model import FleetFinding
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
MAXIMUM_BYTES = 512 * 1024 * 1024
_SEVERITIES = ("error", "warning", "info")


class EarlierProblem(Exception):
    """The file cannot be compared with; the message says why."""


class Earlier(NamedTuple):
    """The findings of last time by repository; those that failed then are not among them."""

    repositories: dict[str, tuple[FleetFinding, ...]]


def read_earlier(path: str) -> Earlier:
    """Read a report of `envguard fleet --output json=FILE`. EarlierProblem for anything else."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAXIMUM_BYTES)
        document = json.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise EarlierProblem(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise EarlierProblem(f"{path}: it is no JSON") from None
    repositories = document.get("repositories") if isinstance(document, dict) else None
    if not isinstance(repositories, list) or document.get("version") != VERSION:
        raise EarlierProblem(f"{path}: it is no report of `envguard fleet`, version {VERSION}")
    found: dict[str, tuple[FleetFinding, ...]] = {}
    for one in repositories:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise EarlierProblem(f"{path}: a repository in it has no name")
        if one.get("outcome") != "failed":
            rows = one.get("findings")
            read = [_finding(row) for row in rows] if isinstance(rows, list) else []
            found[one["name"]] = tuple(row for row in read if row is not None)
    return Earlier(found)


def _finding(row: Any) -> FleetFinding | None:
    if not isinstance(row, dict) or row.get("severity") not in _SEVERITIES:
        return None
    words = [row.get(key) for key in ("fingerprint", "code", "name", "message", "path")]
    if not all(isinstance(word, str) for word in words):
        return None
    fingerprint, code, name, message, path = map(str, words)
    line = row.get("line")
    return FleetFinding(
        fingerprint,
        code,
        name,
        str(row["severity"]),
        message,
        path,
        line if isinstance(line, int) else 0,
        0,
        (),
        "known",
    )
