"""Match specs against conda 26.7.1's own answers: accepted or not, name, version, build, channel.

`data/conda_specs.jsonl` holds the odd ones, one JSON list a line: the spec, and what conda read,
nothing where it refused. No row is excepted: on all of them agreeing is right.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from envguard.formats import match_spec
from envguard.formats.match_spec import MatchSpec
from envguard.model import Text

DATA = Path(__file__).with_name("data") / "conda_specs.jsonl"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "conda_specs.jsonl"


def answer(spec: str) -> list[str | None]:
    read = match_spec.read(Text.of(spec))
    reading = read.reading
    if not read.accepted:
        return []
    return [reading.name, reading.version, reading.build, reading.channel]


def carried() -> list[list[str | None]]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", carried(), ids=lambda row: row[0][:40])
def test_odd_specs_are_read_as_conda_reads_them(row: list[str | None]) -> None:
    assert answer(row[0] or "") == row[1:]


def test_every_known_spec_is_read_as_conda_reads_it(
    record_property: Callable[[str, object], None],
) -> None:
    if not SHARED.exists():
        pytest.skip("the whole set of conda's answers is not beside this checkout")
    rows = [json.loads(line) for line in SHARED.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 7000
    different = []
    for row in rows:
        conda = row["conda"]
        wanted = (
            [conda[part] for part in ("name", "version", "build", "channel")] if conda["ok"] else []
        )
        if answer(row["spec"]) != wanted:
            different.append((row["spec"], answer(row["spec"]), wanted))
    record_property("specs compared with conda:", f"{len(rows)}, {len(different)} different")
    assert different == []


def parts(spec: MatchSpec) -> list[str]:
    places = [spec.name, spec.version, spec.build, spec.channel, spec.subdir, spec.brackets]
    return [place.value for place in places if place is not None]


@pytest.mark.parametrize("row", carried(), ids=lambda row: row[0][:40])
def test_every_part_stands_in_the_spec(row: list[str | None]) -> None:
    written = row[0] or ""
    assert all(part and part in written for part in parts(match_spec.read(Text.of(written))))
