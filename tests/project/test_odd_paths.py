"""Questions about paths that no file can have."""

from __future__ import annotations

from pathlib import Path

from envguard.engine.check import Check
from envguard.engine.request import Request
from envguard.project.project import Project
from envguard.project.settings import Settings


def test_a_path_with_a_null_character_is_nowhere(tmp_path: Path) -> None:
    project = Project(str(tmp_path), Settings(str(tmp_path), {}, {}))
    path = f"{tmp_path}/a\0b"
    assert not project.exists(path)
    assert not project.holds(path)
    assert not project.in_submodule(path)
    assert project.read(path) is None


def test_a_requirement_with_a_null_character_fails_no_rule(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("-e ./a\0b\nnumpy==1.26.4\n")
    result = Check(Request(paths=(str(tmp_path),))).run()
    assert not [one for one in result.reported if one.code == "EGD004"]
