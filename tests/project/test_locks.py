"""Whether a lock holds an environment, told by its name and its sources."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from envguard.project.project import Project
from envguard.project.settings import Settings

SOURCES = "version: 1\nmetadata:\n  sources:\n  - environment.yml\n  - envs/gpu.yml\npackage: []\n"


@pytest.mark.parametrize(
    ("path", "lock", "content", "held"),
    [
        ("environment.yml", "conda-lock.yml", "", True),
        ("environment.yml", "conda-lock.yml", SOURCES, True),
        ("envs/gpu.yml", "conda-lock.yml", SOURCES, True),
        ("envs/cpu.yml", "conda-lock.yml", SOURCES, False),
        ("envs/cpu.yml", "conda-lock.yml", "", False),
        ("environment.yml", "gpu.conda-lock.yml", "", True),
        ("environment.yml", "pixi.lock", "", True),
        ("environment.yml", "conda-osx-arm64.lock", "", True),
        ("envs/a.yaml", "envs/a.linux-64.pin.txt", "", True),
        ("environment.yml", "uv.lock", "", False),
        ("environment.yml", "README.md", "", False),
        ("requirements.txt", "uv.lock", "", True),
        ("requirements.txt", "pylock.dev.toml", "", True),
        ("requirements.txt", "conda-lock.yml", "", False),
        ("in/requirements.txt", "requirements.txt", "# via -r in/requirements.txt\n", True),
        ("in/requirements.txt", "requirements.txt", "numpy==1.0\n", False),
    ],
)
def test_which_lock_holds_what(
    tmp_path: Path, path: str, lock: str, content: str, held: bool
) -> None:
    for name, words in ((path, "a"), (lock, content)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(words, encoding="utf-8")
    project = Project(str(tmp_path), Settings(str(tmp_path), {}, {}))
    assert project.has_lock(os.path.join(tmp_path, path)) is held
