"""One text through its subjects and rules: the step that a check, a fix and a test share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from envguard.engine.selection import RulesInForce, severity_of
from envguard.engine.subjects import subjects
from envguard.formats.tree import SyntaxProblem
from envguard.model import Finding, Location, Reported, Source, Text, Unknown
from envguard.model.records import NamedTuple
from envguard.project.kinds import Kind
from envguard.project.project import Project
from envguard.project.purpose import is_test
from envguard.project.settings import Settings
from envguard.rules import Check, Rule
from envguard.subjects.incidents import FailedRule, Unjudged, UnreadableFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.engine.extents import Extents

# The kinds of files in which a finding about the whole project can stand.
_CROSSING = ("environment", "manifest", "requirements", "dockerfile", "workflow", "notebook")

# Where two rules see the same words, the first one speaks.
_FIRST = {
    "PRJ001": ("CIW002", "NBK002"),
    "SSH052": ("ANS004",),
    "SSH053": ("IMG005",),
    "SSH028": ("PRJ004",),
}


class Examined(NamedTuple):
    """What the rules said of one file, ignores not yet applied.

    `extents` has, for each of `reported`, the 1-based lines of the statement it stands in.
    """

    reported: list[Reported]
    extents: list[range]
    unknowns: list[Unknown]
    failed: bool
    notes: tuple[str, ...] = ()


class _Bench:
    """Collects what the rules say of one file; one rule's failure leaves the others unharmed."""

    def __init__(self, source: Source, rules: RulesInForce, project: Project) -> None:
        self.source = source
        self.project = project
        self.settings: Settings = project.settings
        self.in_tests = is_test(source.path, project)
        self.by_subject = rules.by_subject
        self.examined = Examined([], [], [], False)
        self.told: set[tuple[str, int, int]] = set()
        self.failed = False
        self.provided: dict[str, Any] = {}
        self.seen: set[tuple[str, str, int, int]] = set()
        self.extents: Extents | None = None

    def take(self, type_name: str, subject: Any) -> None:
        """Run every rule that speaks of this type on the subject."""
        for rule in self.by_subject.get(type_name, ()):
            try:
                for outcome in function_of(rule)(subject, *self._others(rule)):
                    self._record(rule, outcome, subject)
            except Exception as error:
                self.fail(rule.code, error, subject)

    def take_project(self) -> None:
        """Run the rules that look across files, and keep what they say of this one.

        Each is run once for the whole project, so a file given alone hears what it would hear in a
        run over everything.
        """
        own = self.project.real(self.source.path)
        for rule in self.by_subject.get("Project", ()):
            try:
                outcomes = self._outcomes(rule)
            except Exception as error:
                # said once, not of every file
                self.project.once(rule.code, list)
                self.fail(rule.code, error)
                continue
            for outcome in outcomes:
                place = outcome.location
                if self.project.real(place.path) == own:
                    here = place._replace(path=self.source.path)
                    self._record(rule, outcome._replace(location=here), None)

    def reads_code(self) -> bool:
        """Whether a rule is chosen that holds files of this kind against the project's code."""
        return any(rule.code == "PRJ007" for rule in self.by_subject.get("Project", ()))

    def let_one_speak(self) -> None:
        """Where two rules see the same words, only the one that comes first speaks."""
        found = self.examined.reported
        codes = {reported.code for reported in found}
        silent: set[int] = set()
        for first, others in _FIRST.items():
            if codes & set(others):
                from envguard.engine.extents import Places

                places = Places(self._places(first))
                silent.update(
                    index
                    for index, reported in enumerate(found)
                    if reported.code in others and places.overlap(reported.finding.location)
                )
        for index in sorted(silent, reverse=True):
            del found[index], self.examined.extents[index]

    def _places(self, code: str) -> list[Location]:
        """The places that a rule speaks of: in this file, or related where it sees all files."""
        own = [r.finding for r in self.examined.reported if r.code == code]
        for rule in self.by_subject.get("Project", ()):
            if rule.code == code:
                own += [one for one in self._outcomes(rule) if isinstance(one, Finding)]
        return [
            place
            for finding in own
            for place in (finding.location, *(one.location for one in finding.related))
        ]

    def _outcomes(self, rule: Rule) -> list[Finding | Unknown]:
        """What a rule says of the whole project, asked once."""

        def ask() -> list[Finding | Unknown]:
            return list(function_of(rule)(self.project, *self._others(rule)))

        return self.project.once(rule.code, ask)

    def fail(self, code: str, error: Exception, subject: Any = None) -> None:
        """A rule or a reader raised: a finding of its own, EGD004."""
        if code == "EGD004":
            raise error
        self.failed = True
        text = getattr(subject, "text", None)
        place = text if isinstance(text, Text) else Text.whole(self.source)[:0]
        summary = f"{type(error).__name__}: {error}"[:200]
        self.take("FailedRule", FailedRule(place, code, summary))

    def _others(self, rule: Rule) -> list[Any]:
        """What a rule asks for beside its subject."""
        if len(rule.parameters) == 1:
            return []
        for name in rule.parameters[1:]:
            if name not in self.provided:
                self.provided[name] = self._provide(name)
        return [self.provided[name] for name in rule.parameters[1:]]

    def _provide(self, name: str) -> Any:
        if name == "Settings":
            return self.settings
        if name == "Project":
            return self.project
        if name == "Today":
            return self.project.today
        if name == "Purpose":
            from envguard.project.purpose import purpose_of

            return purpose_of(self.source.path, self.project)
        raise TypeError(f"a rule asks for a {name}, which nobody provides")

    def _record(self, rule: Rule, outcome: Finding | Unknown, subject: Any) -> None:
        if getattr(subject, "spans_files", False) and not self._is_news(rule, outcome):
            return
        if isinstance(outcome, Unknown):
            self.examined.unknowns.append(outcome._replace(code=rule.code))
            return
        where = outcome.location
        place = (rule.code, where.path, where.start, where.end)
        # a rule that looks across files may miss several things at one place
        if place in self.seen and subject is not None:
            # a template's lines are read once for each job that they are put into
            return
        self.seen.add(place)
        severity = severity_of(rule, outcome, self.settings, self.in_tests)
        self.examined.reported.append(Reported(rule.code, rule.name, severity, outcome))
        self.examined.extents.append(self._extent(outcome, subject))

    def _extent(self, finding: Finding, subject: Any) -> range:
        """The lines on which an ignore comment speaks of this finding."""
        if not any(hasattr(subject, name) for name in ("argv", "commands", "command")):
            place = finding.location
            return range(place.begin.line, max(place.finish.line, place.begin.line) + 1)
        if self.extents is None:
            from envguard.engine.extents import Extents

            self.extents = Extents()
        return self.extents.of(finding, subject)

    def _is_news(self, rule: Rule, outcome: Finding | Unknown) -> bool:
        """Whether an outcome stands in this file, and for the first time.

        Of a subject that spans several files each is examined, and reports what stands in it.
        """
        place = outcome.location
        if self.project.real(place.path) != self.project.real(self.source.path):
            return False
        key = (rule.code, place.start, place.end)
        is_new = key not in self.told
        self.told.add(key)
        return is_new


