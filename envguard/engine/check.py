"""The main job, from top to bottom: paths, files, kinds, subjects, rules, ignores, result."""

from __future__ import annotations

import os
import re
from collections.abc import Container
from typing import TYPE_CHECKING, Any

from envguard.engine.examine import Examined, examine, examine_incidents
from envguard.engine.exempt import exempt
from envguard.engine.findings import Findings
from envguard.engine.policy import overruled, under
from envguard.engine.request import Request
from envguard.engine.result import Result, Skipped
from envguard.engine.selection import RulesInForce, built_in, selected, unknown_patterns
from envguard.model import Source, Text, Unknown
from envguard.model.patterns import late
from envguard.project import settings as settings_files
from envguard.project.discovery import (
    Found,
    discover,
    leaves_project,
    placed_path,
    repository_root,
)
from envguard.project.kinds import BY_NAME, Kind, classify
from envguard.project.project import Project, project_root
from envguard.project.reading import Unreadable, decode, read_bytes
from envguard.project.settings import Origin, Settings, SettingsProblem, matches
from envguard.rules import Rule
from envguard.subjects.incidents import UnreadableFile

if TYPE_CHECKING:
    from envguard.engine.fixing import Change
    from envguard.engine.plugins import Plugins
    from envguard.engine.trusted import Trusted

# one spelling that stands in several places, of which a fix may suit the one and spoil the other
_ALIAS = late(r"(?:^|[\s\[,:-])\*[A-Za-z0-9_]", re.MULTILINE)


