"""A check starts nothing but git, opens no socket and writes nothing but what --fix names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CALLS = (
    "execve,execveat,socket,connect,bind,open,openat,openat2,creat,unlink,unlinkat,rename,renameat,"
    "renameat2,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,truncate,ftruncate,chmod,fchmodat"
)
# what the loader and the interpreter do at their own start
_HARMLESS_WRITES = ("/dev/null", "/dev/tty")


def trace(folder: Path, *arguments: str) -> list[str]:
    """The calls that changed something or might reach out, of a check and all its children."""
    log = folder.parent / "trace.txt"
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "envguard", "check", *arguments]
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(log), *command],
        cwd=folder, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    if not log.exists() or "ptrace" in done.stderr.decode("utf-8", "replace"):
        pytest.skip("strace may not trace here")
    assert done.returncode in (0, 1), done.stderr
    return log.read_text(encoding="utf-8", errors="replace").splitlines()


def started(calls: list[str]) -> list[str]:
    """The programs that were started, the check itself left out."""
    found = [match for line in calls if (match := re.search(r'execve\("([^"]+)".*= 0$', line))]
    return [match.group(1) for match in found][1:]


def sockets(calls: list[str]) -> list[str]:
    return [line for line in calls if re.search(r" (socket|connect|bind)\(", line)]


def writes(calls: list[str]) -> list[str]:
    """The calls that wrote, made or removed a file."""
    changing = r" (creat|unlink|rename|mkdir|rmdir|link|symlink|truncate|ftruncate|chmod|fchmodat)"
    found = [
        line
        for line in calls
        if re.search(changing, line)
        or ("open" in line and re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", line))
    ]
    return [
        line
        for line in found
        if not line.rstrip().endswith(")") and " = -1 " not in line
        and not any(f'"{name}"' in line for name in _HARMLESS_WRITES)
    ]  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Every fixture in a repository of its own, with a configuration that would run programs."""
    folder = tmp_path / "repository"
    shutil.copytree(FIXTURES, folder)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    bait = tmp_path / "bait.sh"
    bait.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    bait.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "pre-commit"):
        shutil.copy(bait, hooks / name)
    with open(folder / ".git" / "config", "a", encoding="utf-8") as config:
        config.write(
            f"[core]\n\tfsmonitor = {bait}\n\thooksPath = {hooks}\n\tpager = {bait}\n"
            f"\tsshCommand = {bait}\n\teditor = {bait}\n"
            f'[alias]\n\tls-files = !{bait}\n[diff "x"]\n\ttextconv = {bait}\n'
            f'[filter "x"]\n\tclean = {bait}\n\tsmudge = {bait}\n\tprocess = {bait}\n'
            f"[credential]\n\thelper = !{bait}\n"
        )
    (folder / ".gitattributes").write_text("* diff=x filter=x\n")
    subprocess.run(["git", "-C", str(folder), "status"], capture_output=True, check=False)
    # a git without precautions takes the bait
    (tmp_path / "sprung").unlink()
    return folder


def test_a_check_of_a_hostile_repository_starts_git_alone_and_writes_nothing(copied: Path) -> None:
    calls = trace(copied, ".")
    assert [os.path.basename(program) for program in started(calls)] == ["git"]
    assert not sockets(calls)
    assert not writes(calls)
    assert not (copied.parent / "sprung").exists()


def test_a_check_of_given_files_starts_nothing(copied: Path) -> None:
    files = [str(path) for path in copied.rglob("environment.y*ml")]
    calls = trace(copied, *files)
    assert not started(calls)
    assert not sockets(calls)
    assert not writes(calls)


def test_a_fix_writes_beside_the_files_that_it_names_and_nowhere_else(copied: Path) -> None:
    (copied / "environment.yml").write_text(
        "name: a\nchannels: [conda-forge]\ndependencies: [python=3.11]\nprefix: /home/ada/a\n"
    )
    calls = trace(copied, "--fix", "environment.yml")
    assert "prefix" not in (copied / "environment.yml").read_text()
    assert not started(calls)
    assert not sockets(calls)
    touched = {name for line in writes(calls) for name in re.findall(r'"([^"]+)"', line)}
    assert touched
    assert {os.path.dirname(name) or str(copied) for name in touched} == {str(copied)}
