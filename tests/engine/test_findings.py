"""However many findings there are and however they come, they are the same, in order, once."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from envguard.engine.check import check
from envguard.engine.findings import Findings
from envguard.engine.fingerprints import ordinals
from envguard.engine.packing import pack, unpack
from envguard.engine.request import Request
from envguard.model import (
    Confidence,
    Edit,
    Finding,
    Fix,
    Ignored,
    Location,
    Position,
    Related,
    Reported,
    Severity,
    Unknown,
)

WORDS = some.text(some.characters(blacklist_categories=()), max_size=6)
NUMBERS = some.integers(1, 9)
LOCATIONS = some.builds(
    Location,
    path=some.sampled_from(["a.yml", "a/b.yml", "a-b.yml", "é", "\udcff"]),
    start=NUMBERS,
    end=NUMBERS,
    begin=some.builds(Position, NUMBERS, NUMBERS),
    finish=some.builds(Position, NUMBERS, NUMBERS),
    line=WORDS,
    cell=some.none() | some.tuples(NUMBERS, NUMBERS),
)
VALUES = some.dictionaries(WORDS, WORDS, max_size=2)
FINDINGS = some.builds(
    Finding,
    location=LOCATIONS,
    message=some.sampled_from(["one", "two"]),
    values=VALUES,
    severity=some.none() | some.sampled_from(Severity),
    confidence=some.sampled_from(Confidence),
    related=some.lists(some.builds(Related, LOCATIONS, WORDS, VALUES), max_size=1).map(tuple),
    fix=some.none()
    | some.builds(Fix, WORDS, WORDS, some.tuples(some.builds(Edit, LOCATIONS, WORDS))),
    words=WORDS,
)
REPORTED = some.builds(
    Reported,
    code=some.sampled_from(["ENV001", "SSH001"]),
    name=some.just("a-rule"),
    severity=some.sampled_from(Severity),
    finding=FINDINGS,
    ignored=some.none() | some.builds(Ignored, WORDS, WORDS),
    ordinal=some.just(1),
)
UNKNOWNS = some.builds(Unknown, LOCATIONS, WORDS, VALUES, WORDS, WORDS)


@given(some.lists(REPORTED, max_size=5), some.lists(UNKNOWNS, max_size=5))
def test_what_is_packed_comes_out_as_it_was(
    reported: list[Reported], unknowns: list[Unknown]
) -> None:
    assert unpack(pack(reported, unknowns)) == (reported, unknowns)
    again = unpack(pack(reported))[0]
    assert [type(one.severity) for one in again] == [Severity] * len(reported)
    assert all(isinstance(one.finding.location.begin, Position) for one in again)


@given(some.lists(some.lists(REPORTED, max_size=3), max_size=6), some.integers(0, 4))
def test_findings_are_the_same_whether_they_are_packed_or_not(
    files: list[list[Reported]], batch: int
) -> None:
    packed, plain = Findings(batch), Findings()
    for file in files:
        packed.add(file)
        plain.add(file)
    assert len(packed) == sum(map(len, files))
    assert packed == plain == sorted(chain(*files), key=_path)
    assert packed.settled() == plain.settled() == expected(files)
    assert len(packed.settled()) == len(expected(files))


def expected(files: list[list[Reported]]) -> list[Reported]:
    said: dict[object, list[Reported]] = {}
    for one in chain(*files):
        place = one.finding.location
        values = tuple(one.finding.values.items())
        same = (one.code, place.path, place.start, place.end, one.finding.message, values)
        said.setdefault(same, []).append(one)
    kept = [max(ones, key=lambda one: (not one.ignored, one.severity)) for ones in said.values()]

    def key(one: Reported) -> tuple[str, int, int, str]:
        place = one.finding.location
        return place.path, place.start, place.end, one.code

    rows = sorted(kept, key=key)
    numbers = ordinals((one.code, one.finding.location.path, one.finding.words) for one in rows)
    return [one._replace(ordinal=number) for one, number in zip(rows, numbers)]


def _path(one: Reported) -> str:
    return one.finding.location.path


def test_files_in_the_order_of_their_paths_make_one_run() -> None:
    findings = Findings(1)
    for number in range(50):
        place = Location(f"{number:02d}", 0, 1, Position(1, 1), Position(1, 2), "a")
        one = Reported("ENV001", "a", Severity.INFO, Finding(place, "a", {}))
        findings.add([one, one])
    assert len(findings._runs) == 1


@pytest.mark.parametrize("first", ["tests", "requirements.txt"])
def test_what_a_test_and_a_user_include_weighs_as_much_as_for_the_user(
    first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "envguard.toml").write_text("profile = 'default'\n")
    (tmp_path / "base.in").write_text("--trusted-host pypi.lab.org\n")
    (tmp_path / "requirements.txt").write_text("-r base.in\n")
    (tmp_path / "tests" / "requirements.txt").write_text("-r ../base.in\n")
    order = sorted(("tests", "requirements.txt"), key=lambda name: name != first)
    result = check(Request(paths=tuple(order), select=("ENV024",)))
    assert [one.severity for one in result.reported] == [Severity.ERROR]
    alone = check(Request(paths=("tests",), select=("ENV024",)))
    assert [one.severity for one in alone.reported] == [Severity.INFO]
