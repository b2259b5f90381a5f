"""`python -m benchmarks`: one table of what envguard costs beside its peers.

The machine decides the times, so only the ratios say something, and only those of one run. The
peers come with the extra `benchmarks`; one that is missing is named as missing. It takes a quarter
of an hour; `--few` shows in two minutes that everything runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.envguard_itself import prepare
from benchmarks.figures import Row
from benchmarks.machine import this_machine
from benchmarks.scenes import MANY, MIXED, Scene, many, mixed, of_a_kind, single
from benchmarks.table import page, text


def main() -> int:
    """Make the files, run everything, print the table, write the page."""
    asked = _asked()
    machine = this_machine()
    with tempfile.TemporaryDirectory(prefix="envguard-benchmarks-") as name:
        folder = Path(name).resolve()
        scene = Scene(folder, prepare(folder), asked.runs, max(2, asked.runs // 4))
        rows: list[Row] = []
        for title, found in _scenes(scene, asked):
            print(f"measured: {title}", file=sys.stderr)
            rows += found
    print(text(rows))
    print()
    print("\n".join(machine.lines()))
    if asked.markdown is not None:
        asked.markdown.write_text(page(rows, machine, scene.runs), encoding="utf-8")
    return 0


def _scenes(scene: Scene, asked: argparse.Namespace) -> Iterator[tuple[str, list[Row]]]:
    yield "single files", single(scene)
    if not asked.only_start:
        yield "files of one kind", of_a_kind(scene, asked.same)
        yield "environments", many(scene, asked.many, asked.same)
        yield "a mixed repository", mixed(scene, asked.mixed)


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("--runs", type=int, default=12, help="of each single file; a quarter else")
    reader.add_argument("--same", type=int, default=300, help="files of one kind, for all readers")
    reader.add_argument("--many", type=int, default=MANY, help="environment files")
    reader.add_argument("--mixed", type=int, default=MIXED, help="files of the mixed repository")
    reader.add_argument("--only-start", action="store_true", help="only single files")
    reader.add_argument("--few", action="store_true", help="small numbers of everything")
    reader.add_argument("--markdown", type=Path, metavar="FILE", help="write the page of results")
    asked = reader.parse_args()
    if asked.few:
        asked.runs, asked.same, asked.many, asked.mixed = 3, 30, 500, 2_000
    return asked


if __name__ == "__main__":
    raise SystemExit(main())
