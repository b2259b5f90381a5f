"""The baseline's file: JSON with one entry a finding, for people to add a reason, owner and day."""

from __future__ import annotations

import json
import os

from envguard.model import Source, Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.reading import Unreadable, decode, read_bytes
from envguard.project.settings import SettingsProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
DEFAULT_NAME = "envguard-baseline.json"
_DAY = late(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Entry(NamedTuple):
    """One finding that was accepted. `path` starts at the repository's root; `until` is a day.

    The fingerprint decides; code, path and message are for people, and for the ratchet.
    """

    fingerprint: str
    code: str
    path: str
    message: str = ""
    reason: str = ""
    owner: str = ""
    until: str = ""


class Baseline(NamedTuple):
    """The entries of a file by their fingerprints; `source` is the file, None for a new one."""

    entries: dict[str, Entry]
    source: Source | None = None

    def place(self, entry: Entry) -> Text:
        """Where an entry stands: its fingerprint in the file."""
        whole = Text.whole(self.source or Source(DEFAULT_NAME, ""))
        at = whole.value.find(f'"{entry.fingerprint}"')
        return whole[:0] if at < 0 else whole[at : at + len(entry.fingerprint) + 2]


def load(path: str, *, may_be_missing: bool = False) -> Baseline:
    """Read a baseline. SettingsProblem where there is none, or something else."""
    if may_be_missing and not os.path.lexists(path):
        return Baseline({})
    try:
        source = decode(path, read_bytes(path), strict=True)
        return Baseline(_entries(json.loads(source.content)), source)
    except Unreadable as problem:
        raise SettingsProblem(f"{path}: the baseline cannot be read: {problem.reason}") from None
    except (ValueError, RecursionError) as error:
        raise SettingsProblem(f"{path}: this is no baseline of envguard: {error}") from None


def _entries(document: Any) -> dict[str, Entry]:
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ValueError(f'it should be an object with "version": {VERSION}')
    rows = document.get("findings")
    if not isinstance(rows, list):
        raise ValueError('"findings" should be a list')
    found: dict[str, Entry] = {}
    for number, row in enumerate(rows, 1):
        words = [row.get(name) or "" for name in Entry._fields] if isinstance(row, dict) else []
        if not words or not all(isinstance(word, str) for word in words):
            raise ValueError(f"entry {number} should be an object of strings")
        entry = Entry(*words)
        if not (entry.fingerprint and entry.code and entry.path):
            raise ValueError(f"entry {number} needs a fingerprint, a code and a path")
        if entry.until and not _is_day(entry.until):
            raise ValueError(f'entry {number}: "until" should be a day such as "2027-01-31"')
        found[entry.fingerprint] = entry
    return found


def _is_day(words: str) -> bool:
    from datetime import date

    # days are compared as words, so that other digits, or a 99th of May, would never pass
    try:
        return bool(_DAY.fullmatch(words)) and bool(date.fromisoformat(words))
    except ValueError:
        return False


def spelled(baseline: Baseline) -> str:
    """The file's content, in an order that keeps its history small."""
    entries = sorted(baseline.entries.values(), key=lambda e: (e.path, e.code, e.fingerprint))
    rows = [{name: word for name, word in entry._asdict().items() if word} for entry in entries]
    return json.dumps({"version": VERSION, "findings": rows}, indent=2) + "\n"
