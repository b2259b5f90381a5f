"""Which findings are exempt, by a comment or by the settings, and which ignores were in vain."""

from __future__ import annotations

from typing import Any

from envguard.engine.examine import Examined, examine_incidents
from envguard.engine.ignores import Ignore, ignores
from envguard.engine.request import Request
from envguard.engine.selection import built_in
from envguard.model import Ignored, Reported, Source
from envguard.project.kinds import Kind
from envguard.project.project import Project
from envguard.project.settings import Settings, matches
from envguard.rules import Rule
from envguard.subjects.incidents import (
    ExpiredIgnore,
    UnknownCode,
    UnreasonedIgnore,
    UnusedIgnore,
)


def exempt(
    examined: Examined,
    source: Source,
    kind: Kind,
    rules: tuple[Rule, ...],
    project: Project,
    request: Request,
) -> Examined:
    """The same outcomes with exempt findings marked, and what the ignores themselves deserve."""
    if request.no_ignores:
        return examined
    comments = ignores(source, kind.name)
    by_path = _ignored_by_path(source.path, project.settings)
    if not comments and not by_path:
        return examined
    used: set[tuple[int, str]] = set()
    marked = [
        _marked(reported, extent, comments, by_path, used)
        for reported, extent in zip(examined.reported, examined.extents)
    ]
    found = _incidents(comments, used, rules, project.settings)
    own = examine_incidents(source, found, rules, project)
    by_comment = [
        _marked(reported, extent, [c for c in comments if _names_own(c)], by_path, used)
        for reported, extent in zip(own.reported, own.extents)
    ]
    return Examined(
        marked + by_comment,
        examined.extents + own.extents,
        examined.unknowns,
        examined.failed or own.failed,
    )


def _names_own(comment: Ignore) -> bool:
    return any(code.value.startswith("EGD") for code in comment.codes)


def _ignored_by_path(path: str, settings: Settings) -> list[str]:
    table = settings.table("per-file-ignores")
    if not table:
        return []
    relative = settings.relative(path)
    return [
        code for pattern, codes in table.items() if matches(pattern, relative) for code in codes
    ]


def _marked(
    reported: Reported,
    extent: range,
    comments: list[Ignore],
    by_path: list[str],
    used: set[tuple[int, str]],
) -> Reported:
    ignored = None
    for index, comment in enumerate(comments):
        if _is_expired(comment):
            continue
        covers = comment.lines is None or (
            comment.lines.start < extent.stop and extent.start < comment.lines.stop
        )
        for code in comment.codes:
            if covers and _is(code.value, reported.code, reported.name):
                used.add((index, code.value))
                ignored = Ignored("inline", comment.reason)
    if ignored is None and any(_names(p, reported) for p in by_path):
        ignored = Ignored("settings", "per-file-ignores")
    return reported if ignored is None else reported._replace(ignored=ignored)


def _is(word: str, code: str, name: str) -> bool:
    return word.upper() == code or word == name


def _names(pattern: str, reported: Reported) -> bool:
    return (
        pattern.upper() == "ALL"
        or reported.code.startswith(pattern.upper())
        or (pattern == reported.name)
    )


def _incidents(
    comments: list[Ignore], used: set[tuple[int, str]], rules: tuple[Rule, ...], settings: Settings
) -> list[Any]:
    active = {word for rule in rules for word in (rule.code, rule.name)}
    known = {word for rule in built_in() for word in (rule.code, rule.name)} | active
    found: list[Any] = []
    for index, comment in enumerate(comments):
        if _is_expired(comment):
            found.append(ExpiredIgnore(comment.text, comment.until))
            continue
        if not comment.codes:
            found.append(UnusedIgnore(comment.text, ""))
        for code in comment.codes:
            if (index, code.value) in used:
                continue
            word = code.value if "-" in code.value else code.value.upper()
            if word in active:
                if not word.startswith("EGD"):
                    found.append(UnusedIgnore(code, code.value))
            elif word not in known:
                found.append(UnknownCode(code, code.value, _near(code.value)))
        if comment.codes and not comment.reason and settings.get("require-ignore-reason"):
            found.append(UnreasonedIgnore(comment.text))
    return found


def _near(code: str) -> str:
    from difflib import get_close_matches

    words = [word for rule in built_in() for word in (rule.code, rule.name)]
    return next(iter(get_close_matches(code, words, 1)), "")


def _is_expired(comment: Ignore) -> bool:
    if not comment.until:
        return False
    import time

    return comment.until < time.strftime("%Y-%m-%d")
