"""Which rules run here, and how severe each is here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from envguard.engine.policy import is_policys, protects
from envguard.model import Finding, Severity
from envguard.project.settings import Settings
from envguard.rules import Rule
from envguard.rules.index import RULES

SEVERITIES = {"info": Severity.INFO, "warning": Severity.WARNING, "error": Severity.ERROR}


class RulesInForce:
    """The rules that some settings choose; iterating gives them in the order of their codes.

    `by_subject` has those that speak of a type, under its name.
    """

    __slots__ = ("all", "by_subject")

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.all = rules
        self.by_subject: dict[str, list[Rule]] = {}
        for rule in rules:
            self.by_subject.setdefault(rule.subject, []).append(rule)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.all)


# These say that the run itself was incomplete, so no selection switches them off.
ALWAYS = ("EGD001", "EGD004")


@lru_cache(maxsize=1)
def built_in() -> tuple[Rule, ...]:
    """The rules of the generated index."""
    return tuple(
        Rule(code, name, Severity(severity), profile, Severity(paper) if paper else None, *rest)
        for code, name, severity, profile, paper, *rest in RULES
    )


def names(pattern: str, rule: Rule) -> bool:
    """Whether a code, a family (`ENV`), a rule's name or ALL names a rule."""
    wanted = pattern.upper()
    return wanted == "ALL" or rule.code.startswith(wanted) or pattern == rule.name


def selected(rules: tuple[Rule, ...], settings: Settings) -> RulesInForce:
    """The rules in force under some settings."""
    chosen, ignored = settings.strings("select"), settings.strings("ignore")
    profile = settings.text("profile")

    def runs(rule: Rule) -> bool:
        if any(names(pattern, rule) for pattern in ignored) and (
            is_policys(settings, "ignore") or not protects(settings, rule.code, rule.name)
        ):
            return False
        if rule.code in ALWAYS:
            return True
        if chosen:
            return any(names(pattern, rule) for pattern in chosen)
        return rule.profile in ("default", profile)

    return RulesInForce(tuple(rule for rule in rules if runs(rule)))


def unknown_patterns(patterns: list[str], rules: tuple[Rule, ...]) -> list[str]:
    """The patterns that name no rule at all."""
    return [p for p in patterns if not any(names(p, rule) for rule in rules)]


def severity_of(rule: Rule, finding: Finding, settings: Settings, in_tests: bool) -> Severity:
    """How severe a finding is here; a setting's word is the last one."""
    chosen = settings.get("severity")
    own = is_policys(settings, "severity") or not protects(settings, rule.code, rule.name)
    for pattern in (rule.code, rule.name):
        if pattern in chosen and (own or SEVERITIES[chosen[pattern]] > rule.severity):
            return SEVERITIES[chosen[pattern]]
    severity = finding.severity
    if severity is None:
        paper = settings.text("profile") == "paper"
        severity = rule.paper if paper and rule.paper else rule.severity
    return Severity.INFO if in_tests and rule.tempered else severity
