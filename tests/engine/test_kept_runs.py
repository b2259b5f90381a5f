"""A run is told again only while nothing that it may have looked at has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from envguard.cli import checking, keeping
from envguard.cli.front import main
from envguard.engine import footprint as footprints
from envguard.engine import kept_runs
from envguard.engine.check import Check

OPEN = "name: a\nchannels: [conda-forge]\ndependencies:\n  - python\n"


class Runs:
    """How often a check really ran, and what was printed last."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.count = 0
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main(["check", *(arguments or (".",))])
        out, err = self._capsys.readouterr()
        return code, out, err


@pytest.fixture
def runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Runs:
    """A project in a folder of its own, and a cache beside it."""
    project = tmp_path / "around" / "project"
    (project / "sub").mkdir(parents=True)
    (project / "environment.yml").write_text(OPEN)
    (project / "sub" / "environment.yml").write_text(OPEN)
    (project / "notes.dat").write_text("nothing\n")
    (project / "link").symlink_to("notes.dat")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept_runs.sys, "platform", "linux")
    monkeypatch.setattr(checking, "WORTH_KEEPING", 1)
    monkeypatch.setattr(keeping, "SETTLED", 0)
    monkeypatch.chdir(project)
    counted = Runs(capsys)
    real = Check.run

    def run(check: Check, stdin: str | bytes = b"") -> object:
        counted.count += 1
        footprints_forget()
        return real(check, stdin)

    monkeypatch.setattr(Check, "run", run)
    footprints_forget()
    return counted


def footprints_forget() -> None:
    """What one process knows of folders, another one finds out anew."""
    from envguard.project import discovery, settings

    settings.forget()
    discovery._roots.clear()


def test_what_did_not_change_is_told_again_word_for_word(runs: Runs) -> None:
    first = runs()
    assert first[0] == 1
    assert "ENV001" in first[1]
    assert runs() == first
    assert runs.count == 1


def test_json_is_told_again_and_is_another_run(runs: Runs) -> None:
    text, first = runs(), runs(".", "--output-format", "json")
    assert runs(".", "--output-format=json") == first != text
    assert runs.count == 2


def same_size_and_time(project: Path) -> None:
    path = project / "environment.yml"
    old = path.stat()
    path.write_text(OPEN.replace("name: a", "name: b"))
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))


def link_elsewhere(project: Path) -> None:
    (project / "link").unlink()
    (project / "link").symlink_to("environment.yml")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file that is checked": lambda p: (p / "environment.yml").write_text(OPEN + "  - numpy\n"),
    "a file of the same size and time": same_size_and_time,
    "a file below": lambda p: (p / "sub" / "environment.yml").write_text(OPEN + "  - numpy\n"),
    "a file of no kind": lambda p: (p / "notes.dat").write_text("something\n"),
    "a new file": lambda p: (p / "Dockerfile").write_text("FROM python:3.12\n"),
    "a new empty folder": lambda p: (p / "locks").mkdir(),
    "a file that is gone": lambda p: (p / "notes.dat").unlink(),
    "a name": lambda p: (p / "notes.dat").rename(p / "notes.txt"),
    "a mode": lambda p: (p / "environment.yml").chmod(0o600),
    "a link": link_elsewhere,
    "settings": lambda p: (p / "envguard.toml").write_text("ignore = ['ENV001']\n"),
    "settings below": lambda p: (p / "sub" / "envguard.toml").write_text("ignore = ['ENV001']\n"),
    "settings above": lambda p: (p.parent / "envguard.toml").write_text("ignore = ['ENV001']\n"),
    "a repository above": lambda p: (p.parent / ".git").mkdir(),
    "a repository": lambda p: subprocess.run(["git", "init", "-q", p], check=True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_project_is_seen(change: str, runs: Runs) -> None:
    runs()
    CHANGES[change](Path.cwd())
    footprints_forget()
    after = runs()
    assert runs.count == 2
    assert after == runs(".", "--no-cache")


def in_repository(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda: in_repository("add", "environment.yml"),
        lambda: Path(".gitignore").write_text("sub\n"),
        lambda: Path(".git/info/exclude").write_text("sub\n"),
        lambda: Path(os.environ["XDG_CONFIG_HOME"], "git", "ignore").write_text("sub\n"),
    ],
)
def test_a_change_of_what_git_tracks_or_ignores_is_seen(
    change: Callable[[], object],
    runs: Runs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config" / "git").mkdir(parents=True)
    in_repository("init", "-q", ".")
    (Path(".git") / "info").mkdir(exist_ok=True)
    footprints_forget()
    first = runs()
    assert runs() == first
    assert runs.count == 1
    change()
    footprints_forget()
    runs()
    assert runs.count == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("--select", "ENV"), ("--ignore", "ENV001"), ("--profile", "paper"), ("--quiet",),
        ("--exit-zero",), ("--fail-on", "info"), ("--min-severity", "error"), ("--no-ignores",),
        ("--statistics",), ("--as-of", "2020-01-01"), ("sub",),
    ],
)  # fmt: skip
def test_another_request_is_another_run(arguments: tuple[str, ...], runs: Runs) -> None:
    runs()
    runs(".", *arguments)
    assert runs.count == 2


