"""The projects in fixtures/projects give exactly the findings that stand in their expected.txt."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.project import settings as settings_files

PROJECTS = Path(__file__).resolve().parents[2] / "fixtures" / "projects"
FOUND = sorted(path.parent for path in PROJECTS.rglob("expected.txt"))


def findings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One line a finding: severity, code, path, line and the words that are meant."""
    monkeypatch.chdir(folder)
    settings_files.forget()
    result = check(Request(as_of="2026-11-01"))
    rows = []
    for reported in result.reported:
        place = reported.finding.location
        path = place.path.replace(os.sep, "/")
        words = reported.finding.words.split("\n")[0]
        rows.append(f"{reported.severity.word} {reported.code} {path}:{place.begin.line} {words}")
    return rows + [f"unknown {u.code} {u.location.path}" for u in result.unknowns]


@pytest.mark.parametrize("folder", FOUND, ids=lambda folder: str(folder.relative_to(PROJECTS)))
def test_a_project_gives_its_expected_findings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert findings(folder, monkeypatch) == expected


def test_there_are_projects() -> None:
    assert len(FOUND) >= 7
