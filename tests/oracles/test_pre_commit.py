"""pre-commit and prek really run the hooks: a bad commit is stopped, the mended one passes.

What they cost (the environment's size, the time of a commit) is printed; `pytest -rP` shows it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
BAD = "name: lab\nchannels:\n  - conda-forge\ndependencies:\n  - numpy=1.26\nprefix: /home/me/x\n"
GOOD = "name: lab\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - numpy=1.26\n"
MOST_MEBIBYTES = 100

Done = subprocess.CompletedProcess


def program(name: str) -> str:
    """A program beside this Python, or on the path."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: nothing holds the hooks against it")
    return found


def git(folder: Path, *words: str) -> Done[str]:
    """git with an author of its own and nobody's settings."""
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        [program("git"), *name, *words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This working tree as a repository that hooks are taken from."""
    folder = tmp_path_factory.mktemp("published")
    for name in ("envguard", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc"))
        else:
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    assert git(folder, "commit", "-q", "-m", "a").returncode == 0
    return folder


@pytest.fixture(scope="module", params=["pre-commit", "prek"])
def runner(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The command of a runner, with stores of its own in the environment."""
    found = program(request.param)
    stores = tmp_path_factory.mktemp("stores")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("PRE_COMMIT_HOME", str(stores))
    monkeypatch.setenv("PREK_HOME", str(stores))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    yield [found, str(stores)]
    monkeypatch.undo()


@pytest.fixture(scope="module")
def project(runner: list[str], published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that uses the hooks, their environment built, and what that cost printed."""
    command, stores = runner
    folder = tmp_path_factory.mktemp("project")
    git(folder, "init", "-q")
    revision = git(published, "rev-parse", "HEAD").stdout.strip()
    names = ("envguard", "envguard-project", "envguard-lock-check")
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {published.as_uri()}\n    rev: {revision}\n    hooks:\n"
        + "".join(f"      - id: {name}\n" for name in names)
    )
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a")
    begin = time.monotonic()
    built = subprocess.run(
        [command, "install", "--install-hooks"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if built.returncode != 0:
        if os.environ.get("CI"):
            pytest.fail(built.stdout + built.stderr)
        pytest.skip(f"{Path(command).name} cannot build the hook: {built.stdout[-300:]}")
    size = sum(one.lstat().st_size for one in environment(Path(stores)).rglob("*"))
    print(
        f"{Path(command).name}: built in {time.monotonic() - begin:.1f} s, {size / 2**20:.1f} MiB"
    )
    assert size <= MOST_MEBIBYTES * 2**20
    return folder


def environment(stores: Path) -> Path:
    """The environment that a runner built."""
    found = list(stores.rglob("pyvenv.cfg"))
    assert len(found) == 1, "the hooks should share one environment"
    return found[0].parent


def commit(project: Path, content: str, name: str = "environment.yml") -> Done[str]:
    """Stage a file and commit, as people do; the hooks run."""
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(content)
    git(project, "add", "-A")
    begin = time.monotonic()
    done = git(project, "commit", "-m", "b")
    print(f"commit: {time.monotonic() - begin:.2f} s, exit {done.returncode}")
    return done


def test_a_bad_commit_is_stopped_and_the_mended_one_passes(project: Path) -> None:
    before = git(project, "rev-parse", "HEAD").stdout
    stopped = commit(project, BAD)
    assert stopped.returncode != 0
    assert "ENV001" in stopped.stdout + stopped.stderr
    assert "ENV004" in stopped.stdout + stopped.stderr
    assert git(project, "rev-parse", "HEAD").stdout == before
    passed = commit(project, GOOD)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert git(project, "rev-parse", "HEAD").stdout != before


def test_a_file_that_is_named_like_an_option_is_a_file(project: Path) -> None:
    name = "--output=json=environment.yml"
    stopped = commit(project, BAD, name)
    said = stopped.stdout + stopped.stderr
    git(project, "rm", "-q", "--cached", "--", f"./{name}")
    (project / name).unlink()
    assert stopped.returncode != 0
    assert "ENV004" in said
    assert (project / "environment.yml").read_text() == GOOD


def test_a_stale_lock_stops_the_commit(project: Path) -> None:
    paper = ROOT / "fixtures" / "projects" / "paper-stale"
    before = sorted(one.name for one in paper.iterdir())
    assert "conda-lock.yml" in before
    for name in ("environment.yml", "conda-lock.yml"):
        shutil.copy(paper / name, project / name)
    stopped = commit(project, (paper / "environment.yml").read_text())
    git(project, "reset", "-q", "--hard")
    assert stopped.returncode != 0
    assert "stale; `envguard lock` makes it anew" in stopped.stdout + stopped.stderr


def test_every_hook_runs_over_all_files(
    runner: list[str], published: Path, project: Path, tmp_path: Path
) -> None:
    command, _ = runner
    if Path(command).name != "pre-commit":
        pytest.skip("try-repo is held with pre-commit, whose store is built by then")
    git(tmp_path, "init", "-q")
    (tmp_path / "environment.yml").write_text(BAD)
    git(tmp_path, "add", "-A")
    done = subprocess.run(
        [command, "try-repo", str(published), "--all-files"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    for name in ("envguard", "envguard-project", "envguard-fix", "envguard-lock-check"):
        assert f"id: {name}" in done.stdout
    assert done.stdout.count("hook id") == 3
    # the fixing hook took the prefix out
    assert "prefix" not in (tmp_path / "environment.yml").read_text()


def test_the_manifest_is_valid() -> None:
    manifest = str(ROOT / ".pre-commit-hooks.yaml")
    # the program itself takes keys that it does not know
    schema = pytest.importorskip("pre_commit.clientlib").MANIFEST_HOOK_DICT
    known = {item.key for item in schema.items if hasattr(item, "key")}
    for hook in yaml.safe_load(Path(manifest).read_text(encoding="utf-8")):
        assert set(hook) <= known
    valid = subprocess.run(
        [program("pre-commit"), "validate-manifest", manifest],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (valid.returncode, valid.stdout + valid.stderr) == (0, "")
