"""Others write while a fix is made: no edit of anybody is lost, and no lock stays behind."""

from __future__ import annotations

import builtins
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from envguard.cli.front import main
from envguard.engine import fixing
from envguard.model import Source
from envguard.project import exclusive, writing
from envguard.project import settings as settings_files
from envguard.project.exclusive import alone_with

ROOT = Path(__file__).resolve().parents[2]
EXPORT = "conda env export > environment.yml"
MENDED = 'conda env export --no-builds | grep -v "^prefix:" > environment.yml'
ENVIRONMENT = (
    "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - numpy=2.2.1=py311_0\n"
    "prefix: /home/ada/a\n"
)
FIX = ["check", "--fix", "--unsafe-fixes"]


@pytest.fixture(autouse=True)
def _fresh_settings() -> None:
    settings_files.forget()


def _write_first(monkeypatch: pytest.MonkeyPatch, path: Path, words: list[bytes | None]) -> None:
    """Somebody else writes each of the words (None: deletes the file) just before a fix is."""
    honest = fixing._write

    def late(source: Source, content: str) -> None:
        if words:
            word = words.pop(0)
            if word is None:
                path.unlink()
            else:
                path.write_bytes(word)
        honest(source, content)

    monkeypatch.setattr(fixing, "_write", late)


def test_a_file_that_changed_meanwhile_is_read_again_and_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "a.sh"
    script.write_text(EXPORT + "\n")
    _write_first(monkeypatch, script, [b"somebody else's words\n"])
    assert main([*FIX, str(script)]) == 0
    assert script.read_text() == "somebody else's words\n"


def test_a_fix_is_made_in_what_somebody_else_wrote_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "a.sh"
    script.write_text(EXPORT + "\n")
    _write_first(monkeypatch, script, [f"# new\n{EXPORT}\n".encode()])
    assert main([*FIX, str(script)]) == 0
    assert script.read_text() == f"# new\n{MENDED}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([f"# {n}\n{EXPORT}\n".encode() for n in range(9)], "it keeps changing; no fix was"),
        ([None], "the fix was not written: No such file or directory"),
        ([b"name: \xff\xfe\n"], "it changed while it was checked, and now it is not valid UTF-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_fixed_for_others_is_said_and_the_rest_goes_on(
    words: list[bytes | None],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = "environment.yml" if words[0] is not None and b"name" in words[0] else "a.sh"
    (tmp_path / name).write_text(ENVIRONMENT if name != "a.sh" else EXPORT + "\n")
    other = tmp_path / "z.sh"
    other.write_text(EXPORT + "\n")
    _write_first(monkeypatch, tmp_path / name, words)
    assert main([*FIX, str(tmp_path / name), str(other)]) == 5
    told = capsys.readouterr()
    assert told.err.startswith(f"envguard: {tmp_path / name}: {said}")
    assert told.err.count("\n") == 1
    assert other.read_text() == MENDED + "\n"


def _fixer(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c",
         "import sys; from envguard.project import exclusive; exclusive.TRIES = 1; "
         "from envguard.cli.front import main; sys.exit(main(sys.argv[1:]))", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows locks by a file; see below")
def test_a_fixer_waits_for_one_that_is_about_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "environment.yml"
    path.write_text(ENVIRONMENT)
    honest = os.replace
    told: list[subprocess.CompletedProcess[str]] = []

    def slow(temporary: str, real: str) -> None:
        # between this one's look at the file and its rename another one wants to write
        told.append(_fixer(*FIX, "--select", "ENV003", str(path)))
        honest(temporary, real)

    monkeypatch.setattr(writing.os, "replace", slow)
    assert main([*FIX, "--select", "ENV004", str(path)]) == 0
    assert told[0].returncode == 5
    assert told[0].stderr == (
        f"envguard: {path}: the fix was not written: another program holds it locked\n"
    )
    assert "prefix" not in path.read_text()
    assert [one.name for one in tmp_path.iterdir()] == ["environment.yml"]
    assert _fixer(*FIX, "--select", "ENV003", str(path)).returncode == 0
    assert "py311_0" not in path.read_text()
    assert "prefix" not in path.read_text()


def test_many_fixers_at_once_lose_no_edit(tmp_path: Path) -> None:
    for round_ in range(3):
        path = tmp_path / f"{round_}" / "environment.yml"
        path.parent.mkdir()
        path.write_text(ENVIRONMENT)
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "envguard", *FIX, "--select", code, str(path)],
                env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
            )
            for code in ("ENV003", "ENV004")
        ]  # fmt: skip
        assert [one.wait(60) for one in running] == [0, 0]
        left = path.read_text()
        assert "py311_0" not in left
        assert "prefix" not in left
        assert [one.name for one in path.parent.iterdir()] == ["environment.yml"]


def _hold_and_die(path: str, held: Any) -> None:
    with alone_with(path):
        held.set()
        os._exit(9)


@pytest.mark.skipif(os.name == "nt", reason="there is no fork on Windows")
def test_a_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    path = tmp_path / "a.sh"
    path.write_text("")
    context = multiprocessing.get_context("fork")
    held = context.Event()
    process = context.Process(target=_hold_and_die, args=(str(path), held))
    process.start()
    process.join(60)
    assert held.is_set()
    with alone_with(str(path)):
        assert [one.name for one in tmp_path.iterdir()] == ["a.sh"]


@pytest.mark.skipif(os.name == "nt", reason="Windows locks by a file; see below")
def test_the_lock_is_on_the_file_that_the_path_names_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    path, new = tmp_path / "a.sh", tmp_path / "new"
    path.write_text("old")
    new.write_text("new")
    honest = fcntl.flock

    def late(handle: int, how: int) -> None:
        honest(handle, how)
        if new.exists():
            os.replace(new, path)

    monkeypatch.setattr(fcntl, "flock", late)
    monkeypatch.setattr(exclusive, "PAUSE", 0)
    with alone_with(str(path)), open(path) as again, pytest.raises(BlockingIOError):
        honest(again.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_file_system_without_locks_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def none(handle: int, how: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    script = tmp_path / "a.sh"
    script.write_text(EXPORT + "\n")
    assert main([*FIX, str(script)]) == 0
    assert script.read_text() == MENDED + "\n"


def test_where_the_system_locks_no_open_file_a_file_elsewhere_is_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = builtins.__import__

    def without(name: str, *words: Any) -> Any:
        if name == "fcntl":
            raise ImportError(name)
        return honest(name, *words)

    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(marks))
    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(exclusive, "TRIES", 2)
    monkeypatch.setattr(exclusive, "PAUSE", 0)
    monkeypatch.setattr(os, "O_TEMPORARY", 0, raising=False)
    script = tmp_path / "a.sh"
    script.write_text("")
    with alone_with(str(script)):
        assert len(list(marks.iterdir())) == 1
        with pytest.raises(OSError, match="holds it locked"), alone_with(str(script)):
            pass
    # Windows deletes it with the last handle; elsewhere there is `flock`
    for left in marks.iterdir():
        left.unlink()
    with alone_with(str(script)):
        pass
