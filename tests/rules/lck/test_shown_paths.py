"""Messages name locks from the file they speak of, never by a path of the machine."""

from __future__ import annotations

from pathlib import Path

from envguard.engine.check import Check
from envguard.engine.request import Request

FIXTURE = Path(__file__).resolve().parents[3] / "fixtures" / "projects" / "paper-stale"


def test_a_stale_lock_is_named_from_its_environment() -> None:
    result = Check(Request(paths=(str(FIXTURE),), profile="paper")).run()
    (stale,) = [one.finding for one in result.reported if one.code == "LCK002"]
    assert stale.values["lock"] == "conda-lock.yml"
