"""What git ignores, held against git itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envguard.model import Text
from envguard.project import gitignore
from envguard.project.gitignore import IgnoreFile, ignoring
from envguard.project.index import is_tracked
from envguard.project.tree import walk

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")

PATHS = ["a", "b.yml", "env/b.yml", "env/c/d.txt", "x/env/a", "x/y/b.yml", "environment.yml", "[a]"]
PIECES = [
    "a",
    "b",
    "env",
    "*",
    "?",
    "**",
    "/",
    ".yml",
    "x",
    "[ab]",
    "[!a]",
    "!",
    "\\*",
    "#",
    " ",
    "y",
]


def ignored(patterns: str, path: str) -> bool:
    """Whether the patterns, or those for a folder above the path, name it."""
    file = IgnoreFile(Text.of(patterns), "")
    parts = path.split("/")
    return any(
        ignoring((file,), "/".join(parts[:depth]), depth < len(parts)) is not None
        for depth in range(1, len(parts) + 1)
    )


# Behind a letter `**` is one star, says gitignore(5); git 2.39 compares addresses of two strings
# there (wildmatch.c), so its answer to `a**/*` is a matter of luck.
LUCK = re.compile(r"[^/*]\*{2,}(?:/|$)")


@needs_git
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=4)
        .map("".join)
        .filter(lambda pattern: not LUCK.search(pattern)),
        max_size=4,
    )
)
def test_it_ignores_what_git_ignores(patterns: list[str]) -> None:
    text = "\n".join(patterns) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", folder], check=True)
        Path(folder, ".gitignore").write_text(text)
        for path in PATHS:
            Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, path).write_text("")
        asked = subprocess.run(
            ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "-z", "--stdin"],
            cwd=folder, input="\0".join(PATHS), capture_output=True, text=True, check=False,
        )  # fmt: skip
    by_git = set(asked.stdout.split("\0")) - {""}
    assert {path for path in PATHS if ignored(text, path)} == by_git, text


def test_the_last_pattern_that_names_a_path_decides() -> None:
    assert ignored("env*\n", "environment.yml")
    assert not ignored("env*\n!environment.yml\n", "environment.yml")


def test_a_pattern_with_many_stars_ends() -> None:
    assert not ignored("*a" * 100 + "b\n", "a" * 200)


def test_a_walk_leaves_out_what_is_ignored_and_names_ignored_environments(tmp_path: Path) -> None:
    for name in (".gitignore", "a.py", "env/environment.yml", "venv/pyvenv.cfg", "node_modules/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("env/\n" if name == ".gitignore" else "")
    tree = walk(str(tmp_path))
    assert tree.files == [".gitignore", "a.py"]
    assert [one.path for one in tree.ignored] == ["env/environment.yml"]


def test_a_walk_does_not_follow_links_out(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "in" / "folder").symlink_to(tmp_path)
    assert walk(str(tmp_path / "in")).files == []


@needs_git
def test_the_index_says_what_git_tracks(tmp_path: Path) -> None:
    assert is_tracked(str(tmp_path / "a")) == "no repository"
    repository = tmp_path / "r"
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    for name in ("a", "b"):
        (repository / name).write_text("")
    assert is_tracked(str(repository / "a")) is False
    subprocess.run(["git", "add", "a"], cwd=repository, check=True)
    assert is_tracked(str(repository / "a")) is True
    assert is_tracked(str(repository / "b")) is False


@needs_git
@pytest.mark.parametrize("name", ["a", "b" * 47, "c" * 200])
def test_a_file_of_the_same_name_elsewhere_is_another_one(name: str, tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)

    git("init", "-q")
    (tmp_path / "sub").mkdir()
    for path in (tmp_path / name, tmp_path / "sub" / name):
        path.write_text("")
    git("add", f"sub/{name}")
    assert is_tracked(str(tmp_path / name)) is False
    assert is_tracked(str(tmp_path / "sub" / name)) is True
    # what is only announced makes an index of version 3
    git("add", "-N", name)
    assert is_tracked(str(tmp_path / name)) is True
    git("rm", "-q", "--cached", name)
    git("update-index", "--assume-unchanged", f"sub/{name}")
    assert is_tracked(str(tmp_path / name)) is False
    assert is_tracked(str(tmp_path / "sub" / name)) is True


def test_a_part_of_a_pattern_is_translated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    translation = gitignore._translation
    monkeypatch.setattr(gitignore, "_translated", {})
    monkeypatch.setattr(gitignore, "_translation", lambda s: asked.append(s) or translation(s))
    for number in range(4):
        named = gitignore._match(("data*", "0.csv"), ["data", f"{number % 2}.csv"])
        assert named is (number % 2 == 0)
    assert asked == ["data*", "0.csv"]
