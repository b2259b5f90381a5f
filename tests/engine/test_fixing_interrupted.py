"""A full disk, a closed folder, a kill: the old file or the new one, and no litter."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from envguard.cli.front import main
from envguard.project import settings as settings_files
from envguard.project import writing

ROOT = Path(__file__).resolve().parents[2]
BEFORE = (
    b"name: a\r\nchannels: [conda-forge]\r\ndependencies: [python=3.11]  # caf\xc3\xa9\r\n"
    b"prefix: /home/ada/a\r\n"
)
AFTER = BEFORE.replace(b"prefix: /home/ada/a\r\n", b"")


@pytest.fixture(autouse=True)
def _fresh_settings() -> None:
    settings_files.forget()


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    path = tmp_path / "environment.yml"
    path.write_bytes(BEFORE)
    path.chmod(0o640)
    return path


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


class _FullStream:
    """A file of which the first half of what is written fits on the disk."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> _FullStream:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def write(self, data: bytes) -> None:
        self._stream.write(data[: len(data) // 2])
        self._stream.flush()
        raise OSError(errno.ENOSPC, "No space left on device")


def _failing(cause: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(cause, os.strerror(cause))

    return fail


@pytest.mark.parametrize("step", ["mkstemp", "write", "fsync", "chmod", "utime", "replace"])
@pytest.mark.parametrize("cause", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
def test_a_disk_that_fails_at_any_step_leaves_the_old_file_and_no_litter(
    step: str,
    cause: int,
    environment: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if step == "mkstemp":
        monkeypatch.setattr("tempfile.mkstemp", _failing(cause))
    elif step == "write":
        cause = errno.ENOSPC
        honest = os.fdopen
        monkeypatch.setattr(writing.os, "fdopen", lambda *words: _FullStream(honest(*words)))
    else:
        monkeypatch.setattr(writing.os, step, _failing(cause))
    assert main(["check", "--fix", str(environment)]) == 5
    monkeypatch.undo()
    told = capsys.readouterr()
    assert told.err == f"envguard: {environment}: the fix was not written: {os.strerror(cause)}\n"
    assert "[ENV004]" in told.out
    assert environment.read_bytes() == BEFORE
    assert _names(environment.parent) == ["environment.yml"]


def test_one_file_that_cannot_be_written_keeps_no_other_from_its_fix(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = environment.parent / "other" / "environment.yml"
    other.parent.mkdir()
    other.write_bytes(BEFORE)
    honest = os.replace

    def refuse(temporary: str, real: str) -> None:
        if real == str(environment):
            raise OSError(errno.EACCES, "Permission denied")
        honest(temporary, real)

    monkeypatch.setattr(writing.os, "replace", refuse)
    assert main(["check", "--fix", str(environment), str(other)]) == 5
    assert other.read_bytes() == AFTER
    assert environment.read_bytes() == BEFORE
    assert "[ENV004]" in capsys.readouterr().out


@pytest.fixture
def nobodys(environment: Path) -> Iterator[Path]:
    """The file in a folder that a user without rights owns, and that can be reached."""
    # what is imported on the way may lie where only an administrator may read
    assert main(["check", "--fix", str(environment)]) == 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "environment.yml"
        path.write_bytes(BEFORE)
        for one in (path, path.parent):
            os.chown(one, 65534, 65534)
        yield path


needs_an_administrator = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only an administrator can become somebody else",
)


@needs_an_administrator
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o400, 0o700), (0o600, 0o500)])
def test_what_may_not_be_written_is_left_alone_and_named(
    file_mode: int, folder_mode: int, nobodys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobodys.chmod(file_mode)
    nobodys.parent.chmod(folder_mode)
    capsys.readouterr()
    os.setegid(65534)
    os.seteuid(65534)
    try:
        code = main(["check", "--fix", str(nobodys)])
    finally:
        os.seteuid(0)
        os.setegid(0)
    assert code == 5
    told = capsys.readouterr().err
    assert told == f"envguard: {nobodys}: the fix was not written: Permission denied\n"
    assert nobodys.read_bytes() == BEFORE
    assert _names(nobodys.parent) == ["environment.yml"]


@needs_an_administrator
def test_a_file_of_somebody_else_stays_theirs(environment: Path) -> None:
    os.chown(environment, 1234, 4321)
    environment.chmod(0o6755)
    assert main(["check", "--fix", str(environment)]) == 0
    after = environment.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (1234, 4321, 0o6755)


def test_attributes_stay_and_the_time_is_that_of_the_fix(environment: Path) -> None:
    os.utime(environment, (1, 1))
    try:
        os.setxattr(environment, "user.origin", b"lab")
    except (AttributeError, OSError):
        pytest.skip("this file system keeps no attributes")
    assert main(["check", "--fix", str(environment)]) == 0
    assert os.getxattr(environment, "user.origin") == b"lab"
    assert environment.stat().st_mtime > 1000


def test_a_fix_goes_to_the_file_that_a_link_leads_to(environment: Path) -> None:
    kept = environment.parent / "kept"
    kept.mkdir()
    environment.rename(kept / "environment.yml")
    environment.symlink_to(Path("kept") / "environment.yml")
    assert main(["check", "--fix", str(environment)]) == 0
    assert environment.is_symlink()
    assert (kept / "environment.yml").read_bytes() == AFTER
    assert _names(kept) == ["environment.yml"]


def _killed(path: Path, log: Path, *injected: str) -> int:
    """A fix that is traced, and killed at the injected call."""
    calls = "openat,flock,write,fsync,chmod,fchmod,chown,fchown,rename,unlink,utimensat,close"
    done = subprocess.run(
        ["strace", "-qq", "-o", str(log), "-e", f"trace={calls}", *injected,
         sys.executable, "-S", "-m", "envguard", "check", "--fix", str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
             "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, check=False,
    )  # fmt: skip
    if not log.exists() or b"ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    return done.returncode


def _matters(line: str, path: Path) -> bool:
    """Whether a call has to do with the file, and not with a module that is imported meanwhile."""
    return not line.startswith(("openat", "close")) or str(path.parent) in line


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_kill_at_any_call_leaves_the_old_file_or_the_new_one(
    environment: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("log") / "calls"
    assert _killed(environment, log) == 0
    assert environment.read_bytes() == AFTER
    lines = [line for line in log.read_text().splitlines() if re.match(r"\w+\(", line)]
    calls = [line.partition("(")[0] for line in lines]
    first = next(n for n, line in enumerate(lines) if "O_RDWR" in line and str(environment) in line)
    renamed = calls.index("rename")
    assert first < renamed
    steps = [n for n in range(first, renamed + 1) if _matters(lines[n], environment)]
    found = set()
    for n in [*steps, renamed + 1]:
        call, count = calls[n], calls[: n + 1].count(calls[n])
        environment.write_bytes(BEFORE)
        environment.chmod(0o640)
        kill = f"inject={call}:signal=KILL:when={count}"
        assert _killed(environment, log, "-e", kill) == -9, lines[n]
        found.add(environment.read_bytes())
        assert stat.S_IMODE(environment.stat().st_mode) == 0o640
        for left in environment.parent.glob(".envguard-*"):
            left.unlink()
    assert found == {BEFORE, AFTER}
    environment.write_bytes(BEFORE)
    # what a killed one held is free again
    assert main(["check", "--fix", str(environment)]) == 0
    assert environment.read_bytes() == AFTER
