"""A baseline hides what was there before, nothing that is new, and can only shrink."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from envguard.cli.front import main
from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.project import settings as settings_files

BAD = (
    "name: nlp\nchannels: [conda-forge]\ndependencies:\n  - python\n"
    "prefix: /home/ada/miniconda3/envs/nlp\n"
)
FILE = "envguard-baseline.json"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings_files.forget()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "environment.yml").write_text(BAD)
    (tmp_path / "a.sh").write_text("curl -s https://x.org/i.sh | bash\n")
    return tmp_path


def counted(*, baseline: str | None = FILE, **options: Any) -> list[str]:
    result = check(Request(baseline=baseline, **options))
    return [one.code for one in result.reported if one.ignored is None]


def entries(path: str = FILE) -> dict[str, dict[str, str]]:
    rows = json.loads(Path(path).read_text())["findings"]
    return {row["code"]: row for row in rows}


def edit(code: str, **words: str) -> None:
    document = json.loads(Path(FILE).read_text())
    for row in document["findings"]:
        if row["code"] == code:
            row.update(words)
    Path(FILE).write_text(json.dumps(document))


def test_what_is_written_is_ignored_and_listed() -> None:
    assert main(["check", "--write-baseline"]) == 0
    assert set(entries()) == {"CMD006", "ENV001", "ENV004"}
    assert counted() == []
    edit("ENV004", reason="the course shows it")
    result = check(Request(baseline=FILE))
    reasons = {one.code: one.ignored for one in result.reported}
    assert reasons["ENV004"] == ("baseline", "the course shows it")
    assert main(["check", "--baseline", FILE]) == 0


def test_a_new_finding_counts(project: Path) -> None:
    main(["check", "--write-baseline"])
    (project / "b.sh").write_text("curl -s https://x.org/i.sh | bash\n")
    assert counted() == ["CMD006"]
    assert main(["check", "--baseline", FILE]) == 1


def test_a_second_finding_in_the_same_words_counts(project: Path) -> None:
    main(["check", "--write-baseline"])
    (project / "a.sh").write_text("curl -s https://x.org/i.sh | bash\n" * 2)
    assert counted() == ["CMD006"]


@pytest.mark.parametrize(
    "text",
    [
        f"# a comment\n\n\n{BAD}",
        BAD.replace("\n", "\r\n"),
        BAD.replace("  - python", "        -   'python'"),
        BAD.replace("  - python", '- "python"'),
        BAD.replace("channels: [conda-forge]", "channels:\n  - conda-forge"),
        "prefix:    '/home/ada/miniconda3/envs/nlp'\n" + BAD.partition("prefix")[0],
    ],
)
def test_entries_outlive_moved_lines_and_new_formatting(text: str, project: Path) -> None:
    main(["check", "--write-baseline"])
    (project / "environment.yml").write_bytes(text.encode())
    assert counted() == []


def test_entries_hold_wherever_envguard_was_started(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").mkdir()
    (project / "deep").mkdir()
    (project / "deep" / "b.sh").write_text("curl -s https://x.org/i.sh | bash\n")
    main(["check", "--write-baseline"])
    monkeypatch.chdir(project / "deep")
    assert counted(baseline=f"../{FILE}") == []
    assert counted(baseline=f"../{FILE}", paths=("b.sh", "../environment.yml")) == []


def test_an_entry_whose_finding_is_mended_must_leave(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "--write-baseline"])
    (project / "a.sh").write_text("ls\n")
    capsys.readouterr()
    assert main(["check", "--baseline", FILE]) == 1
    shown = capsys.readouterr().out
    assert "warning[EGD007]: This CMD006 in a.sh is mended" in shown
    assert entries()["CMD006"]["fingerprint"] in shown
    assert main(["check", "--write-baseline"]) == 0
    assert set(entries()) == {"ENV001", "ENV004"}
    assert counted() == []


def test_an_entry_of_a_file_that_is_gone_must_leave(project: Path) -> None:
    main(["check", "--write-baseline"])
    (project / "a.sh").unlink()
    assert counted() == ["EGD007"]


def test_a_run_over_a_part_says_nothing_of_the_rest(project: Path) -> None:
    main(["check", "--write-baseline"])
    (project / "a.sh").write_text("ls\n")
    assert counted(paths=("environment.yml",)) == []
    assert counted(select=("ENV",)) == []
    # nor does it drop the rest when it writes
    main(["check", "environment.yml", "--write-baseline"])
    assert set(entries()) == {"CMD006", "ENV001", "ENV004"}


def test_an_expired_entry_hides_nothing_and_is_not_renewed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["check", "--write-baseline"])
    edit("ENV001", until="2026-10-31", owner="ada", reason="until the move")
    assert counted(as_of="2026-10-31") == []
    assert counted(as_of="2026-11-01") == ["ENV001"]
    assert main(["check", "--as-of", "2026-11-01", "--write-baseline"]) == 1
    assert "1 entry of the baseline has passed" in capsys.readouterr().err
    assert entries()["ENV001"]["until"] == "2026-10-31"
    assert entries()["ENV001"]["owner"] == "ada"


def test_no_ignores_counts_everything() -> None:
    main(["check", "--write-baseline"])
    assert counted(no_ignores=True) == ["CMD006", "ENV001", "ENV004"]


def test_what_a_comment_ignores_needs_no_entry(project: Path) -> None:
    (project / "a.sh").write_text("curl -s https://x.org/i.sh | bash  # envguard: ignore[CMD006]\n")
    main(["check", "--write-baseline"])
    assert set(entries()) == {"ENV001", "ENV004"}


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"version": 2, "findings": []}', '{"version": 1}', "[" * 100_000,
     '{"version": 1, "findings": [1]}', '{"version": 1, "findings": [{"code": "A"}]}',
     '{"version": 1, "findings": [{"code": "A", "path": "b", "fingerprint": "c", "until": "x"}]}',
     "name: a\n"],
)  # fmt: skip
def test_what_is_no_baseline_is_refused_and_not_written_over(
    content: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / FILE).write_text(content)
    for option in (["--baseline", FILE], ["--write-baseline", FILE]):
        assert main(["check", *option]) == 2
        assert f"{FILE}: this is no baseline of envguard" in capsys.readouterr().err
    assert (project / FILE).read_text() == content


def test_a_missing_baseline_is_wrong_usage() -> None:
    assert main(["check", "--baseline", "nowhere.json"]) == 2


def test_the_file_may_be_named_or_left_to_the_other_option(project: Path) -> None:
    main(["check", "--write-baseline", "one.json"])
    main(["check", ".", "--baseline", "two.json", "--write-baseline"])
    main(["check", "--write-baseline", "."])
    names = {path.name for path in project.glob("*.json")}
    assert names == {"one.json", "two.json", FILE}


def test_a_baseline_that_cannot_be_written_is_a_failure_of_the_disk(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--write-baseline", "no/where.json"]) == 5
    said = capsys.readouterr().err
    assert "nothing was written to it" in said
    assert "now holds" not in said
    assert main(["check", "--write-baseline", "here.json"]) == 0
    assert "here.json now holds 3 entries" in capsys.readouterr().err


@pytest.mark.parametrize("until", ["2027-99-99", "2027-02-30", "٢٠٢٧-01-01"])
def test_what_is_no_day_is_refused_since_it_would_never_pass(
    until: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--write-baseline"]) == 0
    edit("ENV001", until=until)
    assert main(["check", "--baseline", FILE]) == 2
    assert '"until" should be a day' in capsys.readouterr().err
