"""`--changed-since`: everything is checked, what touches a changed line is reported."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.cli.front import main
from envguard.engine import line_differences
from envguard.engine.check import Check, check
from envguard.engine.request import Request
from envguard.project import discovery
from envguard.project import settings as settings_files

INSTALL = "curl -s https://x.org/{}.sh | bash\n"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a step")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings_files.forget()
    discovery._roots.clear()
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    (tmp_path / "a.sh").write_text(INSTALL.format("a") + "ls\n" + INSTALL.format("b"))
    commit(tmp_path)
    return tmp_path


def lines(revision: str = "main", **options: object) -> list[tuple[str, int]]:
    result = check(Request(changed_since=revision, **options))  # type: ignore[arg-type]
    return [(r.finding.location.path, r.finding.location.begin.line) for r in result.reported]


def test_only_what_touches_a_changed_line_is_reported(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lines() == []
    (project / "a.sh").write_text(INSTALL.format("a") + "ls\nls\n" + INSTALL.format("c"))
    assert lines() == [("a.sh", 4)]
    assert main(["check", "--changed-since", "main"]) == 1
    said = capsys.readouterr().err
    assert "--changed-since main hides 1 of the findings on unchanged lines" in said


def test_nothing_new_passes_though_much_is_old(project: Path) -> None:
    (project / "a.sh").write_text("echo hello\n" + (project / "a.sh").read_text())
    assert main(["check", "--changed-since", "main"]) == 0


def test_a_new_file_is_new_from_top_to_bottom(project: Path) -> None:
    (project / "b.sh").write_text(INSTALL.format("x"))
    assert lines() == [("b.sh", 1)]
    commit(project)
    assert lines("HEAD~1") == [("b.sh", 1)]
    assert lines("HEAD") == []


def test_a_finding_stays_where_a_related_line_was_changed(project: Path) -> None:
    rows = ["name: a", "channels: [conda-forge]", "dependencies:", "  - python=3.11", "  - pip=24",
            "  - pip:", "      - numpy==1.26.2"]  # fmt: skip
    (project / "environment.yml").write_text("\n".join(rows) + "\n")
    commit(project)
    rows.insert(4, "  - numpy=1.26.4")
    (project / "environment.yml").write_text("\n".join(rows) + "\n")
    assert lines("HEAD") == [("environment.yml", 8)]


def test_what_a_deletion_brings_is_new_though_its_line_did_not_change(project: Path) -> None:
    rows = ["name: a", "channels: [conda-forge]", "dependencies:", "  - pip=24", "  - numpy=1.26.4",
            "  - python=3.11"]  # fmt: skip
    (project / "environment.yml").write_text("\n".join(rows) + "\n")
    commit(project)
    assert lines("HEAD") == []
    (project / "environment.yml").write_text("\n".join(rows[:-1]) + "\n")
    assert lines("HEAD", select=("ENV001",)) == [("environment.yml", 3)]
    commit(project)
    # what was missing before is missing still
    rows.insert(4, "  - scipy=1.13.1")
    (project / "environment.yml").write_text("\n".join(rows[:-1]) + "\n")
    assert lines("HEAD", select=("ENV001",)) == []


def test_what_comes_from_standard_input_is_compared_and_not_the_file_of_its_name(
    project: Path,
) -> None:
    request = Request(paths=("-",), stdin_filename="a.sh", changed_since="main")
    before = (project / "a.sh").read_text()
    assert Check(request).run(before.encode()).reported == []
    found = Check(request).run((before + INSTALL.format("new")).encode()).reported
    assert [one.finding.location.begin.line for one in found] == [before.count("\n") + 1]


def test_what_an_ignore_comment_no_longer_exempts_is_new(project: Path) -> None:
    (project / "b.sh").write_text(
        "# envguard: ignore-file[CMD006] known\nls\n" + INSTALL.format("b")
    )
    commit(project)
    assert lines("HEAD") == []
    (project / "b.sh").write_text("ls\n" + INSTALL.format("b"))
    assert lines("HEAD") == [("b.sh", 2)]


def test_the_branch_is_compared_with_where_it_left(project: Path) -> None:
    git(project, "checkout", "--quiet", "-b", "work")
    (project / "b.sh").write_text(INSTALL.format("x"))
    commit(project)
    git(project, "checkout", "--quiet", "main")
    (project / "a.sh").write_text("ls\n")
    commit(project)
    git(project, "checkout", "--quiet", "work")
    # that main has rewritten a.sh since makes none of its lines this branch's
    assert lines("main") == [("b.sh", 1)]


def test_it_works_below_the_root(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "deep").mkdir()
    (project / "deep" / "b.sh").write_text(INSTALL.format("x"))
    commit(project)
    monkeypatch.chdir(project / "deep")
    assert lines("HEAD") == []
    assert lines("HEAD~1") == [("b.sh", 1)]


def test_the_repository_is_that_of_the_first_path(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    assert lines("HEAD", paths=(project.name,)) == []
    (project / "b.sh").write_text(INSTALL.format("x"))
    assert lines("HEAD", paths=(project.name,)) == [(f"{project.name}/b.sh", 1)]


@pytest.mark.parametrize("name", [":(exclude)a.sh", "*.sh", "a b\n.sh", "-x.sh"])
def test_odd_names_are_names(name: str, project: Path) -> None:
    (project / name).write_text(INSTALL.format("x"))
    commit(project)
    assert lines("HEAD", paths=(".",)) == []
    assert lines("HEAD~1", paths=(".",)) == [(name, 1)]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "", "a..b", "-h"])
def test_what_is_no_revision_is_wrong_usage(
    revision: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", f"--changed-since={revision}"]) == 2
    assert "git knows no revision" in capsys.readouterr().err


def test_without_a_repository_it_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    discovery._roots.clear()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sh").write_text("ls\n")
    assert main(["check", "--changed-since", "main"]) == 2


def test_nothing_that_the_repository_configures_is_run(project: Path) -> None:
    evil = f"touch {project}/pwned; cat"
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external",
                "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv",
                "diff.x.command", "pager.cat-file", "pager.ls-tree", "alias.cat-file"):  # fmt: skip
        git(project, "config", key, evil)
    (project / ".gitattributes").write_text("*.sh filter=x diff=x\n")
    (project / "a.sh").write_text(INSTALL.format("z"))
    assert lines() == [("a.sh", 1)]
    assert not (project / "pwned").exists()


_LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n"]), max_size=12)


@given(_LINES, _LINES, st.booleans())
def test_every_line_that_the_old_text_lacks_is_new(
    old: list[str], new: list[str], hurried: bool
) -> None:
    before = line_differences._MOST_COMPARISONS
    line_differences._MOST_COMPARISONS = 0 if hurried else before
    try:
        found = line_differences.new_lines("".join(old), "".join(new))
    finally:
        line_differences._MOST_COMPARISONS = before
    lacking = {number for number, line in enumerate(new, 1) if line not in old}
    assert lacking <= found
    assert found <= set(range(1, len(new) + 2))
    if old == new:
        assert found == set()
