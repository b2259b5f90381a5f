"""The site: a page for every rule, and a build without a warning where MkDocs is installed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from envguard import DOCUMENTATION, rule_url
from envguard.engine.selection import built_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site() -> ModuleType:
    spec = importlib.util.spec_from_file_location("site_pages", ROOT / "scripts/generate_site.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_rule_has_a_page_where_its_findings_lead(site: ModuleType) -> None:
    pages = site.pages()
    assert DOCUMENTATION.endswith("/rules")
    for rule in built_in():
        path = rule_url(rule.code).removeprefix(DOCUMENTATION).strip("/")
        assert pages[f"rules/{path}.md"].startswith(f"# {rule.code} {rule.name}\n")
        assert f"[{rule.code}]({rule.code}.md)" in pages["rules/index.md"]


def test_every_family_of_rules_has_a_name(site: ModuleType) -> None:
    assert set(site.by_family()) <= set(site.FAMILIES)


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("material")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "rules" / "ENV001" / "index.html").is_file()
    front = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "fonts.googleapis" not in front
