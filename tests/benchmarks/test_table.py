"""The table's arithmetic, without a measurement: ratios, goals, missing peers, the page."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks import peers, scenes
from benchmarks.envguard_itself import Envguard
from benchmarks.figures import Goal, Quantity, Row, files_a_second, verdict
from benchmarks.machine import Machine
from benchmarks.measure import Command, Cost, Failed, cheapest, once, together
from benchmarks.table import HEAD, page, text

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="the launcher forks")
MACHINE = Machine("Linux on x86_64", 2, 8.0, "3.11.7", "0.1.0", {"ruff": "0.17.6", "zizmor": None})


def row(ours: float, theirs: float | None, goal: Goal | None = None, why: str = "") -> Row:
    other = None if theirs is None else Quantity(theirs, "s")
    return Row("one environment.yml", "CPU", Quantity(ours, "s"), "yamllint", other, goal, why)


def test_a_ratio_is_our_share_of_the_peers() -> None:
    assert row(0.03, 0.06).ratio == 0.5
    assert row(0.03, None).ratio is None
    assert row(0.03, 0.0).ratio is None


@pytest.mark.parametrize(
    ("ours", "theirs", "goal", "said"),
    [
        (0.75, 1.0, Goal(0.75), "yes"),
        (0.76, 1.0, Goal(0.75), "NO"),
        (1.0, 1.0, Goal(1.0, at_least=True), "yes"),
        (0.9, 1.0, Goal(1.0, at_least=True), "NO"),
        (0.9, None, Goal(1.0), "unknown"),
        (0.9, 1.0, None, ""),
    ],
)
def test_a_goal_beside_a_peer_is_one_for_the_ratio(
    ours: float, theirs: float | None, goal: Goal | None, said: str
) -> None:
    assert verdict(row(ours, theirs, goal)) == said


def test_a_goal_without_a_peer_is_one_for_the_figure_itself() -> None:
    assert Row("all", "CPU", Quantity(3.9, "s"), goal=Goal(4.0)).kept is True
    assert Row("all", "CPU", Quantity(4.1, "s"), goal=Goal(4.0)).kept is False


def test_files_a_second_are_none_where_no_time_passed() -> None:
    assert files_a_second(10, 0.5) == Quantity(20.0, "files/s")
    assert files_a_second(10, 0.0).value == 0


def test_the_cheapest_of_several_runs_has_the_highest_peak() -> None:
    costs = [Cost(2.0, 5.0, 10.0), Cost(3.0, 4.0, 12.0)]
    assert cheapest(costs) == Cost(2.0, 4.0, 12.0)


def test_a_missing_peer_is_named_as_missing() -> None:
    lines = text([row(0.03, None, Goal(0.75), "missing")]).splitlines()
    assert lines[1].split() == [
        "one", "environment.yml", "CPU", "30", "ms", "yamllint", "missing", "≤", "0.75", "unknown",
    ]  # fmt: skip


def test_what_stands_above_is_not_said_again_but_in_the_page() -> None:
    rows = [row(0.03, 0.06), row(0.03, 0.09)]
    assert text(rows).count("one environment.yml") == 1
    assert page(rows, MACHINE, 3).count("| one environment.yml |") == 2


def test_the_page_says_which_goals_are_not_kept_before_the_table() -> None:
    rows = [row(0.9, 1.0, Goal(0.75)), row(0.1, 1.0, Goal(0.25)), row(1, None, Goal(1), "missing")]
    shown = page(rows, MACHINE, 3)
    head, table = shown.split("## The table")
    assert "1 of 3 goals are kept." in head
    assert "- Not kept: one environment.yml, CPU: 0.90 of yamllint's, to be ≤ 0.75." in head
    assert "- Cannot be said: one environment.yml, CPU: yamllint: missing, to be ≤ 1." in head
    assert "| " + " | ".join(HEAD) + " |" in table
    assert "2 cores, 8 GiB of memory" in table
    assert "Peers: ruff 0.17.6" in table
    assert "Missing here: zizmor" in table


@forks
def test_a_command_that_did_not_do_its_work_is_no_measurement(tmp_path: Path) -> None:
    command = Command((sys.executable, "-c", "raise SystemExit(4)"), tmp_path)
    with pytest.raises(Failed, match="exit code 4"):
        once(command)
    assert once(command._replace(codes=(4,))).peak > 0


@forks
def test_commands_run_in_turns(tmp_path: Path) -> None:
    script = "import sys; open('log', 'a').write(sys.argv[1])"
    commands = {
        name: Command((sys.executable, "-c", script, name), tmp_path) for name in ("a", "b")
    }
    together(commands, 2)
    assert (tmp_path / "log").read_text() == "abab"


@forks
def test_a_peer_that_fails_is_left_out_with_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = Command((sys.executable, "-c", ""), tmp_path)
    bad = Command((sys.executable, "-c", "raise SystemExit(9)"), tmp_path)
    costs, why = scenes._measured({"": fine, "ruff": bad}, 1)
    assert set(costs) == {""}
    assert why == {"ruff": "failed (exit code 9)"}
    with pytest.raises(Failed):
        scenes._measured({"": bad, "ruff": fine}, 1)


def test_single_files_have_a_row_for_each_peer_also_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "program", lambda name: None)
    monkeypatch.setattr(scenes, "together", lambda commands, runs: dict.fromkeys(commands, COST))
    monkeypatch.setattr(scenes, "once", lambda command: COST)
    scene = scenes.Scene(tmp_path, Envguard(tmp_path / "envguard", caches=True), 1, 1)
    rows = scenes.single(scene)
    first = [row for row in rows if row.what == "one environment.yml"]
    assert [(row.peer, row.ratio, row.why) for row in first] == [
        ("python", 1.0, ""), ("yamllint", None, "missing"),
        ("check-jsonschema", None, "missing"), ("zizmor", None, "missing"),
    ]  # fmt: skip
    assert {row.what for row in rows} == {f"one {shown}" for shown in scenes.SINGLE.values()}


COST = Cost(1.0, 1.0, 10.0)


@pytest.mark.parametrize(("caches", "cold"), [(True, True), (False, False)])
def test_a_cold_run_leaves_the_cache_out_where_there_is_one(
    tmp_path: Path, caches: bool, cold: bool
) -> None:
    envguard = Envguard(tmp_path / "envguard", caches)
    assert ("--no-cache" in envguard.check(tmp_path, ".").words) is cold
    assert "--no-cache" not in envguard.check(tmp_path, ".", cached=True).words
