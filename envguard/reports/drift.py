"""What `verify` found, as text and as JSON."""

from __future__ import annotations

from envguard import __version__
from envguard.lock.credentials import masked
from envguard.lock.verify.difference import Difference, Package, Verdict
from envguard.reports.wording import plural, shown_path, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1

_SHOWN_FILES = 10
_HEADINGS = {
    "missing": "Missing (the lock has it, the environment does not)",
    "extra": "Extra (the environment has it, the lock does not)",
    "version": "Another version",
    "build": "Another build",
    "channel": "From another channel",
    "file": "Another file of the same name",
    "source": "From elsewhere than the lock says",
    "overwritten": "Overwritten by pip (conda does not know of it)",
    "removed": "Taken away (conda does not know of it)",
    "recorded-twice": "Recorded twice",
    "file-changed": "Files changed since they were installed",
    "file-missing": "Files gone since they were installed",
}


def as_text(verdict: Verdict) -> str:
    """One line a difference, in groups, and what it comes to on the last line."""
    lines: list[str] = []
    for kind, heading in _HEADINGS.items():
        group = [one for one in verdict.differences if one.kind == kind]
        if group:
            lines += [f"{heading}:", *(f"  {line}" for line in _group(group)), ""]
    lines += [f"note: {note}" for note in verdict.notes]
    if verdict.unproved:
        files = plural(verdict.unproved, "file")
        lines.append(f"note: {files} could not be judged: nothing records what they should be")
    lines.append(_summary(verdict))
    return "".join(f"{visible(masked(line))}\n" for line in lines)


def as_json(verdict: Verdict) -> str:
    """The document, version 1, newline at the end."""
    import json

    counts: dict[str, int] = {}
    for one in verdict.differences:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    document = {
        "version": VERSION,
        "tool": {"name": "envguard", "version": __version__},
        "prefix": verdict.prefix,
        "lock": shown_path(verdict.lock),
        "platform": verdict.platform,
        "categories": list(verdict.categories),
        "strict": verdict.strict,
        "equal": verdict.equal,
        "summary": {
            "conda": verdict.conda,
            "pip": verdict.pip,
            "files_checked": verdict.checked,
            "files_unproved": verdict.unproved,
            "differences": len(verdict.differences),
            **{kind.replace("-", "_"): counts.get(kind, 0) for kind in _HEADINGS},
        },
        "differences": [_difference(one) for one in verdict.differences],
        "notes": [visible(masked(note)) for note in verdict.notes],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _group(group: list[Difference]) -> list[str]:
    if group[0].kind in ("file-changed", "file-missing"):
        return _files(group)
    both = len({one.manager for one in group}) > 1 or group[0].manager == "pip"
    return [f"{one.message} ({one.manager})" if both else one.message for one in group]


def _files(group: list[Difference]) -> list[str]:
    """The first files of each package; a package that was removed by hand has thousands."""
    lines: list[str] = []
    counts: dict[tuple[str, str], int] = {}
    for one in group:
        key = (one.manager, one.name)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= _SHOWN_FILES:
            lines.append(one.message)
    for (_, name), count in counts.items():
        if count > _SHOWN_FILES:
            lines.append(f"{name}: {plural(count - _SHOWN_FILES, 'file')} more")
    return lines


def _summary(verdict: Verdict) -> str:
    lock = shown_path(verdict.lock)
    held = f"{plural(verdict.conda, 'package')} of conda and {verdict.pip} of pip"
    files = f", {plural(verdict.checked, 'file')} hashed" if verdict.strict else ""
    if verdict.equal:
        return f"{verdict.prefix} holds what {lock} says for {verdict.platform}: {held}{files}"
    count = plural(len(verdict.differences), "difference")
    return f"{verdict.prefix} differs from {lock} for {verdict.platform}: {count}{files}"


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "manager": one.manager,
        "name": visible(one.name),
        "message": visible(masked(one.message)),
        "locked": _package(one.locked),
        "installed": _package(one.installed),
        "path": visible(one.path) if one.path else None,
    }


def _package(one: Package | None) -> dict[str, str] | None:
    if one is None:
        return None
    return {
        "version": visible(one.version),
        "build": visible(one.build),
        "source": visible(masked(one.source)),
    }
