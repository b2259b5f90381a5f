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
from envguard.engine import plugins
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


def test_a_page_whose_example_does_not_hold_fails_its_test(sample: ModuleType) -> None:
    sample.activates_base.__doc__ = sample.activates_base.__doc__.replace("activate base", "info")
    with pytest.raises(AssertionError, match="LAB001: Bad finds nothing"):
        verify_rule(sample.activates_base)
