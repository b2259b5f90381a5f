"""For authors of rules: run envguard on files given as text, and a rule on its own page.

from envguard.testing import check_files, verify_rule

def test_page():
    verify_rule(my_rule)
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping

from envguard.engine.check import Check
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.engine.selection import built_in
from envguard.model import Severity
from envguard.project import settings as settings_files
from envguard.rules import Rule, rule_of
from envguard.rules.page import Example, page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DAY_OF_PAGES = "2026-11-01"


def check_files(
    files: Mapping[str, str | bytes], *functions: Callable[..., Any], **options: Any
) -> Result:
    """The result of checking a project that holds these files (name to content).

    `functions` are rules to run beside the built-in ones; `options` are fields of Request. Paths
    in the result are relative to the project.
    """
    result, _ = _checked(files, functions, options)
    return result


def fix_files(
    files: Mapping[str, str | bytes], *functions: Callable[..., Any], unsafe: bool = False
) -> dict[str, bytes]:
    """The files as `--fix` (with `--unsafe-fixes`) leaves them."""
    _, after = _checked(files, functions, {"fix": True, "unsafe_fixes": unsafe})
    return after


def verify_rule(function: Callable[..., Any]) -> None:
    """Run a rule on its own page; AssertionError says which example does not hold.

    Every Bad gives the rule's code; no Good gives an error or a warning of any default rule; a
    safe fix silences the rule on Bad, and fixing twice changes nothing more.
    """
    rule = rule_of(function)
    assert rule is not None, f"{function} is not declared with @rule"
    own = page(function.__doc__)
    assert own.bad, f"{rule.code} has no Bad example"
    assert own.good, f"{rule.code} has no Good example"
    for example in own.bad:
        _verify_bad(rule, example, function)
    for example in own.good:
        _verify_good(rule, example, function)


def _options(rule: Rule) -> dict[str, Any]:
    # a page says the same on every day
    options: dict[str, Any] = {"as_of": _DAY_OF_PAGES}
    return {**options, "profile": rule.profile} if rule.profile != "default" else options


def _verify_bad(rule: Rule, example: Example, function: Callable[..., Any]) -> None:
    result, _ = _checked(example.files, (function,), _options(rule))
    codes = [reported.code for reported in result.reported]
    assert rule.code in codes, f"{rule.code}: {example.heading} finds {codes or 'nothing'}"
    if rule.fix != "safe":
        return
    fixing = {**_options(rule), "fix": True}
    _, once = _checked(example.files, (function,), fixing)
    _, again = _checked(once, (function,), fixing)
    assert once == again, f"{rule.code}: fixing {example.heading} twice changes it again"
    left = [r.code for r in _checked(once, (function,), _options(rule))[0].reported]
    fixable = [
        r for r in result.reported if r.code == rule.code and r.finding.fix is not None
        and r.finding.fix.safety == "safe"
    ]  # fmt: skip
    assert fixable, f"{rule.code}: {example.heading} offers no safe fix"
    assert left.count(rule.code) == codes.count(rule.code) - len(fixable), (
        f"{rule.code}: {example.heading} is not silent after its fix"
    )


def _verify_good(rule: Rule, example: Example, function: Callable[..., Any]) -> None:
    result, _ = _checked(example.files, (function,), _options(rule))
    counted = [r for r in result.reported if r.ignored is None]
    default = {other.code for other in built_in() if other.profile == "default"}
    bad = [
        r
        for r in counted
        if r.code == rule.code or (r.severity >= Severity.WARNING and r.code in default)
    ]
    said = [f"{r.code}: {r.finding.message.format_map(r.finding.values)}" for r in bad]
    assert not bad, f"{rule.code}: {example.heading} is not good: {said}"


def _checked(
    files: Mapping[str, str | bytes], functions: tuple[Callable[..., Any], ...], options: Any
) -> tuple[Result, dict[str, bytes]]:
    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="project-") as folder:
        _lay(folder, files)
        settings_files.forget()
        extra = tuple(rule for f in functions if (rule := rule_of(f)) is not None)
        os.chdir(folder)
        try:
            result = Check(Request(paths=(".",), **options), extra).run()
            after = {name: _content(name) for name in files}
        finally:
            os.chdir(before)
            settings_files.forget()
    return result, after


def _lay(folder: str, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)


def _content(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read()


__all__ = ["check_files", "fix_files", "verify_rule"]
