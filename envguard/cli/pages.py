"""`envguard rules` and `envguard explain`: what the rules say of themselves."""

from __future__ import annotations

from envguard import rule_url
from envguard.cli.saying import say
from envguard.engine.examine import function_of
from envguard.engine.selection import built_in
from envguard.rules.page import page


def list_rules(output_format: str) -> int:
    """Every rule with its severity, its fix and its first sentence."""
    pages = [(rule, page(function_of(rule).__doc__)) for rule in built_in()]
    if output_format == "json":
        import json

        rows = [
            {
                "code": rule.code,
                "name": rule.name,
                "severity": rule.severity.word,
                "profile": rule.profile,
                "fix": rule.fix or None,
                "since": rule.since,
                "summary": own.summary,
                "url": rule_url(rule.code),
            }
            for rule, own in pages
        ]
        print(json.dumps(rows, indent=2))
        return 0
    width = max(len(rule.name) for rule, _ in pages)
    for rule, own in pages:
        marks = f"{rule.severity.word:<8}{rule.fix:<7}"
        print(f"{rule.code}  {rule.name:<{width}}  {marks} {own.summary}")
    return 0


def explain_rule(code: str) -> int:
    """A rule's page as Markdown."""
    wanted = code.strip()
    for rule in built_in():
        if wanted.upper() == rule.code or wanted.lower() == rule.name:
            fixes = {"": "none", "safe": "safe (--fix)", "unsafe": "unsafe (--fix --unsafe-fixes)"}
            where = "always" if rule.profile == "default" else f"in the {rule.profile} profile"
            print(f"# {rule.code} {rule.name}\n")
            print(f"Severity: {rule.severity.word} · runs {where} · fix: {fixes[rule.fix]}\n")
            print(page(function_of(rule).__doc__).markdown, end="")
            print(f"\n{rule_url(rule.code)}")
            return 0
    from difflib import get_close_matches

    words = [word for rule in built_in() for word in (rule.code, rule.name)]
    near = get_close_matches(wanted, words, 1) or get_close_matches(wanted.upper(), words, 1)
    hint = f"; did you mean {near[0]}?" if near else "; `envguard rules` lists them"
    say(f"there is no rule {wanted}{hint}")
    return 2
