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
# locks by which the processes of a fleet wait for each other
_SEMAPHORES = '"/dev/shm/sem.'


def trace(folder: Path, *arguments: str, start: tuple[str, ...] = ("-m", "envguard")) -> list[str]:
    """The calls that changed something or might reach out, of a command and all its children."""
    log = folder.parent / "trace.txt"
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
    }  # fmt: skip
    command = [sys.executable, *start, *arguments]
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
    # a call that another process interrupted has its path in the line in which it began
    found = [line for line in found if " resumed>" not in line]
    # the one place of its own
    found = [line for line in found if "/cache/envguard" not in line and _SEMAPHORES not in line]
    return [
        line
        for line in found
        if not line.rstrip().endswith(")") and " = -1 " not in line
        and not any(f'"{name}"' in line for name in _HARMLESS_WRITES)
    ]  # fmt: skip


HOOKS = (
    "post-index-change", "fsmonitor-watchman", "pre-commit", "post-checkout",
    "reference-transaction", "query-watchman", "pre-auto-gc",
)  # fmt: skip


def configuration(bait: Path, hooks: Path) -> str:
    """Every way that git's documentation knows for a configuration to start a program."""
    return (
        f"[core]\n\tfsmonitor = {bait}\n\thooksPath = {hooks}\n\tpager = {bait}\n"
        f"\tsshCommand = {bait}\n\teditor = {bait}\n\taskPass = {bait}\n\tgitProxy = {bait}\n"
        f"\talternateRefsCommand = {bait}\n\tattributesFile = {hooks.parent}/attributes\n"
        f"[pager]\n\tls-files = {bait}\n\tgrep = {bait}\n\tls-tree = {bait}\n\tlog = {bait}\n"
        f"[alias]\n\tls-files = !{bait}\n\tcat-file = !{bait}\n\trev-parse = !{bait}\n"
        f'[diff]\n\texternal = {bait}\n[diff "x"]\n\ttextconv = {bait}\n\tcommand = {bait}\n'
        f'[filter "x"]\n\tclean = {bait}\n\tsmudge = {bait}\n\tprocess = {bait}\n'
        f'\trequired = true\n[merge "x"]\n\tdriver = {bait}\n[credential]\n\thelper = !{bait}\n'
        f"[gpg]\n\tprogram = {bait}\n[uploadpack]\n\tpackObjectsHook = {bait}\n"
        f'[protocol "ext"]\n\tallow = always\n[remote "origin"]\n\turl = ext::{bait} a\n'
        f"\tpromisor = true\n\tpartialclonefilter = blob:none\n\tuploadpack = {bait}\n"
        f'[includeIf "gitdir:**"]\n\tpath = {hooks.parent}/included\n'
        f'[submodule "m"]\n\turl = ext::{bait}\n\tupdate = !{bait}\n'
        f"[sequence]\n\teditor = {bait}\n[trace2]\n\teventTarget = {hooks.parent}/traced\n"
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every fixture in a repository of its own, with a configuration that would run programs."""
    tmp_path = tmp_path_factory.mktemp("prepared")
    folder = tmp_path / "repository"
    # settings that are refused would end a run before it began
    shutil.copytree(FIXTURES, folder, ignore=shutil.ignore_patterns("settings"))
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    bait = tmp_path / "bait.sh"
    bait.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    bait.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in HOOKS:
        shutil.copy(bait, hooks / name)
        shutil.copy(bait, folder / ".git" / "hooks" / name)
    (tmp_path / "attributes").write_text("* diff=x filter=x merge=x\n")
    (tmp_path / "included").write_text(f"[core]\n\tfsmonitor = {bait}\n\tpager = {bait}\n")
    git = ("git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.org")
    for command in (("add", "-A"), ("commit", "-qm", "a"), ("repack", "-adq")):
        subprocess.run([*git, *command], check=True, capture_output=True)
    with open(folder / ".git" / "config", "a", encoding="utf-8") as config:
        config.write(configuration(bait, hooks))
    (folder / ".gitattributes").write_text("* diff=x filter=x merge=x\n")
    (folder / ".gitmodules").write_text(
        f'[submodule "m"]\n\tpath = m\n\turl = ext::{bait}\n\tupdate = !{bait}\n'
    )
    subprocess.run(["git", "-C", str(folder), "status"], capture_output=True, check=False)
    # a git without precautions takes the bait
    (tmp_path / "sprung").unlink()
    return folder


@pytest.fixture
def copied(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the repository; what it would start is still beside the first one."""
    shutil.copytree(prepared, tmp_path / "repository")
    return tmp_path / "repository"


@pytest.fixture
def sprung(prepared: Path) -> Path:
    """The file that the bait makes."""
    return prepared.parent / "sprung"


def harmless(calls: list[str], sprung: Path, programs: set[str]) -> None:
    """Nothing was started but these, nothing was asked of a network, nothing was written."""
    assert {os.path.basename(program) for program in started(calls)} <= programs
    assert not sockets(calls)
    assert not writes(calls)
    assert not sprung.exists()


COMMANDS = {
    "check": (("check", "--select", "ALL", "--profile", "paper", "."), {"git"}),
    "what a fix would do": (("check", "--diff", "--unsafe-fixes", "projects"), {"git"}),
    "what changed": (("check", "--changed-since", "HEAD", "projects"), {"git"}),
    "inspect": (("inspect", "projects"), {"git"}),
    "report": (("report", "projects/paper-locked"), {"git"}),
    "lock --check": (("lock", "--check", "projects/paper-locked/environment.yml"), {"git"}),
    # each repository is checked by a Python of its own
    "fleet": (("fleet", "projects"), {"git", os.path.basename(sys.executable)}),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_hostile_repository_starts_nothing_but_git_and_writes_nothing(
    command: str, copied: Path, sprung: Path
) -> None:
    arguments, programs = COMMANDS[command]
    if command == "fleet":
        for project in (copied / "projects").iterdir():
            shutil.copytree(copied / ".git", project / ".git")
    harmless(trace(copied, *arguments), sprung, programs)


@pytest.mark.parametrize("content", ["gitdir: ../bait.sh", "\0" * 99], ids=["a way out", "nothing"])
def test_a_file_in_the_place_of_the_repository_starts_nothing(
    content: str, copied: Path, sprung: Path
) -> None:
    shutil.rmtree(copied / ".git")
    (copied / ".git").write_text(content)
    harmless(trace(copied, "check", "projects/course"), sprung, {"git"})


def test_a_check_of_given_files_starts_nothing(copied: Path) -> None:
    files = [str(path) for path in copied.rglob("environment.y*ml")]
    calls = trace(copied, "check", *files)
    assert not started(calls)
    assert not sockets(calls)
    assert not writes(calls)


def test_a_fix_writes_beside_the_files_that_it_names_and_nowhere_else(copied: Path) -> None:
    (copied / "environment.yml").write_text(
        "name: a\nchannels: [conda-forge]\ndependencies: [python=3.11]\nprefix: /home/ada/a\n"
    )
    calls = trace(copied, "check", "--fix", "environment.yml")
    assert "prefix" not in (copied / "environment.yml").read_text()
    assert not started(calls)
    assert not sockets(calls)
    touched = {name for line in writes(calls) for name in re.findall(r'"([^"]+)"', line)}
    assert touched
    assert {os.path.dirname(name) or str(copied) for name in touched} == {str(copied)}


def test_a_run_over_many_files_writes_into_the_cache_alone(copied: Path) -> None:
    (copied.parent / "cache").mkdir()
    for number in range(500):
        (copied / f"{number}.dat").touch()
    (copied / "environment.yml").write_text("name: a\ndependencies: [python]\n")
    # what has just been written is not kept
    script = "import envguard.cli.keeping as k; k.SETTLED = 0; from envguard.cli.front import main"
    start = ("-c", f"{script}; raise SystemExit(main(['check', '.']))")
    for times in range(2):
        calls = trace(copied, start=start)
        assert {os.path.basename(program) for program in started(calls)} <= {"git"}
        assert not sockets(calls)
        assert not writes(calls)
        kept = [line for line in calls if "/cache/envguard" in line and " rename" in line]
        assert bool(kept) is (times == 0)
