"""Makes the site's pages that stand elsewhere: one for each rule, the policies of the root.

MkDocs calls it while it builds (`hooks` in mkdocs.yml), so the pages cannot be out of date and are
not kept. `python scripts/generate_site.py FOLDER` writes them to look at.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from envguard.engine.examine import function_of
from envguard.engine.selection import built_in
from envguard.rules import Rule
from envguard.rules.page import page

ROOT = Path(__file__).resolve().parents[1]
FAMILIES = {
    "ENV": "environment.yml", "PIP": "Requirements of pip", "LCK": "Locks", "CMD": "Commands",
    "IMG": "Images", "CIW": "Workflows", "PRJ": "The project as a whole", "NBK": "Notebooks",
    "JUP": "Jupyter servers", "HUB": "JupyterHub", "NGX": "Proxies", "SSH": "ssh",
    "ANS": "Ansible", "EGD": "envguard itself",
}  # fmt: skip
FROM_ROOT = {"security.md": "SECURITY.md", "contributing.md": "CONTRIBUTING.md"}
_BARE = re.compile(r"^- (https?://\S+)$", re.MULTILINE)


def rule_page(rule: Rule) -> str:
    """A rule's docstring as a page of the site."""
    own = page(function_of(rule).__doc__)
    fixes = {"": "none", "safe": "`--fix`", "unsafe": "`--fix --unsafe-fixes`"}
    runs = "always" if rule.profile == "default" else f"in the `{rule.profile}` profile"
    head = (
        f"# {rule.code} {rule.name}\n\n"
        f"Severity: **{rule.severity.word}** · runs {runs} · fix: {fixes[rule.fix]} · "
        f"since {rule.since}\n\n"
    )
    return head + _BARE.sub(r"- <\1>", own.markdown)


def rules_index() -> str:
    """A table of all rules by family."""
    parts = ["# Rules\n"]
    for family, rules in by_family().items():
        parts += [f"## {family}: {FAMILIES.get(family, family)}\n"]
        parts += ["| code | what | severity | fix |", "|---|---|---|---|"]
        for rule in rules:
            summary = page(function_of(rule).__doc__).summary.replace("|", "\\|")
            parts.append(
                f"| [{rule.code}]({rule.code}.md) {rule.name} | {summary} | {rule.severity.word} "
                f"| {rule.fix or '—'} |"
            )
        parts.append("")
    return "\n".join(parts)


def by_family() -> dict[str, list[Rule]]:
    """The rules by the letters of their codes, in the order of FAMILIES."""
    found: dict[str, list[Rule]] = {family: [] for family in FAMILIES}
    for rule in built_in():
        found.setdefault(rule.code.rstrip("0123456789"), []).append(rule)
    return {family: rules for family, rules in found.items() if rules}


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    found = {f"rules/{rule.code}.md": rule_page(rule) for rule in built_in()}
    found["rules/index.md"] = rules_index()
    for path, name in FROM_ROOT.items():
        found[path] = (ROOT / name).read_text(encoding="utf-8")
    return found


def on_config(config: Any) -> Any:
    """Give the rules their place in the navigation, family by family."""
    rules: list[Any] = [{"All": "rules/index.md"}]
    for family, found in by_family().items():
        entries = [{f"{rule.code} {rule.name}": f"rules/{rule.code}.md"} for rule in found]
        rules.append({FAMILIES.get(family, family): entries})
    config.nav.append({"Rules": rules})
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages to those of docs/."""
    from mkdocs.structure.files import File

    for path, content in pages().items():
        files.append(File.generated(config, path, content=content))
    return files


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python scripts/generate_site.py FOLDER")
        return 2
    for path, content in pages().items():
        target = Path(sys.argv[1]) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
