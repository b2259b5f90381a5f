"""`--output FORMAT=FILE`: several in one run, each whole or not at all."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import envguard
from envguard.cli.front import main
from envguard.project import settings as settings_files
from envguard.reports import FORMATS


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings_files.forget()
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    monkeypatch.chdir(checkout)
    (checkout / "bad.sh").write_text("curl -s https://x.org/i.sh | bash\n")
    return checkout


def test_one_run_writes_several_reports_and_prints_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = [word for kind in FORMATS for word in ("--output", f"{kind}=report.{kind}")]
    assert main(["check", "bad.sh", "--output-format", "json", *outputs]) == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1
    for kind in FORMATS:
        assert "CMD006" in (project / f"report.{kind}").read_text(encoding="utf-8")
    assert not [name for name in os.listdir(project) if name.startswith(".envguard-")]


@pytest.mark.parametrize("second", ["page", "./page", "folder/../page"])
def test_two_reports_do_not_go_into_one_file_however_it_is_spelled(
    second: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["check", "bad.sh", "--output", "json=page", "--output", f"html={second}"])
    assert code == 2
    assert "two reports cannot go into one file" in capsys.readouterr().err
    assert not (project / "page").exists()


def test_a_report_that_cannot_be_written_is_a_failure_of_the_disk(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "folder").mkdir()
    for path in ("nowhere/report.json", "folder"):
        code = main(["check", "bad.sh", "--output", f"json={path}", "--output", "html=page.html"])
        assert code == 5
        said = capsys.readouterr().err
        assert said.startswith(f"envguard: {path}: ")
        assert said.endswith("; nothing was written to it\n")
        # the others are written all the same
        assert (project / "page.html").exists()


def test_a_link_in_the_checkout_is_replaced_and_not_followed(project: Path) -> None:
    outside = project.parent / "precious"
    outside.write_text("mine")
    (project / "report.sarif").symlink_to(outside)
    assert main(["check", "bad.sh", "--output", "sarif=report.sarif"]) == 1
    assert outside.read_text() == "mine"
    assert not (project / "report.sarif").is_symlink()


def test_a_folder_of_the_checkout_that_links_out_of_it_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".git").mkdir()
    (project / "reports").symlink_to(project.parent)
    assert main(["check", "bad.sh", "--output", "sarif=reports/x.sarif"]) == 5
    assert "its folder is a link that leaves the repository" in capsys.readouterr().err
    assert not (project.parent / "x.sarif").exists()


def test_a_new_report_can_be_read_by_whom_the_umask_lets(project: Path) -> None:
    before = os.umask(0o022)
    try:
        main(["check", "bad.sh", "--output", "json=new.json"])
        assert stat.S_IMODE((project / "new.json").stat().st_mode) == 0o644
        (project / "new.json").chmod(0o600)
        main(["check", "bad.sh", "--output", "json=new.json"])
        assert stat.S_IMODE((project / "new.json").stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_standard_output_by_its_name_is_written_to_and_left_in_place(project: Path) -> None:
    with (project / "log").open("wb") as log:
        command = [sys.executable, "-m", "envguard", "check", "bad.sh", "-q"]
        path = str(Path(envguard.__file__).parents[1])
        subprocess.run(
            [*command, "--output", "json=/dev/stdout"], stdout=log, check=False,
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
    written = (project / "log").read_text()
    assert "error[CMD006]" in written
    assert '"code": "CMD006"' in written


def test_what_hides_findings_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "bad.sh").write_text("pip install numpy\n")
    arguments = ["check", "bad.sh", "--min-severity", "error", "--output", "markdown=summary.md"]
    assert main(arguments) == 0
    assert "--min-severity hides 1 of the findings" in capsys.readouterr().err
    assert "min-severity hides 1 of the findings" in (project / "summary.md").read_text()


def test_the_same_file_cannot_hold_two_reports(project: Path) -> None:
    assert main(["check", "--output", "json=a", "--output", "html=a"]) == 2
