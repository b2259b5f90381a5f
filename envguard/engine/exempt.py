"""Which findings are exempt, by a comment or by the settings, and which ignores were in vain."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from envguard.engine.examine import Examined, examine_incidents
from envguard.engine.ignores import Ignore, ignores
from envguard.engine.policy import is_policys, protects
from envguard.engine.request import Request
from envguard.engine.selection import RulesInForce, built_in
from envguard.model import Ignored, Reported, Source
from envguard.model.records import NamedTuple
from envguard.project.discovery import placed_path
from envguard.project.kinds import Kind, classify
from envguard.project.project import Project
from envguard.project.settings import Settings, matches
from envguard.subjects.incidents import (
    ExpiredIgnore,
    UnknownCode,
    UnreasonedIgnore,
    UnusedIgnore,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.engine.trusted import Trusted


def exempt(
    examined: Examined,
    source: Source,
    kind: Kind,
    rules: RulesInForce,
    project: Project,
    request: Request,
    trusted: Trusted | None = None,
) -> Examined:
    """The same outcomes with exempt findings marked, and what the ignores themselves deserve."""
    if request.no_ignores:
        return examined
    ledger = _Ledger(source, kind, project, trusted)
    if ledger.is_empty and all(r.finding.location.path == source.path for r in examined.reported):
        return examined
    marked = [
        ledger.marked(reported, extent)
        for reported, extent in zip(examined.reported, examined.extents)
    ]
    own = examine_incidents(source, ledger.incidents(rules), rules, project)
    by_comment = [
        ledger.marked(reported, extent) for reported, extent in zip(own.reported, own.extents)
    ]
    return Examined(
        marked + by_comment,
        examined.extents + own.extents,
        examined.unknowns,
        examined.failed or own.failed,
        tuple(ledger.overruled),
    )


MAXIMUM_COVERING = 100
MOST_SUGGESTED = 100
"""So many unknown codes are told what they may have meant: to compare one takes a millisecond."""


class _Spoken(NamedTuple):
    """A comment that names a rule, its number, and the rule as it spells it."""

    number: int
    comment: Ignore
    codes: dict[str, None]


class _Speaking:
    """The comments of a file that name one rule, in the order in which they stand."""

    def __init__(self, found: list[_Spoken]) -> None:
        self.everywhere = [one for one in found if one.comment.lines is None]
        self.placed = [(one, one.comment.lines) for one in found if one.comment.lines is not None]
        self.starts = [lines.start for _, lines in self.placed]
        # the last line that any comment up to here covers
        self.stops = list(accumulate((lines.stop for _, lines in self.placed), max))

    def covering(self, extent: range) -> Iterator[_Spoken]:
        """The comments that cover one of the lines."""
        yield from self.everywhere[:MAXIMUM_COVERING]
        first = bisect_right(self.stops, extent.start)
        last = bisect_left(self.starts, extent.stop)
        for one, lines in self.placed[max(first, last - MAXIMUM_COVERING) : last]:
            if extent.start < lines.stop:
                yield one


class _Comments:
    """The ignore comments of a file."""

    def __init__(self, found: list[Ignore]) -> None:
        self.all = found
        by_word: dict[str, dict[int, _Spoken]] = {}
        for index, one in enumerate(found):
            for code in one.codes:
                for word in (code.value.upper(), code.value):
                    spoken = by_word.setdefault(word, {}).setdefault(index, _Spoken(index, one, {}))
                    spoken.codes[code.value] = None
        self.speaking = {word: _Speaking(list(ones.values())) for word, ones in by_word.items()}

    def covering(self, reported: Reported, extent: range) -> Iterator[_Spoken]:
        """The comments that cover one of the lines and name the rule."""
        for word in (reported.code, reported.name):
            if word in self.speaking:
                yield from self.speaking[word].covering(extent)


class _Ledger:
    """The exemptions of one file's findings, and which comments were used."""

    def __init__(
        self, source: Source, kind: Kind, project: Project, trusted: Trusted | None
    ) -> None:
        self.path = source.path
        self.project = project
        self.trusted = trusted
        self.comments: dict[str, _Comments] = {}
        self.strange: dict[str, set[int]] = {}
        self.overruled: dict[str, None] = {}
        self._take(source, kind.name)
        self.by_path = {source.path: _ignored_by_path(source.path, project.settings)}
        self.used: set[tuple[int, str]] = set()

    @property
    def is_empty(self) -> bool:
        """Whether this file's own comments and the settings exempt nothing in it."""
        return not self.comments[self.path].all and not self.by_path[self.path]

    def marked(self, reported: Reported, extent: range) -> Reported:
        """The finding, exempt where a comment of its own file or the settings say so."""
        path = reported.finding.location.path
        if path not in self.comments:
            # a rule may speak of another file, such as one that this one includes
            text = self.project.read(path)
            if text is None:
                self.comments[path], self.strange[path] = _Comments([]), set()
            else:
                kind = classify(placed_path(path), lambda: text.value)
                self._take(text.source, kind.name if kind is not None else "", path)
            self.by_path[path] = _ignored_by_path(path, self.project.settings)
        for index, comment, codes in self.comments[path].covering(reported, extent):
            if _is_expired(comment, self.project):
                continue
            if path == self.path:
                self.used.update((index, code) for code in codes)
            if index in self.strange[path]:
                continue
            if protects(self.project.settings, reported.code, reported.name):
                for code in codes:
                    self._say_overruled(path, comment, code)
            else:
                reported = reported._replace(ignored=Ignored("inline", comment.reason))
        allowed = is_policys(self.project.settings, "per-file-ignores") or not protects(
            self.project.settings, reported.code, reported.name
        )
        if not allowed or reported.ignored is not None:
            return reported
        if any(_names(p, reported) for p in self.by_path[path]):
            return reported._replace(ignored=Ignored("settings", "per-file-ignores"))
        return reported

    def _take(self, source: Source, kind: str, path: str = "") -> None:
        """Read a file's comments, and which of them the base does not have."""
        found = ignores(source, kind)
        self.comments[path or source.path] = _Comments(found)
        self.strange[path or source.path] = (
            self.trusted.not_counting(source, kind, found) if self.trusted is not None else set()
        )

    def _say_overruled(self, path: str, comment: Ignore, code: str) -> None:
        line = comment.text.location().begin.line
        self.overruled.setdefault(
            f"{path}:{line}: the policy keeps {code} from being ignored; this changes nothing"
        )

    def incidents(self, rules: RulesInForce) -> list[Any]:
        """What is wrong with the file's own ignore comments."""
        return _incidents(self.comments[self.path].all, self.used, rules, self.project)


