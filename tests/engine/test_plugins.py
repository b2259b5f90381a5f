"""Rules of other packages: found by entry point, tested by their page, harmless when they raise."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from envguard.cli.front import main
from envguard.engine import check as checking
from envguard.engine import plugins, workers
from envguard.engine.request import Request
from envguard.project import settings as settings_files
from envguard.testing import check_files, verify_rule

SAMPLE = Path(__file__).resolve().parents[1] / "sample_plugin"
SCRIPT = "conda activate base\ncurl -s https://x.org/i.sh | bash\n"


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The sample package as if it were installed: importable, its entry points listed."""
    monkeypatch.syspath_prepend(str(SAMPLE))
    points = [
        EntryPoint("sample", "envguard_sample.rules", plugins.GROUP),
        EntryPoint("crash", "envguard_sample.crash:always_raises", plugins.GROUP),
    ]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    settings_files.forget()
    yield importlib.import_module("envguard_sample.rules")
    for name in [name for name in sys.modules if name.startswith("envguard_sample")]:
        del sys.modules[name]


def test_a_plugins_rule_runs_beside_the_others(sample: ModuleType) -> None:
    files = {"run.sh": SCRIPT, "envguard.toml": 'plugins = ["sample"]\n'}
    assert [r.code for r in check_files(files).reported] == ["LAB001", "CMD006"]


def test_a_plugins_rule_runs_only_where_the_settings_name_it(sample: ModuleType) -> None:
    assert [r.code for r in check_files({"run.sh": SCRIPT}).reported] == ["CMD006"]


def test_files_that_plugins_see_are_not_shared_with_workers(
    sample: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "WORTH_SHARING", 2)
    monkeypatch.setattr(workers, "FIRST", 2)
    monkeypatch.setattr(workers, "_start", None)
    (tmp_path / "envguard.toml").write_text('plugins = ["sample"]\n')
    for number in range(4):
        (tmp_path / f"run{number}.sh").write_text(SCRIPT)
    found = checking.check(Request(paths=(str(tmp_path),), jobs=2))
    assert [r.code for r in found.reported].count("LAB001") == 4


def test_a_plugins_rule_is_tested_by_its_own_page(sample: ModuleType) -> None:
    verify_rule(sample.activates_base)


def test_a_rule_that_raises_is_a_finding_and_all_others_stay(
    sample: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.sh").write_text(SCRIPT)
    (tmp_path / "envguard.toml").write_text('plugins = ["sample", "crash"]\n')
    assert main(["check", str(tmp_path)]) == 4
    said = capsys.readouterr().out
    for code in ("LAB001", "EGD004", "CMD006"):
        assert f"[{code}]" in said
    assert "ZeroDivisionError: curl" in said
    assert "Traceback" not in said


def test_a_plugin_sees_the_project_the_purpose_and_the_settings(
    sample: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "rich_rules.py").write_text(RICH)
    monkeypatch.syspath_prepend(str(tmp_path))
    points = [EntryPoint("rich", "rich_rules", plugins.GROUP)]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    files = {
        "envguard.toml": 'plugins = ["rich"]\nfail-on = "info"\nseverity = {LAB005 = "info"}\n',
        "a.ipynb": '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": '
        '["x = 1\\n", "!conda activate base\\n"], "execution_count": null}], "metadata": {}, '
        '"nbformat": 4, "nbformat_minor": 5}',
        "environment.yml": "dependencies: [python=3.11]\n",
        "sub/environment.yml": "dependencies: [python=3.11]\n",
        "quiet.sh": "conda activate base  # envguard: ignore[LAB005] a lab's own\n",
    }
    result = check_files(files)
    told = [one for one in result.reported if one.code == "LAB005"]
    assert [(one.finding.location.path, one.ignored is not None) for one in told] == [
        ("a.ipynb", False), ("quiet.sh", True),
    ]  # fmt: skip
    assert told[0].finding.location.cell == (1, 2)
    assert told[0].finding.values == {"purpose": "project", "threshold": "info"}
    assert told[0].finding.words == "!conda activate base"[1:]
    assert told[0].severity.word == "info"
    [crossing] = [one for one in result.reported if one.code == "LAB006"]
    assert crossing.finding.location.path.endswith("environment.yml")
    assert crossing.finding.related[0].values == {"count": "2"}
    assert {(one.code, one.reason) for one in result.unknowns} >= {("LAB007", "nobody asked")}
    assert not result.rule_failed


RICH = """
from __future__ import annotations
from envguard.model import Severity, finding, related, unknown
from envguard.rules import rule

@rule("LAB005", "sees-all", Severity.ERROR, since="1.0")
def sees_all(command: Command, settings: Settings, purpose: Purpose):
    threshold = settings.text("fail-on")
    if command.values[:2] == ["conda", "activate"]:
        yield finding(command, "{purpose} {threshold}", purpose=purpose.name, threshold=threshold)

@rule("LAB006", "crosses", Severity.WARNING, since="1.0")
def crosses(project: Project):
    found = [name for name in project.files() if name.endswith("environment.yml")]
    text = project.read(project.root + "/" + found[0])
    more = related(text, "{count} of them", count=len(found))
    yield finding(text[:4], "One of several.", related=(more,))

@rule("LAB007", "doubts", Severity.WARNING, since="1.0")
def doubts(environment: CondaEnvironment):
    yield unknown(environment, "Who knows?", "nobody asked")
"""


def test_a_page_whose_example_does_not_hold_fails_its_test(sample: ModuleType) -> None:
    sample.activates_base.__doc__ = sample.activates_base.__doc__.replace("activate base", "info")
    with pytest.raises(AssertionError, match="LAB001: Bad finds nothing"):
        verify_rule(sample.activates_base)
