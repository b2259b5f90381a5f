"""What is measured: single files, folders of one kind, ten thousand environments, a repository."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpora
from benchmarks.envguard_itself import Envguard
from benchmarks.figures import Goal, Quantity, Row, files_a_second
from benchmarks.measure import Command, Cost, Failed, once, together
from benchmarks.peers import PEERS, command, program, readers

SINGLE = {
    "environment": "environment.yml", "dockerfile": "Dockerfile", "workflow": "workflow",
    "notebook": "notebook", "ssh-config": "ssh_config", "requirements": "requirements.txt",
}  # fmt: skip
START_GOALS = {"yamllint": Goal(0.75), "check-jsonschema": Goal(0.25), "zizmor": Goal(1.0)}
# goals in seconds and MiB are promised for these sizes alone
MANY, MIXED = 10_000, 50_000
LISTING = ("ls-files", "-co", "--exclude-standard")


class Scene(NamedTuple):
    """Where a scene makes its files, what it starts, how often the cheap and the dear runs go."""

    folder: Path
    envguard: Envguard
    runs: int
    dear_runs: int


class Beside(NamedTuple):
    """A peer's command, and how many files it reads."""

    command: Command | None
    files: int


def single(scene: Scene) -> list[Row]:
    """One file of each kind, the whole process."""
    paths = corpora.one_of_each(scene.folder / "single")
    rows = []
    for kind, shown in SINGLE.items():
        beside = {"python": Beside(Command((sys.executable, "-c", "pass"), scene.folder), 1)}
        for peer in readers(kind):
            beside[peer] = Beside(_alone(peer, kind, paths[kind]), 1)
        if kind == "environment":
            beside["zizmor"] = Beside(_alone("zizmor", "workflow", paths["workflow"]), 1)
        path = paths[kind]
        goals = START_GOALS if kind == "environment" else {}
        ours = scene.envguard.check(path.parent, path.name)
        rows += _beside(f"one {shown}", ours, 1, beside, scene.runs, "CPU", goals)
    return rows


def of_a_kind(scene: Scene, count: int) -> list[Row]:
    """The same files of one kind to envguard and to all their readers: CPU and files a second."""
    rows = []
    for kind in ("workflow", "dockerfile", "notebook"):
        folder = scene.folder / f"all-{kind}"
        files = corpora.of_kind(folder, kind, count)
        beside = {name: Beside(command(name, kind, files, folder), count) for name in readers(kind)}
        ours = scene.envguard.check(folder, *files)
        what = f"{count:,} {SINGLE[kind]}s"
        rows += _beside(what, ours, count, beside, scene.dear_runs, "both", {})
    return rows