def _ignored_by_path(path: str, settings: Settings) -> list[str]:
    table = settings.table("per-file-ignores")
    if not table:
        return []
    relative = settings.relative(path)
    return [
        code for pattern, codes in table.items() if matches(pattern, relative) for code in codes
    ]


def _names(pattern: str, reported: Reported) -> bool:
    return (
        pattern.upper() == "ALL"
        or reported.code.startswith(pattern.upper())
        or (pattern == reported.name)
    )


def _incidents(
    comments: list[Ignore], used: set[tuple[int, str]], rules: RulesInForce, project: Project
) -> list[Any]:
    active = {word for rule in rules for word in (rule.code, rule.name)}
    known = {word for rule in built_in() for word in (rule.code, rule.name)} | active
    found: list[Any] = []
    hints = 0
    for index, comment in enumerate(comments):
        if _is_expired(comment, project):
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
                hints += 1
                near = _near(code.value) if hints <= MOST_SUGGESTED else ""
                found.append(UnknownCode(code, code.value, near))
        if comment.codes and not comment.reason and project.settings.get("require-ignore-reason"):
            found.append(UnreasonedIgnore(comment.text))
    return found


def _near(code: str) -> str:
    """The rule whose code or name is spelled most alike, "" where none is."""
    from difflib import get_close_matches

    words = [word for rule in built_in() for word in (rule.code, rule.name)]
    if len(code) > 2 * max(map(len, words)):  # of which less than a half could be alike
        return ""
    return next(iter(get_close_matches(code, words, 1)), "")


def _is_expired(comment: Ignore, project: Project) -> bool:
    return bool(comment.until) and comment.until < project.today.day