class Check:
    """One run. Holds what files share: settings by folder, projects by root, rules in force."""

    def __init__(self, request: Request, extra: tuple[Rule, ...] = ()) -> None:
        self.request = request
        self._extra = extra
        self._findings = Findings()
        self.result = Result(self._findings, [], [], [])
        self.trusted = _trusted(request) if request.trusted is not None else None
        self._policy = _policy(request.settings, self.trusted) if request.settings else None
        self._folders = tuple(path for path in request.paths if os.path.isdir(path))
        self._settings: dict[str, Settings] = {}
        self._projects: dict[tuple[str, str], Project] = {}
        self._project_of: dict[str, Project] = {}
        self._rules: dict[int, RulesInForce] = {}
        self._plugins: Plugins | None = None
        self.changes: list[Change] = []
        self.unwritten: list[str] = []
        self.new_baseline: tuple[str, str, str] | None = None
        self._notes: dict[str, None] = {}
        self.failed = False
        self.fixed = 0
        self._given: dict[str, bytes] = {}

    def run(self, stdin: str | bytes = b"") -> Result:
        """Check everything the request names. SettingsProblem where settings are wrong."""
        if "-" in self.request.paths:
            self._check_stdin(stdin)
        for found in discover([path for path in self.request.paths if path != "-"]):
            self._check_found(found)
        for path in self.request.paths:
            if path != "-" and os.path.isdir(path):
                self._check_ignored(path)
        for project in self._projects.values():
            if project.is_cut:
                self._notes[f"{project.root} holds too many files to compare them all"] = None
        result = self.result._replace(
            reported=self._findings.settled(),
            fixed=self.fixed,
            rule_failed=self.failed,
            notes=tuple(self._notes),
        )
        result = self._narrowed(result)
        if self.trusted is not None:
            result = result._replace(notes=(*self.trusted.notes(), *result.notes))
        return result

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
        kind = next((kind for checked, kind in self.result.checked if checked == path), "")
        if kind not in BY_NAME:
            return set()
        # nothing of this text may be kept for the files as they are
        other = Check(self.request._replace(changed_since=None), self._extra)
        reported = other.examine(Source(path, text), BY_NAME[kind]).reported
        return {(one.code, one.finding.words) for one in reported if one.ignored is None}

    def settings(self, path: str) -> Settings:
        """The settings in force for a file."""
        shown = os.path.dirname(path)
        if shown not in self._settings:
            folder = os.path.abspath(shown)
            base = self.trusted.settings(folder) if self.trusted is not None else None
            found = base or settings_files.nearest(folder)
            if base is None and not found.origins and repository_root(folder) is None:
                found = Settings(self._top(folder), found.values, found.origins)
            self._settings[shown] = self._in_force(found)
        return self._settings[shown]

    def _top(self, folder: str) -> str:
        """The root where there is neither a repository nor a settings file.

        That is the folder that envguard was started in, or that the user named, so that a file of
        a subfolder has the same project whether it is given alone or found below.
        """
        started = os.getcwd()
        given = [os.path.abspath(path) for path in self.request.paths if os.path.isdir(path)]
        nobodys = (os.path.expanduser("~"), os.path.dirname(started))
        for top in [*([] if started in nobodys else [started]), *given]:
            if folder == top or folder.startswith(top.rstrip(os.sep) + os.sep):
                return top
        return folder

    def project(self, path: str) -> Project:
        """The project around a file."""
        folder = os.path.dirname(path)
        if folder not in self._project_of:
            settings = self.settings(path)
            key = (project_root(path, settings, self._folders), settings.root)
            if key not in self._projects:
                self._projects[key] = Project(key[0], settings, self.request.as_of)
                self._projects[key].is_named = bool(self._folders)
            self._project_of[folder] = self._projects[key]
        return self._project_of[folder]

    def rules(self, settings: Settings) -> RulesInForce:
        """The rules in force under some settings, plugins included."""
        key = id(settings)
        if key not in self._rules:
            known = built_in()
            codes = {rule.code for rule in known}
            known += tuple(rule for rule in self._extra if rule.code not in codes)
            plugins = settings.strings("plugins")
            if plugins:
                if self._plugins is None:
                    from envguard.engine.plugins import Plugins

                    self._plugins = Plugins(self.request)
                known += self._plugins.rules(plugins, settings)
            _refuse_unknown(settings, known)
            self._rules[key] = selected(known, settings)
        return self._rules[key]

    def rules_in_force(self) -> dict[str, Rule]:
        """Every rule that any of the checked files was held against, by its code."""
        return {rule.code: rule for rules in self._rules.values() for rule in rules}

    def foreign(self) -> Container[str]:
        """The codes of the rules that plugins brought."""
        return () if self._plugins is None else self._plugins.codes

    def ended(self) -> Container[str]:
        """The codes of the rules that are not run any more."""
        return () if self._plugins is None else self._plugins.ended

    def examine(self, source: Source, kind: Kind) -> Examined:
        """What the rules say of a text, ignores applied."""
        project = self.project(source.path)
        project.remember(source)
        rules = self.rules(project.settings)
        by = examine if self._plugins is None else self._plugins.examine
        found = by(source, kind, rules, project)
        return exempt(found, source, kind, rules, project, self.request, self.trusted)

    def _in_force(self, found: Settings) -> Settings:
        if self._policy is not None:
            found = under(self._policy, found)
        request = self.request
        given: dict[str, Any] = {}
        if request.profile:
            given["profile"] = request.profile
        if request.select:
            given["select"] = list(request.select)
        if request.ignore:
            given["ignore"] = [*found.strings("ignore"), *request.ignore]
        if request.fail_on:
            given["fail-on"] = request.fail_on
        if given and self._policy is not None:
            self._notes.update(dict.fromkeys(overruled(found, given)))
        return found.with_values(given, Origin("command line")) if given else found

    def _check_found(self, found: Found) -> None:
        path = found.path
        if found.given and not os.path.lexists(path):
            raise SettingsProblem(f"{path}: there is no such file or folder")
        if found.given and leaves_project(path):
            self.result.skipped.append(Skipped(path, "it is a link that leaves the project"))
            return
        if self._is_excluded(found):
            if found.given:
                self.result.skipped.append(Skipped(path, "the settings exclude it"))
            return
        data: list[bytes | Unreadable] = []

        def head() -> str | None:
            content = _load(path, data)
            return None if isinstance(content, Unreadable) else content.decode("utf-8", "replace")

        kind = classify(placed_path(path), head)
        if kind is None:
            reason = "it is of no kind that envguard knows"
            if data and isinstance(data[0], Unreadable):
                reason = data[0].reason
            if found.given or self.request.show_files:
                self.result.skipped.append(Skipped(path, reason))
            return
        content = _load(path, data)
        if isinstance(content, Unreadable):
            self._unreadable(path, kind, content, found.given)
        else:
            self._check_bytes(path, content, kind)
            if not (self.request.fix or self.request.diff):
                self.project(path).may_forget(path)

    def _check_ignored(self, folder: str) -> None:
        """Environment files below a folder that git ignores: nothing but that is said of them."""
        project = self.project(os.path.join(folder, "file"))
        top = os.path.realpath(folder)
        for one in project.tree.ignored:
            path = os.path.join(project.root, *one.path.split("/"))
            shown = os.path.join(folder, os.path.relpath(path, top)) if folder != "." else (
                os.path.relpath(path, top)
            )  # fmt: skip
            seen = any(os.path.realpath(checked) == path for checked, _ in self.result.checked)
            if seen or not path.startswith(top + os.sep):
                continue
            from envguard.project.ignored import ignored

            found = ignored(path, project)
            content = _load(shown, [])
            if found is None or isinstance(content, Unreadable):
                continue
            self._say_ignored(shown, content, found)

    def _say_ignored(self, path: str, content: bytes, found: tuple[Text, bool]) -> None:
        from envguard.engine.readers.environments import ignored_file

        self.result.checked.append((path, "environment"))
        project = self.project(path)
        source = decode(path, content, strict=False)
        rules = self.rules(project.settings)
        examined = examine_incidents(
            source, [ignored_file(Text.whole(source), *found)], rules, project
        )
        kind = BY_NAME["environment"]
        self._keep(exempt(examined, source, kind, rules, project, self.request, self.trusted))

    def _is_excluded(self, found: Found) -> bool:
        # a folder's own settings do not bring back what the folder around it excludes, and broken
        # ones in there stop nothing
        if found.below and _excludes(self.settings(os.path.join(found.below, "file")), found):
            return True
        return _excludes(self.settings(found.path), found)

    def _check_stdin(self, stdin: str | bytes) -> None:
        path = self.request.stdin_filename or "-"
        data = stdin.encode("utf-8", "surrogateescape") if isinstance(stdin, str) else stdin
        kind = classify(placed_path(path), lambda: data.decode("utf-8", "replace"))
        self._given[os.path.realpath(path)] = data
        if kind is None:
            kind = _guessed(data)
        if kind is None:
            self.result.skipped.append(Skipped(path, "it is of no kind that envguard knows"))
            return
        self._check_bytes(path, data, kind)

    def _check_bytes(self, path: str, data: bytes, kind: Kind) -> None:
        try:
            source = decode(path, data, kind.structured)
        except Unreadable as problem:
            self._unreadable(path, kind, problem, True)
            return
        self.result.checked.append((path, kind.name))
        examined = self.examine(source, kind)
        if self.request.fix or self.request.diff:
            from envguard.engine.fixing import mend

            source, examined, mended = mend(self, source, data, kind, examined)
            self.fixed += mended
        if _ALIAS.search(source.content) and kind.name in ("environment", "compose", "workflow"):
            from envguard.engine.fixing import only_proved

            examined = only_proved(self, source, kind, examined)
        self._keep(examined)

    def _keep(self, examined: Examined) -> None:
        self._findings.add(examined.reported)
        self.result.unknowns.extend(examined.unknowns)
        self.failed = self.failed or examined.failed
        self._notes.update(dict.fromkeys(examined.notes))

    def _unreadable(self, path: str, kind: Kind, problem: Unreadable, given: bool) -> None:
        self.result.skipped.append(Skipped(path, problem.reason, kind.name))
        source = problem.source or Source(path, "")
        place = Text.whole(source)[len(source.content) :]
        if problem.unknown:
            self.result.unknowns.append(
                Unknown(place.location(), "This file was not read.", {}, problem.reason, "EGD001")
            )
            return
        incident = UnreadableFile(place, path, kind.name, problem.reason)
        project = self.project(path)
        self._keep(examine_incidents(source, [incident], self.rules(project.settings), project))


def _trusted(request: Request) -> Trusted:
    from envguard.engine.trusted import Trusted

    return Trusted(str(request.trusted), request.paths)


def _policy(path: str, trusted: Trusted | None) -> Settings | None:
    return settings_files.load(path) if trusted is None else trusted.policy(path)


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


def _refuse_unknown(settings: Settings, rules: tuple[Rule, ...]) -> None:
    for key in ("select", "ignore"):
        for pattern in unknown_patterns(settings.strings(key), rules):
            raise SettingsProblem(f"{settings.origin(key)}: `{key}` names no rule: {pattern}")
    by_path = [code for codes in settings.table("per-file-ignores").values() for code in codes]
    for key, patterns in (("severity", settings.table("severity")), ("per-file-ignores", by_path)):
        for pattern in unknown_patterns(list(patterns), rules):
            raise SettingsProblem(f"{settings.origin(key)}: `{key}` names no rule: {pattern}")


def check(request: Request, stdin: str | bytes = b"") -> Result:
    """Check what the request names. SettingsProblem for wrong settings or a missing path."""
    return Check(request).run(stdin)
