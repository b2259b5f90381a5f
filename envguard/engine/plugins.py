"""Rules of other packages, found by the names that the settings list.

Each plugin is imported and run in a process of its own, so no mistake of its author can change
what the other rules say: it may raise, loop, exit, change what it is given or patch what it finds.
"""

from __future__ import annotations

import os
from collections.abc import Container

from envguard.engine.examine import Examined, examine, examine_incidents, place_in_cells, stand_in
from envguard.engine.plugin_answers import Garbage, outcome_of, rule_from
from envguard.engine.plugin_child import Child, Ended
from envguard.engine.plugin_process import GROUP as GROUP
from envguard.engine.request import Request
from envguard.engine.selection import RulesInForce, built_in, severity_of
from envguard.model import Reported, Source, Text, Unknown
from envguard.project.kinds import Kind
from envguard.project.project import Project
from envguard.project.purpose import is_test
from envguard.project.settings import Settings, SettingsProblem
from envguard.rules import Rule
from envguard.subjects.incidents import FailedRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Plugins:
    """The plugins of a run: their rules, and a process for each."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._children: dict[str, Child] = {}
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._owners: dict[str, str] = {}
        self._ended: set[str] = set()

    @property
    def codes(self) -> Container[str]:
        """The codes of their rules."""
        return self._owners

    @property
    def ended(self) -> Container[str]:
        """The codes of those that are not run any more, so that their silence proves nothing."""
        return self._ended

    def rules(self, names: list[str], settings: Settings) -> tuple[Rule, ...]:
        """The rules of the named entry points of the group `envguard.rules`.

        An entry point is a rule's function, or a module whose rule functions are all taken.
        SettingsProblem where a name is not installed or gives no rule.
        """
        found: list[Rule] = []
        for name in dict.fromkeys(names):
            if name not in self._rules:
                try:
                    self._rules[name] = self._declared(name)
                except Garbage as problem:
                    raise SettingsProblem(f"{settings.origin('plugins')}: {problem}") from None
            found.extend(self._rules[name])
        return tuple(found)

    def _declared(self, name: str) -> tuple[Rule, ...]:
        """The rules of one plugin. Garbage says why it has none."""
        try:
            answer = self._child(name).declarations
        except Ended as end:
            raise Garbage(f"the plugin `{name}` does not load: {end}") from None
        if "problem" in answer:
            raise Garbage(str(answer["problem"]))
        found: list[Rule] = []
        taken = {rule.code: "envguard itself" for rule in built_in()} | self._owners
        try:
            for data in answer.get("rules", []):
                rule, page = rule_from(data, name)
                if rule.code in taken:
                    raise Garbage(f"it has a rule {rule.code}, as {taken[rule.code]} has")
                stand_in(rule, _never, page)
                found.append(rule)
        except (Garbage, TypeError) as problem:
            raise Garbage(f"the plugin `{name}` does not load: {problem}") from None
        if not found:
            raise Garbage(f"the plugin `{name}` has no rule")
        self._owners.update(dict.fromkeys((rule.code for rule in found), name))
        return tuple(found)

    def _child(self, name: str) -> Child:
        """The plugin's process; a new one where it has ended, or is another process's."""
        child = self._children.get(name)
        if child is None or not child.lives or child.parent != os.getpid():
            child = self._children[name] = Child(name, self._request)
        return child

    def examine(
        self, source: Source, kind: Kind, rules: RulesInForce, project: Project
    ) -> Examined:
        """Every outcome of every rule on every subject of a file, the plugins' rules included."""
        found = examine(source, kind, rules, project)
        by_plugin: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.code in self._owners and rule.code not in self._ended:
                by_plugin.setdefault(self._owners[rule.code], []).append(rule)
        for name, own in by_plugin.items():
            for rule, said in self._asked(name, own, source, kind, project):
                found = _joined(found, self._heard(rule, said, source, rules, kind, project))
        return found

    def _asked(
        self, name: str, rules: list[Rule], source: Source, kind: Kind, project: Project
    ) -> list[tuple[Rule, dict[str, Any]]]:
        """What each rule answers; one that ends its process is asked no more."""
        answers: list[tuple[Rule, dict[str, Any]]] = []
        seconds = float(project.settings.get("plugin-timeout"))
        while len(answers) < len(rules):
            left = rules[len(answers) :]
            try:
                child = self._child(name)
                for answer in child.ask([rule.code for rule in left], source, kind, seconds):
                    answers.append((rules[len(answers)], answer))
            except Ended as end:
                rule = rules[len(answers)]
                self._ended.add(rule.code)
                answers.append((rule, {"failed": f"{end}, and it is not run on further files"}))
        return answers

    def _heard(
        self, rule: Rule, answer: dict[str, Any], source: Source,
        rules: RulesInForce, kind: Kind, project: Project,
    ) -> Examined:  # fmt: skip
        """An answer as outcomes, its failures as findings of their own."""
        outcome = Examined([], [], [], False)
        failures: list[FailedRule] = []
        whole = Text.whole(source)
        try:
            if "failed" in answer:
                raise Garbage(str(answer["failed"])[:300])
            lines = len(source.line_starts())
            in_tests = is_test(source.path, project)
            for (code, data), (first, stop) in zip(answer["reported"], answer["extents"]):
                finding = outcome_of(data, source)
                if isinstance(finding, Unknown):
                    raise Garbage("it mixes up findings and unknowns")
                if code == "EGD004":
                    at = finding.location
                    place = whole[at.start : at.end] if at.path == source.path else whole[:0]
                    error = finding.values.get("error", "")
                    failures.append(FailedRule(place, rule.code, error))
                    continue
                severity = severity_of(rule, finding, project.settings, in_tests)
                outcome.reported.append(Reported(rule.code, rule.name, severity, finding))
                outcome.extents.append(range(max(1, int(first)), min(int(stop), lines + 1)))
            for data in answer["unknowns"]:
                unknown = outcome_of(data, source)
                if isinstance(unknown, Unknown):
                    outcome.unknowns.append(unknown._replace(code=rule.code))
        except Garbage as problem:
            failures.append(FailedRule(whole[:0], rule.code, str(problem)))
        except (TypeError, ValueError, LookupError):
            failures.append(FailedRule(whole[:0], rule.code, "its process said nothing sensible"))
        if kind.name == "notebook" and outcome.reported:
            place_in_cells(outcome.reported, source)
        if failures:
            told = examine_incidents(source, list(failures), rules, project)
            return _joined(outcome, told)._replace(failed=True)
        return outcome


def _never(*_: Any) -> Any:
    raise RuntimeError("a plugin's rule runs in its own process")


def _joined(one: Examined, other: Examined) -> Examined:
    return Examined(
        one.reported + other.reported,
        one.extents + other.extents,
        one.unknowns + other.unknowns,
        one.failed or other.failed,
        (*one.notes, *other.notes),
    )
