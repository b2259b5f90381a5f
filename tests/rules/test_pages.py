"""Every rule is tested by its own page: Bad finds it, Good is quiet, safe fixes silence it."""

from __future__ import annotations

import re

import pytest

from envguard.engine.examine import function_of
from envguard.engine.selection import built_in
from envguard.rules import Rule
from envguard.rules.page import page
from envguard.testing import fix_files, verify_rule

RULES = built_in()

# These speak of a failing rule, which no file can bring about, and of what an option names.
WITHOUT_EXAMPLES = {"EGD004", "EGD007"}


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.code not in WITHOUT_EXAMPLES], ids=lambda rule: rule.code
)
def test_the_page_holds(rule: Rule) -> None:
    verify_rule(function_of(rule))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_says_why_and_where_to_read_on(rule: Rule) -> None:
    own = page(function_of(rule).__doc__)
    assert own.summary.endswith("."), f"{rule.code}: the first paragraph is no sentence"
    for section in ("## Why", "## References"):
        assert section in own.markdown, f"{rule.code}: no {section}"
    references = own.markdown.partition("## References")[2]
    assert re.search(r"^- https?://\S+$", references, re.MULTILINE), f"{rule.code}: no reference"
    assert bool(rule.fix) == ("## Fix" in own.markdown), f"{rule.code}: fix and page disagree"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_module_is_named_after_the_rule(rule: Rule) -> None:
    name = rule.name.replace("-", "_")
    assert rule.module.endswith(f".{rule.code.lower()}_{name}")
    assert rule.function == name


@pytest.mark.parametrize("rule", [r for r in RULES if r.fix == "safe"], ids=lambda rule: rule.code)
def test_a_safe_fix_keeps_comments_and_line_ends(rule: Rule) -> None:
    for example in page(function_of(rule).__doc__).bad:
        for ending in ("\n", "\r\n"):
            files = {
                name: content.replace("\n", ending) + f"# the last comment{ending}"
                for name, content in example.files.items()
            }
            for name, fixed in fix_files(files).items():
                text = fixed.decode()
                assert text.endswith(f"# the last comment{ending}")
                assert text.count("\n") == text.count(ending), f"{name}: line ends are mixed"
