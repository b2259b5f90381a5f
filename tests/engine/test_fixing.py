"""Fixes are proved before they are written, and touch nothing but their own spans."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.engine import fixing
from envguard.engine.check import Check
from envguard.engine.fixing import apply
from envguard.engine.request import Request
from envguard.model import Edit, Fix, Source
from envguard.project import settings as settings_files
from envguard.testing import check_files, fix_files

PROJECTS = Path(__file__).resolve().parents[2] / "fixtures" / "projects"
EXPORT = "conda env export > environment.yml"
MENDED = 'conda env export --no-builds | grep -v "^prefix:" > environment.yml'


@pytest.fixture(autouse=True)
def _fresh_settings() -> None:
    settings_files.forget()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.sh", f"{EXPORT}  # why\r\n", f"{MENDED}  # why\r\n"),
        (
            "package.json",
            '{"scripts": {"freeze": "conda env export > environment.yml"}}',
            '{"scripts": {"freeze": '
            '"conda env export --no-builds | grep -v \\"^prefix:\\" > environment.yml"}}',
        ),
        (
            ".github/workflows/ci.yml",
            'jobs:\n  a:\n    steps:\n      - run: "conda env export > environment.yml"\n',
            "jobs:\n  a:\n    steps:\n      - run: "
            '"conda env export --no-builds | grep -v \\"^prefix:\\" > environment.yml"\n',
        ),
        (
            ".github/workflows/ci.yml",
            "jobs:\n  a:\n    steps:\n      - run: 'conda env export > environment.yml'\n",
            "jobs:\n  a:\n    steps:\n      - run: "
            "'conda env export --no-builds | grep -v \"^prefix:\" > environment.yml'\n",
        ),
    ],
)
def test_an_edit_is_escaped_as_its_carrier_needs_it(name: str, before: str, after: str) -> None:
    assert fix_files({name: before}, unsafe=True) == {name: after.encode()}


def test_a_command_that_no_shell_reads_gets_no_pipe() -> None:
    before = '{"postCreateCommand": ["conda", "env", "export", "-f", "environment.yml"]}'
    assert fix_files({"devcontainer.json": before}, unsafe=True)["devcontainer.json"] == (
        before.encode()
    )


def test_mode_encoding_and_odd_bytes_survive(tmp_path: Path) -> None:
    script = tmp_path / "a.sh"
    script.write_bytes(b"# caf\xe9\n" + EXPORT.encode() + b"\n")
    script.chmod(0o750)
    assert main(["check", "--fix", "--unsafe-fixes", str(script)]) == 0
    assert script.read_bytes() == b"# caf\xe9\n" + MENDED.encode() + b"\n"
    assert script.stat().st_mode & 0o777 == 0o750


def test_two_byte_order_marks_do_not_move_a_fix(tmp_path: Path) -> None:
    path = tmp_path / "environment.yml"
    head = b"\xef\xbb\xbf" * 2 + b"name: a\nchannels: [conda-forge]\ndependencies:\n  - "
    path.write_bytes(head + b"numpy=1.26.4=py311h_0\n  - python=3.11\nprefix: /home/ada/a\n")
    main(["check", "--fix", "--unsafe-fixes", str(path)])
    assert path.read_bytes() == head + b"numpy=1.26.4\n  - python=3.11\n"


def test_a_diff_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "a.sh"
    script.write_text(EXPORT + "\n")
    assert main(["check", "--diff", "--unsafe-fixes", str(script)]) == 1
    assert script.read_text() == EXPORT + "\n"
    said = capsys.readouterr().out
    assert f"-{EXPORT}\n" in said
    assert f"+{MENDED}\n" in said


def test_a_diff_changes_a_file_of_two_names_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.sh").write_text(EXPORT + "\n")
    Path("a.sh").symlink_to("b.sh")
    assert main(["check", "--diff", "--unsafe-fixes", "."]) == 1
    said = capsys.readouterr().out
    assert said.count(f"+{MENDED}\n") == 1
    assert said.startswith("--- a/b.sh\n")


ODD = b"# a\x0cb \xc2\x85 c \xe2\x80\xa8 \x1b[31m\rd\n" + EXPORT.encode() + b"\r\n# the end"


def test_a_diff_of_odd_line_breaks_can_be_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sh").write_bytes(ODD)
    check = [sys.executable, "-m", "envguard", "check", "--unsafe-fixes", "a.sh"]
    patch = subprocess.run([*check, "--diff"], capture_output=True, check=False).stdout
    subprocess.run(["git", "apply", "-"], input=patch, check=True)
    patched = (tmp_path / "a.sh").read_bytes()
    (tmp_path / "a.sh").write_bytes(ODD)
    subprocess.run([*check, "--fix"], capture_output=True, check=False)
    assert patched == (tmp_path / "a.sh").read_bytes() == ODD.replace(
        EXPORT.encode(), MENDED.encode()
    )  # fmt: skip


def test_a_diff_is_of_the_files_that_it_names_and_obeyed_by_no_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "x\n+++ b" / "\x1b[31m"
    folder.mkdir(parents=True)
    (folder / "a.sh").write_bytes(ODD)
    main(["check", "--diff", "--unsafe-fixes", str(folder)])
    piped = capsys.readouterr().out
    assert "x\\x0a+++ b/\\x1b[31m/a.sh\n" in piped
    assert [line[:4] for line in piped.split("\n")[:3]] == ["--- ", "+++ ", "@@ -"]
    assert "\x1b[31m\rd\n" in piped
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    main(["check", "--diff", "--unsafe-fixes", str(folder)])
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\r" not in shown
    assert f"+{MENDED}\n" in shown


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "a.sh"
    script.write_text(EXPORT + "\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert main(["check", "--fix", "--unsafe-fixes", str(script)]) == 5
    assert script.read_text() == EXPORT + "\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.sh"]


def test_edits_apply_from_any_order() -> None:
    source = Source("x", "abcdef")
    late = Fix("safe", "", (Edit(source.location(4, 5), "E"),))
    early = Fix("safe", "", (Edit(source.location(0, 2), ""), Edit(source.location(3, 3), "+")))
    assert apply(source.content, [late, early]) == "c+dEf"


_HEAD = "name: nlp\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.13\n"


@pytest.mark.parametrize(
    ("rows", "fixed"),
    [
        (
            "  - numpy=2.2\n  - pip=24.0\n  - pip:\n    - numpy==2.2.1\n    - scipy==1.15.0\n",
            "  - numpy=2.2\n  - pip=24.0\n  - pip:\n    - scipy==1.15.0\n",
        ),
        (
            "  - numpy=2.2  # arrays\n  - pip=24.0\n  # what PyPI has\n  - pip:\n"
            "      - numpy==2.2.1\n      - scipy==1.15.0  # solver\n      # plots\n"
            "      - matplotlib==3.10.0\n      # text\n      - sacremoses==0.1.1\n",
            "  - numpy=2.2  # arrays\n  - pip=24.0\n  - scipy=1.15.0  # solver\n  # plots\n"
            "  - matplotlib=3.10.0\n  # what PyPI has\n  - pip:\n"
            "      # text\n      - sacremoses==0.1.1\n",
        ),
    ],
)
def test_fixes_side_by_side_leave_comments_and_lists_whole(rows: str, fixed: str) -> None:
    after = fix_files({"environment.yml": _HEAD + rows}, unsafe=True)["environment.yml"]
    assert after.decode() == _HEAD + fixed


@pytest.mark.parametrize(
    ("rows", "offered"),
    [
        ("  - numpy=2.2\n  - pip=24\n  - pip:\n    - &x numpy==2.2.1\n    - *x\n    - rich==13\n",
         False),
        ("  - &x numpy=2.2\n  - pip=24.0\n  - pip:\n    - numpy==2.2.1\n    - rich==13.7\nv: *x\n",
         True),
    ],
)  # fmt: skip
def test_a_fix_that_an_alias_spoils_is_not_offered(rows: str, offered: bool) -> None:
    result = check_files({"environment.yml": _HEAD + rows})
    found = [one.finding.fix for one in result.reported if one.code == "ENV010"]
    assert [fix is not None for fix in found] == [offered]
    after = fix_files({"environment.yml": _HEAD + rows}, unsafe=True)["environment.yml"]
    assert (after.decode() != _HEAD + rows) is offered


def test_no_fix_writes_what_the_files_encoding_cannot_spell() -> None:
    source = Source("a.py", "x = 1\n", "latin-1")
    assert fixing._can_be_spelled(source)
    assert not fixing._can_be_spelled(Source("a.py", "x = '€'\n", "latin-1"))
    assert not fixing._can_be_spelled(Source("a.sh", "x\ud800\n"))
    fixing._refuse_lossy(source, b"x = 1\n")
    for content, data in (("x = '\ufffd'\n", b"x = '\x81'\n"), ("x\n", b"x\r\n")):
        with pytest.raises(fixing.WriteProblem, match="not valid cp1252, so some of it would"):
            fixing._refuse_lossy(Source("a.py", content, "cp1252"), data)


@pytest.mark.parametrize("mode", ["fix", "diff"])
def test_other_files_are_not_held_against_a_fix_that_was_not_made(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # with its Python pinned this environment would need a lock
    shutil.copytree(PROJECTS / "package", tmp_path / "package")
    monkeypatch.chdir(tmp_path / "package")
    environment = tmp_path / "package" / "environment.yml"
    before = environment.read_text()
    request = Request(select=("ALL",), unsafe_fixes=True, as_of="2026-11-01")
    run = Check(request._replace(**{mode: True}))
    run.run()
    assert environment.read_text() == before
    held = run.terms.project("environment.yml").read("environment.yml")
    assert held is not None
    assert held.value == before
