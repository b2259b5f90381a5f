"""What holds where: settings by folder, projects by root, the rules in force."""

from __future__ import annotations

import os
from collections.abc import Container

from envguard.engine.policy import overruled, under
from envguard.engine.request import Request
from envguard.engine.selection import RulesInForce, built_in, selected, unknown_patterns
from envguard.project import settings as settings_files
from envguard.project.discovery import repository_root
from envguard.project.project import Project, project_root
from envguard.project.settings import Origin, Settings, SettingsProblem
from envguard.rules import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.engine.plugins import Plugins
    from envguard.engine.trusted import Trusted


class Terms:
    """The terms of one run, found out as its files come; files of a folder share theirs.

    `extra` are rules beside the built-in ones. `notes` fills with what of the request is overruled.
    """

    def __init__(self, request: Request, extra: tuple[Rule, ...] = ()) -> None:
        self.request = request
        self._extra = extra
        self.trusted = _trusted(request) if request.trusted is not None else None
        self._policy = _policy(request.settings, self.trusted) if request.settings else None
        self._folders = tuple(path for path in request.paths if os.path.isdir(path))
        self._tops: list[str] | None = None
        self._settings: dict[str, Settings] = {}
        self._projects: dict[tuple[str, str], Project] = {}
        self._project_of: dict[str, Project] = {}
        self._rules: dict[int, RulesInForce] = {}
        self.plugins: Plugins | None = None
        self.notes: dict[str, None] = {}

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
        if self._tops is None:
            started = os.getcwd()
            nobodys = (os.path.expanduser("~"), os.path.dirname(started))
            given = [os.path.abspath(path) for path in self._folders]
            self._tops = [*([] if started in nobodys else [started]), *given]
        for top in self._tops:
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
                if self.plugins is None:
                    from envguard.engine.plugins import Plugins

                    self.plugins = Plugins(self.request)
                known += self.plugins.rules(plugins, settings)
            _refuse_unknown(settings, known)
            self._rules[key] = selected(known, settings)
        return self._rules[key]

    def all_settings(self) -> list[Settings]:
        """The settings of every folder that a file was checked in."""
        return list(self._settings.values())

    def rules_in_force(self) -> dict[str, Rule]:
        """Every rule that any of the checked files was held against, by its code."""
        return {rule.code: rule for rules in self._rules.values() for rule in rules}

    def shortcomings(self) -> list[str]:
        """What could not be taken into account, in words for the user."""
        return [
            f"{project.root} holds too many files to compare them all"
            for project in self._projects.values()
            if project.is_cut
        ]

    def forget(self) -> None:
        """Read every project anew from here on."""
        self._projects.clear()
        self._project_of.clear()

    def foreign(self) -> Container[str]:
        """The codes of the rules that plugins brought."""
        return () if self.plugins is None else self.plugins.codes

    def ended(self) -> Container[str]:
        """The codes of the rules that are not run any more."""
        return () if self.plugins is None else self.plugins.ended

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
            self.notes.update(dict.fromkeys(overruled(found, given)))
        return found.with_values(given, Origin("command line")) if given else found


def _trusted(request: Request) -> Trusted:
    from envguard.engine.trusted import Trusted

    return Trusted(str(request.trusted), request.paths)


def _policy(path: str, trusted: Trusted | None) -> Settings | None:
    return settings_files.load(path) if trusted is None else trusted.policy(path)


def _refuse_unknown(settings: Settings, rules: tuple[Rule, ...]) -> None:
    for key in ("select", "ignore"):
        for pattern in unknown_patterns(settings.strings(key), rules):
            raise SettingsProblem(f"{settings.origin(key)}: `{key}` names no rule: {pattern}")
    by_path = [code for codes in settings.table("per-file-ignores").values() for code in codes]
    for key, patterns in (("severity", settings.table("severity")), ("per-file-ignores", by_path)):
        for pattern in unknown_patterns(list(patterns), rules):
            raise SettingsProblem(f"{settings.origin(key)}: `{key}` names no rule: {pattern}")