def examine(
    source: Source,
    kind: Kind,
    rules: RulesInForce,
    project: Project,
    found: list[tuple[str, Any]] | None = None,
) -> Examined:
    """Every outcome of every rule on every subject of a file; `found` are those already read."""
    bench = _Bench(source, rules, project)
    try:
        for type_name, subject in subjects(source, kind, project) if found is None else found:
            bench.take(type_name, subject)
            if isinstance(subject, Unjudged):
                message = "What begins here was not judged."
                place = subject.text.location()
                bench.examined.unknowns.append(
                    Unknown(place, message, {}, subject.reason, "EGD001")
                )
        crosses = kind.name in _CROSSING and "Project" in bench.by_subject
        if crosses and (bench.reads_code() or project.has_company(source)):
            bench.take_project()
        bench.let_one_speak()
    except SyntaxProblem as problem:
        _refused(bench, problem, kind)
    except Exception as error:
        bench.fail(f"the {kind.name} reader", error)
    if kind.name == "notebook" and bench.examined.reported:
        place_in_cells(bench.examined.reported, source)
    return bench.examined._replace(failed=bench.failed)


def place_in_cells(reported: list[Reported], source: Source) -> None:
    """People look for a cell and its line, programs for the file's line: both are kept."""
    from envguard.formats.notebook import cell_position, parse

    try:
        notebook = parse(Text.whole(source))
    except SyntaxProblem:
        return
    for index, one in enumerate(reported):
        found = cell_position(notebook, one.finding.location.start)
        if found is not None:
            place = one.finding.location._replace(cell=(found[0], found[1].line))
            reported[index] = one._replace(finding=one.finding._replace(location=place))


def examine_incidents(
    source: Source, found: list[Any], rules: RulesInForce, project: Project
) -> Examined:
    """What the rules about envguard itself say of incidents in a file."""
    bench = _Bench(source, rules, project)
    for incident in found:
        bench.take(type(incident).__name__, incident)
    return bench.examined._replace(failed=bench.failed)


def _refused(bench: _Bench, problem: SyntaxProblem, kind: Kind) -> None:
    """A file that does not parse: a finding where its program would refuse it, else unknown."""
    template = "{{" in bench.source.content or "{%" in bench.source.content
    if kind.structured and not template:
        incident = UnreadableFile(problem.text, bench.source.path, kind.name, problem.reason)
        bench.take("UnreadableFile", incident)
        return
    reason = "it is a template" if template else problem.reason
    place = problem.text.location()
    bench.examined.unknowns.append(
        Unknown(
            place, "This {kind} file was not understood.", {"kind": kind.name}, reason, "EGD001"
        )
    )


_functions: dict[tuple[str, str], Check] = {}


def function_of(rule: Rule) -> Check:
    """The rule's function; its module is imported when it is first needed."""
    key = (rule.module, rule.function)
    function = _functions.get(key)
    if function is None:
        __import__(rule.module)
        found: Callable[..., Any] = getattr(sys.modules[rule.module], rule.function)
        function = _functions[key] = found
    return function


def stand_in(rule: Rule, function: Check, page: str | None = None) -> None:
    """Take this function for the rule's, and this page for its docstring where one is given."""
    if page is not None:
        function = partial(function)
        function.__doc__ = page
    _functions[rule.module, rule.function] = function
