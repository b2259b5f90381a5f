"""What no text of ours may say."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = ("*.md", "*.yml", "*.yaml", "*.toml", "envguard/**/*.py", "docs/**/*", ".github/**/*")
TEXTS = [
    path
    for pattern in PATTERNS
    for path in ROOT.glob(pattern)
    if path.is_file() and path.suffix != ".png"
]


def test_nothing_tells_anybody_to_install_the_package_of_that_name() -> None:
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        found = re.search(r"(?:pip|uv tool|uv pip|pipx) install (?:\S+ )*envguard(?![-\w])", text)
        assert found is None, f"{path}: {found.group() if found else ''}"
    assert any(path.name == "README.md" for path in TEXTS)


def test_no_module_is_called_by_an_empty_name() -> None:
    names = {path.stem for path in (ROOT / "envguard").rglob("*.py")}
    assert not names & {"utils", "helpers", "common", "misc"}
