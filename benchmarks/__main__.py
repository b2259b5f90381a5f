"""`python -m benchmarks`: one table of what envguard costs beside its peers.

The machine decides the times, so only the ratios say something, and only those of one run. Peers
that are not installed are left out:

    pip install yamllint check-jsonschema zizmor ruff
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import sys
import tempfile
from pathlib import Path

import envguard
from benchmarks import corpora
from benchmarks.measure import Cost, least, together

# What is promised, as shares of a peer's CPU; the table says whether it is kept.
ONE_FILE_GOALS = {"yamllint": 0.75, "check-jsonschema": 0.25, "zizmor": 1.0}


def main() -> int:
    """Make the corpora, run everything, print the tables."""
    asked = _asked()
    # an installed package has its byte code; one in a work tree may not have it yet
    compileall.compile_dir(str(Path(envguard.__file__).parent), quiet=2)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="envguard-benchmarks-") as name:
        folder = Path(name)
        _one_file(folder / "one", asked.runs)
        if not asked.only_start:
            _many(folder, asked.many, max(1, asked.runs // 4))
            _mixed(folder / "mixed", asked.mixed, max(1, asked.runs // 4))
    return 0


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("--runs", type=int, default=12, help="of each small command")
    reader.add_argument("--many", type=int, default=10_000, help="environment files")
    reader.add_argument("--mixed", type=int, default=50_000, help="files of the mixed repository")
    reader.add_argument("--only-start", action="store_true", help="only single files")
    return reader.parse_args()


def _peers(kind: str, path: str) -> dict[str, list[str]]:
    """The commands of the peers that are installed, for one file of a kind."""
    commands = {"python": [sys.executable, "-c", "pass"]}
    if kind in ("environment", "workflow", "compose"):
        commands["yamllint"] = ["yamllint", path]
        schema = "vendor.github-workflows" if kind == "workflow" else "vendor.dependabot"
        commands["check-jsonschema"] = ["check-jsonschema", "--builtin-schema", schema, path]
    if kind in ("environment", "workflow"):
        commands["zizmor"] = ["zizmor", "--offline", path]
    if kind == "dockerfile":
        commands["hadolint"] = ["hadolint", path]
    if kind == "notebook":
        commands["ruff"] = ["ruff", "check", "--no-cache", path]
    return {
        name: [found, *command[1:]]
        for name, command in commands.items()
        if (found := _program(command[0])) is not None
    }


def _program(name: str) -> str | None:
    beside = os.path.join(os.path.dirname(sys.executable), name)
    return beside if os.path.exists(beside) else shutil.which(name)


def _check(*arguments: str) -> list[str]:
    program = _program("envguard")
    start = [program] if program else [sys.executable, "-m", "envguard"]
    return [*start, "check", "--quiet", *arguments]


def _one_file(folder: Path, runs: int) -> None:
    print("One file, whole process: CPU in ms, and envguard's share of each peer's\n")
    for kind, path in corpora.one_of_each(folder).items():
        home = folder / kind
        name = str(path.relative_to(home))
        costs = together({"envguard": _check(name), **_peers(kind, name)}, home, runs)
        ours = costs.pop("envguard")
        print(f"{kind:13} envguard {ours.cpu * 1000:6.0f} ms  {ours.peak:5.1f} MiB", end="")
        for peer, cost in costs.items():
            share = ours.cpu / cost.cpu
            print(f"  | {peer} {cost.cpu * 1000:.0f} ms: {share:.2f}", end="")
            if kind == "environment" and peer in ONE_FILE_GOALS:
                goal = ONE_FILE_GOALS[peer]
                print(f" (goal {goal}: {'kept' if share <= goal else 'MISSED'})", end="")
        print()


def _many(folder: Path, count: int, runs: int) -> None:
    print(f"\n{count} environment files and a tenth of them, all default rules, no cache\n")
    few, many = folder / "few", folder / "many"
    corpora.environments(few, count // 10)
    corpora.environments(many, count)
    tenth, whole = (least(_check("."), one, runs) for one in (few, many))
    _line(f"envguard, {count // 10}", tenth, count // 10)
    _line(f"envguard, {count}", whole, count)
    print(f"{'ten times the files':24} {whole.cpu / tenth.cpu:8.2f} times the CPU (goal 11)")
    flows = folder / "workflows"
    corpora.workflows(flows, 300)
    for peer, command, where, files in (
        ("zizmor, 300 workflows", ["zizmor", "--offline", "."], flows, 300),
        (f"yamllint, {count // 10}", ["yamllint", "."], few, count // 10),
    ):
        program = _program(command[0])
        if program is not None:
            _line(peer, least([program, *command[1:]], where, runs), files)


def _mixed(folder: Path, count: int, runs: int) -> None:
    print(f"\nA repository of {count} files, {count * 6 // 100} of them ours\n")
    corpora.mixed(folder, count)
    _line("envguard", least(_check("."), folder, runs), count)
    _line("git ls-files", least(["git", "ls-files", "-co", "--exclude-standard"], folder, runs),
          count)  # fmt: skip
    ruff = _program("ruff")
    if ruff is not None:
        _line("ruff", least([ruff, "check", "--no-cache", "."], folder, runs), count)


def _line(name: str, cost: Cost, files: int) -> None:
    speed = files / cost.cpu if cost.cpu else 0
    print(f"{name:24} {cost.cpu:8.2f} s CPU {cost.peak:6.1f} MiB {speed:10.0f} files a second")


if __name__ == "__main__":
    raise SystemExit(main())