def test_another_day_is_another_run(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs()
    monkeypatch.setattr(keeping, "today", lambda as_of: type("Day", (), {"day": "2031-01-01"})())
    runs()
    assert runs.count == 2


@pytest.mark.parametrize("name", kept_runs._VARIABLES)
def test_another_variable_is_another_run(
    name: str, runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs()
    monkeypatch.setenv(name, str(tmp_path))
    runs()
    assert runs.count == 2


def test_another_version_or_library_is_another_run(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs()
    with monkeypatch.context() as patched:
        patched.setattr(kept_runs, "__file__", str(tmp_path / "envguard" / "engine" / "one.py"))
        runs()
    assert runs.count == 2
    (tmp_path / "libraries" / "PyYAML-7.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "libraries")])
    runs()
    assert runs.count == 3


def test_other_content_is_seen_where_the_file_system_does_not_tell(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "footprint", lambda *about: footprints.Footprint("the same", 0))
    runs()
    Path("environment.yml").write_text(OPEN + "  - numpy\n")
    runs()
    assert runs.count == 2


def test_what_has_just_changed_is_not_kept(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SETTLED", 3600 * 10**9)
    assert runs() == runs()
    assert runs.count == 2
    assert not (tmp_path / "cache").exists()


def test_what_changes_while_it_is_checked_is_not_kept(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Check.check_found

    def check_found(check: Check, found: object) -> None:
        real(check, found)  # type: ignore[arg-type]
        Path("environment.yml").write_text(OPEN + "  - numpy\n")

    with monkeypatch.context() as patched:
        patched.setattr(Check, "check_found", check_found)
        runs()
    runs()
    assert runs.count == 2


@pytest.mark.parametrize(
    "arguments",
    [("--no-cache",), ("--fix",), ("--diff",), ("--output", "json=a.json"), ("environment.yml",)],
)
def test_a_run_that_does_more_than_print_is_not_kept(
    arguments: tuple[str, ...], runs: Runs, tmp_path: Path
) -> None:
    runs(*([] if arguments == ("environment.yml",) else ["."]), *arguments)
    assert not (tmp_path / "cache").exists()


def test_settings_from_elsewhere_and_plugins_are_not_kept(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("ignore = ['ENV013']\n")
    Path("envguard.toml").write_text("extends = '../../base.toml'\n")
    runs()
    assert not (tmp_path / "cache").exists()
    Path("envguard.toml").write_text("plugins = ['no_such_plugin']\n")
    footprints_forget()
    main(["check", "."])
    assert not (tmp_path / "cache").exists()


def test_small_runs_and_endless_folders_are_not_kept(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(checking, "WORTH_KEEPING", 100)
        runs()
    with monkeypatch.context() as patched:
        patched.setattr(footprints, "MOST_ENTRIES", 3)
        runs()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("damage", [b"", b"envguard's kept run 1\n", b"x" * 500, None])
def test_a_damaged_entry_is_as_good_as_none(
    damage: bytes | None, runs: Runs, tmp_path: Path
) -> None:
    first = runs()
    (entry,) = (
        path for path in (tmp_path / "cache" / "envguard").iterdir() if len(path.name) == 32
    )
    data = entry.read_bytes()
    entry.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if damage is None else damage)
    assert runs() == first
    assert runs.count == 2


def test_the_setting_names_another_folder_and_the_newest_runs_stay(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "mine"
    Path("envguard.toml").write_text(f"cache-dir = '{place}'\n")
    monkeypatch.setattr(kept_runs, "MOST_KEPT", 2)
    for code in ("ENV001", "ENV002", "ENV003"):
        runs(".", "--ignore", code)
    names = [path.name for path in place.iterdir()]
    assert len(names) == 3
    assert "CACHEDIR.TAG" in names
    assert not (tmp_path / "cache").exists()


def test_nothing_is_kept_in_the_project_itself(runs: Runs) -> None:
    Path("envguard.toml").write_text("cache-dir = '.cache'\n")
    runs()
    assert not Path(".cache").exists()


def test_a_cache_that_cannot_be_written_stops_nothing(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file\n")
    assert runs() == runs()
    assert runs.count == 2


def test_two_processes_at_once_leave_a_whole_entry(runs: Runs, tmp_path: Path) -> None:
    script = (
        "from envguard.cli import checking, keeping; from envguard.cli.front import main\n"
        "checking.WORTH_KEEPING = 1; keeping.SETTLED = 0; raise SystemExit(main(['check', '.']))"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = {process.communicate()[0] for process in started}
    assert len(said) == 1
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert {done.stdout} == said
    kept = [path.name for path in (tmp_path / "cache" / "envguard").iterdir()]
    assert sorted(len(name) for name in kept) == [12, 32]
