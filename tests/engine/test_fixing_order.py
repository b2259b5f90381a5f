"""What is left to say after fixes is said of the files as they are then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from envguard.engine.check import Check
from envguard.engine.examine import stand_in
from envguard.engine.request import Request
from envguard.formats import plain_yaml
from envguard.model import Severity, finding
from envguard.project.project import Project
from envguard.rules import Outcome, Rule
from envguard.subjects.environment.environment import CondaEnvironment


@pytest.fixture
def environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Environments of which each has something to be mended."""
    monkeypatch.chdir(tmp_path)
    count = 40
    for number in range(count):
        Path(f"{number:02}").mkdir()
        Path(f"{number:02}/environment.yml").write_text(
            f"name: e{number}\nchannels: [conda-forge]\ndependencies: [python=3.11]\n"
            "prefix: /home/ada/a\n"
        )
    return count


def prefix_of_the_last(environment: CondaEnvironment, project: Project) -> Iterator[Outcome]:
    """Somebody's prefix stands in the last environment."""
    text = project.read(os.path.join(project.root, "39", "environment.yml"))
    if text is not None and "prefix" in text.value:
        yield finding(environment.text[:4], "the last one has a prefix")


def test_a_file_that_is_mended_late_is_known_to_those_before_it(environments: int) -> None:
    parameters = ("CondaEnvironment", "Project")
    rule = Rule(
        "ABC001", "prefix-of-the-last", Severity.WARNING, "default", None, "", "0.1.0", True,
        __name__, "prefix_of_the_last", parameters[0], parameters,
    )  # fmt: skip
    stand_in(rule, prefix_of_the_last)
    assert [one.code for one in Check(Request(), (rule,)).run().reported].count(
        "ABC001"
    ) == environments
    left = Check(Request(fix=True), (rule,)).run()
    assert left.fixed == environments
    assert not left.reported


def test_a_fix_that_is_tried_reads_no_other_file_again(
    environments: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = plain_yaml.documents

    def documents(text):  # type: ignore[no-untyped-def]
        read.append(text.source.path)
        return real(text)

    monkeypatch.setattr(plain_yaml, "documents", documents)
    result = Check(Request(fix=True)).run()
    assert result.fixed == environments
    # as it was and as it is now, alone and among all, before the fixes and behind them
    assert len(read) <= 8 * environments
