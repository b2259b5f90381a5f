"""The main job, from top to bottom: paths, files, kinds, subjects, rules, ignores, result."""

from __future__ import annotations

import os
import re

from envguard.engine.examine import Examined, examine, examine_incidents
from envguard.engine.exempt import exempt
from envguard.engine.gathered import Gathered
from envguard.engine.request import Request
from envguard.engine.result import Result, Skipped
from envguard.engine.terms import Terms
from envguard.model import Source, Text, Unknown
from envguard.model.patterns import late
from envguard.project.discovery import Found, discover, leaves_project, placed_path
from envguard.project.kinds import BY_NAME, Kind, classify
from envguard.project.reading import Unreadable, decode, read_bytes
from envguard.project.settings import Settings, SettingsProblem, matches
from envguard.rules import Rule
from envguard.subjects.incidents import UnreadableFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.engine.fixing import Change

# Below it a second process costs more than it saves: it begins with what the first one knows, yet
# finds out again what all files of a project share.
WORTH_SHARING = 1000

# one spelling that stands in several places, of which a fix may suit the one and spoil the other
_ALIAS = late(r"(?:^|[\s\[,:-])\*[A-Za-z0-9_]", re.MULTILINE)


class Check:
    """One run over the files that a request names: `terms` say what holds, `gathered` fills."""

    def __init__(self, request: Request, extra: tuple[Rule, ...] = ()) -> None:
        self.request = request
        self._extra = extra
        self.terms = Terms(request, extra)
        self.gathered = Gathered()
        self.changes: list[Change] = []
        self.unwritten: list[str] = []
        self.new_baseline: tuple[str, str, str] | None = None
        self.fixed = 0
        self._given: dict[str, bytes] = {}
        self._found: list[Found] | None = None

    def run(self, stdin: str | bytes = b"") -> Result:
        """Check everything the request names. SettingsProblem where settings are wrong."""
        if "-" in self.request.paths:
            self._check_stdin(stdin)
        self._check_all(self.found())
        if self.fixed and self._may_be_stale():
            self._look_again()
        for path in self.request.paths:
            if path != "-" and os.path.isdir(path):
                self._check_ignored(path)
        self.gathered.notes.update(dict.fromkeys(self.terms.shortcomings()))
        result = self._narrowed(self.gathered.result(self.fixed, tuple(self.terms.notes)))
        if self.terms.trusted is not None:
            result = result._replace(notes=(*self.terms.trusted.notes(), *result.notes))
        return result

    def _may_be_stale(self) -> bool:
        """Whether fixes may have changed what was said of other files before.

        What a rule that failed did not say, it would not say again: it may not even be run.
        """
        several = len(self.gathered.checked) > 1
        return self.request.fix and not self.request.diff and several and not self.gathered.failed

    def _look_again(self) -> None:
        """Say what is left of all files: what is mended late may be read by those before it."""
        notes = self.gathered.notes
        self.gathered = Gathered()
        self.gathered.notes.update(notes)
        self.terms.forget()
        self.request = self.request._replace(fix=False)
        # one that is gone was said to be when it was to be mended
        self._check_all([one for one in self.found() if os.path.lexists(one.path)])

    def found(self) -> list[Found]:
        """The files that the request names, listed once."""
        if self._found is None:
            self._found = list(discover([path for path in self.request.paths if path != "-"]))
        return self._found

    def _check_all(self, files: list[Found]) -> None:
        if len(files) >= WORTH_SHARING:
            from envguard.engine.workers import share

            files = share(self, files)
        for one in files:
            self.check_found(one)

    def _narrowed(self, result: Result) -> Result:
        """The result behind what hides findings: the baseline, and what did not change."""
        request = self.request
        if request.baseline is not None or request.write_baseline is not None:
            from envguard.engine.baseline import apply

            result = apply(self, result)
        if request.changed_since is not None:
            from envguard.engine.changes import narrowed

            result = narrowed(
                result, request.changed_since, request.paths[0], self._said, self._given
            )
        return result

    def _said(self, path: str, text: str) -> set[tuple[str, str]]:
        """What would count in another text of a file, by code and words."""
        kind = next((kind for checked, kind in self.gathered.checked if checked == path), "")
        if kind not in BY_NAME:
            return set()
        # nothing of this text may be kept for the files as they are
        other = Check(self.request._replace(changed_since=None), self._extra)
        reported = other.examine(Source(path, text), BY_NAME[kind]).reported
        return {(one.code, one.finding.words) for one in reported if one.ignored is None}

    def examine(self, source: Source, kind: Kind) -> Examined:
        """What the rules say of a text, ignores applied."""
        project = self.terms.project(source.path)
        project.remember(source)
        rules = self.terms.rules(project.settings)
        by = examine if self.terms.plugins is None else self.terms.plugins.examine
        found = by(source, kind, rules, project)
        return exempt(found, source, kind, rules, project, self.request, self.terms.trusted)

    def check_found(self, found: Found) -> None:
        """Gather what is to be said of one file. SettingsProblem as for `run`."""
        path = found.path
        if found.given and not os.path.lexists(path):
            raise SettingsProblem(f"{path}: there is no such file or folder")
        if found.given and leaves_project(path):
            self.gathered.skipped.append(Skipped(path, "it is a link that leaves the project"))
            return
        data: list[bytes | Unreadable] = []

        def head() -> str | None:
            # what is excluded is not even opened
            content = None if self._is_excluded(found) else _load(path, data)
            return content.decode("utf-8", "replace") if isinstance(content, bytes) else None

        # its name tells of nearly every file that it is of no kind, which is all it takes then
        kind = classify(placed_path(path), head)
        if kind is None and not (found.given or self.request.show_files):
            return
        if self._is_excluded(found):
            if found.given:
                self.gathered.skipped.append(Skipped(path, "the settings exclude it"))
        elif kind is None:
            unread = [one.reason for one in data if isinstance(one, Unreadable)]
            reason = unread[0] if unread else "it is of no kind that envguard knows"
            self.gathered.skipped.append(Skipped(path, reason))
        else:
            self._check_loaded(path, kind, _load(path, data))

    def _check_loaded(self, path: str, kind: Kind, content: bytes | Unreadable) -> None:
        if isinstance(content, Unreadable):
            self._unreadable(path, kind, content)
            return
        self._check_bytes(path, content, kind)
        if not (self.request.fix or self.request.diff):
            self.terms.project(path).may_forget(path)

    def _check_ignored(self, folder: str) -> None:
        """Environment files below a folder that git ignores: nothing but that is said of them."""
        project = self.terms.project(os.path.join(folder, "file"))
        top = os.path.realpath(folder)
        if not project.tree.ignored:
            return
        seen = {os.path.realpath(checked) for checked, _ in self.gathered.checked}
        for one in project.tree.ignored:
            path = os.path.join(project.root, *one.path.split("/"))
            shown = os.path.join(folder, os.path.relpath(path, top)) if folder != "." else (
                os.path.relpath(path, top)
            )  # fmt: skip
            if path in seen or not path.startswith(top + os.sep):
                continue
            from envguard.project.ignored import ignored

            found = ignored(path, project)
            content = _load(shown, [])
            if found is None or isinstance(content, Unreadable):
                continue
            self._say_ignored(shown, content, found)

    def _say_ignored(self, path: str, content: bytes, found: tuple[Text, bool]) -> None:
        from envguard.engine.readers.environments import ignored_file

        self.gathered.checked.append((path, "environment"))
        project = self.terms.project(path)
        source = decode(path, content, strict=False)
        rules = self.terms.rules(project.settings)
        examined = examine_incidents(
            source, [ignored_file(Text.whole(source), *found)], rules, project
        )
        kind = BY_NAME["environment"]
        self.gathered.add(
            exempt(examined, source, kind, rules, project, self.request, self.terms.trusted)
        )

    def _is_excluded(self, found: Found) -> bool:
        # a folder's own settings do not bring back what the folder around it excludes, and broken
        # ones in there stop nothing
        if found.below and _excludes(self.terms.settings(os.path.join(found.below, "file")), found):
            return True
        return _excludes(self.terms.settings(found.path), found)

    def _check_stdin(self, stdin: str | bytes) -> None:
        path = self.request.stdin_filename or "-"
        data = stdin.encode("utf-8", "surrogateescape") if isinstance(stdin, str) else stdin
        kind = classify(placed_path(path), lambda: data.decode("utf-8", "replace"))
        self._given[os.path.realpath(path)] = data
        if kind is None:
            kind = _guessed(data)
        if kind is None:
            self.gathered.skipped.append(Skipped(path, "it is of no kind that envguard knows"))
            return
        self._check_bytes(path, data, kind)

    def _check_bytes(self, path: str, data: bytes, kind: Kind) -> None:
        try:
            source = decode(path, data, kind.structured)
        except Unreadable as problem:
            self._unreadable(path, kind, problem)
            return
        self.gathered.checked.append((path, kind.name))
        examined = self.examine(source, kind)
        if self.request.fix or self.request.diff:
            from envguard.engine.fixing import mend

            source, examined, mended = mend(self, source, data, kind, examined)
            self.fixed += mended
        structured = kind.name in ("environment", "compose", "workflow")
        if structured and "*" in source.content and _ALIAS.search(source.content):
            from envguard.engine.fixing import only_proved

            examined = only_proved(self, source, kind, examined)
        self.gathered.add(examined)

    def _unreadable(self, path: str, kind: Kind, problem: Unreadable) -> None:
        self.gathered.skipped.append(Skipped(path, problem.reason, kind.name))
        source = problem.source or Source(path, "")
        place = Text.whole(source)[len(source.content) :]
        if problem.unknown:
            self.gathered.unknowns.append(
                Unknown(place.location(), "This file was not read.", {}, problem.reason, "EGD001")
            )
            return
        incident = UnreadableFile(place, path, kind.name, problem.reason)
        project = self.terms.project(path)
        self.gathered.add(
            examine_incidents(source, [incident], self.terms.rules(project.settings), project)
        )


def _excludes(settings: Settings, found: Found) -> bool:
    patterns = settings.strings("exclude")
    if not patterns:
        return False
    path = settings.relative(found.path)
    # whoever names an excluded folder wants what is in it
    below = settings.relative(found.below) if found.below else ""
    return any(
        matches(pattern, path) and not (below and matches(pattern, below)) for pattern in patterns
    )


def _load(path: str, data: list[bytes | Unreadable]) -> bytes | Unreadable:
    """The bytes of a file, read once however often they are asked for."""
    if not data:
        try:
            data.append(read_bytes(path))
        except Unreadable as problem:
            data.append(problem)
    return data[0]


def _guessed(data: bytes) -> Kind | None:
    """The kind of a text that came without a name."""
    text = data.decode("utf-8", "replace")
    return classify("environment-of-stdin.yml", lambda: text) or (
        BY_NAME["shell"] if text.startswith("#!") else None
    )


def check(request: Request, stdin: str | bytes = b"") -> Result:
    """Check what the request names. SettingsProblem for wrong settings or a missing path."""
    return Check(request).run(stdin)