def many(scene: Scene, count: int, peers_count: int) -> list[Row]:
    """Environment files by the thousand, cold: CPU, growth, memory, files a second; then warm."""
    few, whole = scene.folder / "few", scene.folder / "many"
    corpora.of_kind(whole, "environment", count)
    some = corpora.of_kind(few, "environment", count // 10)[:peers_count]
    flows = scene.folder / "flows"
    files = corpora.of_kind(flows, "workflow", peers_count)
    beside = {
        name: Beside(command(name, "environment", some, few), len(some))
        for name in readers("environment")
    }
    beside["zizmor"] = Beside(command("zizmor", "workflow", files, flows), peers_count)
    commands = {"": scene.envguard.check(whole, "."), "few": scene.envguard.check(few, ".")}
    costs, why = _measured({**commands, **_found(beside)}, scene.dear_runs)
    ours, promised = costs[""], count == MANY
    what, cpu = f"{count:,} environments", Quantity(ours.cpu, "s")
    tenth = Quantity(costs["few"].cpu, "s")
    memory = Quantity(ours.peak, "MiB")
    faster = {"zizmor": Goal(1.0, at_least=True)}
    return [
        Row(what, "CPU", cpu, goal=Goal(4.0) if promised else None),
        Row(what, "CPU", cpu, f"envguard, {count // 10:,}", tenth, Goal(11.0)),
        Row(what, "peak memory", memory, goal=Goal(64.0) if promised else None),
        *_rows(what, "files/s", costs, why, count, beside, faster),
        *_warm(scene, whole, what, ours, Goal(0.5) if promised else None),
    ]


def mixed(scene: Scene, count: int) -> list[Row]:
    """A repository of many files, six in a hundred of them ours, beside git's bare listing."""
    folder = scene.folder / "mixed"
    ours_count = corpora.mixed(folder, count)
    git = program("git")
    beside = {
        "git ls-files": Beside(Command((git, *LISTING), folder) if git else None, count),
        "ruff": Beside(command("ruff", "tree", ["."], folder), count),
    }
    what, promised = f"{count:,} files, {ours_count:,} ours", count == MIXED
    goal = Goal(3.0) if promised else None
    ours = scene.envguard.check(folder, ".")
    costs, why = _measured({"": ours, **_found(beside)}, scene.dear_runs)
    rows = [Row(what, "CPU", Quantity(costs[""].cpu, "s"), goal=goal)]
    rows += _rows(what, "CPU", costs, why, count, beside, {})
    rows.append(Row(what, "peak memory", Quantity(costs[""].peak, "MiB")))
    rows.append(Row(what, "files/s", files_a_second(count, costs[""].wall)))
    return rows + _warm(scene, folder, what, costs[""], None)


def _warm(scene: Scene, folder: Path, what: str, cold: Cost, goal: Goal | None) -> list[Row]:
    """The same once more from the cache, where there is one."""
    if not scene.envguard.caches:
        return []
    command = scene.envguard.check(folder, ".", cached=True)
    once(command)
    warm = together({"": command}, scene.dear_runs)[""]
    figure, ours = f"{what}, warm", Quantity(warm.cpu, "s")
    return [
        Row(figure, "CPU", ours, goal=goal),
        Row(figure, "CPU", ours, "envguard, cold", Quantity(cold.cpu, "s")),
        Row(figure, "peak memory", Quantity(warm.peak, "MiB")),
    ]


def _alone(peer: str, kind: str, path: Path) -> Command | None:
    return command(peer, kind, [path.name], path.parent)


def _beside(what: str, ours: Command, files: int, beside: dict[str, Beside], runs: int,
            figures: str, goals: dict[str, Goal]) -> list[Row]:  # fmt: skip
    costs, why = _measured({"": ours, **_found(beside)}, runs)
    rows = []
    for figure in ("CPU", "files/s") if figures == "both" else (figures,):
        rows += _rows(what, figure, costs, why, files, beside, goals)
    return rows


def _rows(what: str, figure: str, costs: dict[str, Cost], why: dict[str, str], files: int,
          beside: dict[str, Beside], goals: dict[str, Goal]) -> list[Row]:  # fmt: skip
    """One row for each peer, which has read as many files as `beside` says."""

    def quantity(cost: Cost, count: int) -> Quantity:
        return Quantity(cost.cpu, "s") if figure == "CPU" else files_a_second(count, cost.wall)

    return [
        Row(what, figure, quantity(costs[""], files), name,
            quantity(costs[name], one.files) if name in costs else None, goals.get(name),
            "" if name in costs else why.get(name, "missing"))
        for name, one in beside.items()
    ]  # fmt: skip


def _found(beside: dict[str, Beside]) -> dict[str, Command]:
    return {name: one.command for name, one in beside.items() if one.command is not None}


def _measured(commands: dict[str, Command], runs: int) -> tuple[dict[str, Cost], dict[str, str]]:
    """What each costs, in turns; a peer that fails is left out, with the reason. Raises Failed
    where envguard itself fails: no figure of that run would mean anything."""
    why: dict[str, str] = {}
    for name, one in commands.items():
        try:
            once(one)
        except Failed as failure:
            if name not in PEERS:
                raise
            why[name] = f"failed ({str(failure).rpartition(': ')[2]})"
    return together({name: one for name, one in commands.items() if name not in why}, runs), why
