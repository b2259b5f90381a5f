"""Several processes say what one says, whatever becomes of them."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from envguard.engine import check as checking
from envguard.engine import fixing, workers
from envguard.engine.check import Check, check
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.project.settings import SettingsProblem
from envguard.reports import text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files are shared on Linux alone")

FORK = getattr(os, "fork", None)
STARTED: list[int] = []
PROJECTS = Path(__file__).resolve().parents[2] / "fixtures" / "projects"


@pytest.fixture(autouse=True)
def everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All fixtures as one tree, shared after the first file, two files at a time."""
    shutil.copytree(PROJECTS, tmp_path / "all")
    (tmp_path / "all" / "own").mkdir()
    (tmp_path / "all" / "own" / "envguard.toml").write_text('ignore = ["ENV001"]\n')
    (tmp_path / "all" / "own" / "environment.yml").write_text("dependencies: [python, a==b==c]\n")
    (tmp_path / "all" / "own" / "empty.ipynb").write_bytes(b"\xff\xfe{")
    monkeypatch.chdir(tmp_path / "all")
    monkeypatch.setattr(checking, "WORTH_SHARING", 2)
    monkeypatch.setattr(workers, "FIRST", 1)
    monkeypatch.setattr(workers, "CHUNK", 2)
    STARTED.clear()

    def fork() -> int:
        STARTED.append(FORK())
        return STARTED[-1]

    monkeypatch.setattr(workers.os, "fork", fork)


def none_is_left() -> None:
    for process in STARTED:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def said(jobs: int, **options: Any) -> tuple[object, ...]:
    run = Check(Request(jobs=jobs, **options))
    result = run.run()
    none_is_left()
    return (*fields(result), sorted(run.terms.rules_in_force()))


def fields(result: Result) -> tuple[object, ...]:
    words = text.render(result)
    return words, list(result.reported), *result[1:]


def test_the_files_are_shared() -> None:
    assert len(check(Request(jobs=3)).checked) > 40
    assert len(STARTED) == 3


@pytest.mark.parametrize(
    ("jobs", "options"),
    [
        (2, {}),
        (7, {"show_files": True}),
        (3, {"profile": "paper", "no_ignores": True}),
        (2, {"paths": ("own", ".")}),
    ],
)
def test_several_processes_say_what_one_says(jobs: int, options: dict[str, Any]) -> None:
    assert said(jobs, **options) == said(1, **options)


def test_what_a_dead_worker_leaves_is_done_by_the_one_that_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = said(1)
    parent, original = os.getpid(), Check.check_found

    def deadly(self: Check, found: Any) -> None:
        if os.getpid() != parent and "snakemake" in found.path:
            os._exit(9)
        original(self, found)

    monkeypatch.setattr(Check, "check_found", deadly)
    assert said(3) == alone


def test_a_worker_that_raises_is_one_that_died(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = said(1)
    monkeypatch.setattr(workers, "pack", None)
    assert said(2) == alone


@pytest.mark.parametrize("missing", ["fork", "pipe"])
def test_where_the_system_refuses_a_process_one_does_the_work(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = said(1)
    real, asked = getattr(os, missing), []

    def refused() -> object:
        asked.append(1)
        if len(asked) > 2:
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        return real()

    monkeypatch.setattr(workers.os, missing, refused)
    handles = len(os.listdir("/proc/self/fd"))
    assert said(5) == alone
    assert len(asked) == 3
    assert len(os.listdir("/proc/self/fd")) == handles


def test_there_are_no_more_workers_than_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CHUNK", 40)
    alone = said(1)
    assert said(99) == alone
    assert 0 < len(STARTED) < 9


def test_a_rule_that_fails_is_said_as_by_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    from envguard.engine import examine

    original = examine.function_of

    def failing(rule: Any) -> Any:
        if rule.code in ("PRJ001", "IMG001"):
            raise ValueError("broken")
        return original(rule)

    monkeypatch.setattr(examine, "function_of", failing)
    alone = said(1)
    assert "EGD004" in str(alone[0])
    assert said(3) == alone


def test_settings_that_are_wrong_are_said_by_the_parent() -> None:
    Path("own", "envguard.toml").write_text("fail-on = 3\n")
    with pytest.raises(SettingsProblem, match="fail-on"):
        said(3)
    none_is_left()


def test_fixes_are_made_by_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started_before: list[int] = []
    write = fixing._write

    def counting(*words: Any) -> None:
        started_before.append(len(STARTED))
        write(*words)

    monkeypatch.setattr(fixing, "_write", counting)
    assert check(Request(jobs=3, fix=True)).fixed
    assert started_before
    assert not any(started_before)
    # what is left to say is said by all
    assert STARTED


def test_one_process_starts_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "fork", None)
    assert check(Request(jobs=1)).checked
