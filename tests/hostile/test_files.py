"""fixtures/hostile through the real door: bounded work, something to say, no word that harms."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.project import settings as settings_files
from envguard.reports.wording import visible
from scripts.generate_hostile import CASES, FOLDER, LARGEST_COMMITTED, written
from tests.hostile.test_bounds import calls_of

WHOLE = sorted(set(CASES) - {"settings"})
FILES = [
    pytest.param(case, name, id=f"{case}/{name}")
    for case in WHOLE
    for name in sorted(CASES[case])
    if (FOLDER / case / name).exists()
]
MOST_CALLS = 1_500_000

# what a reader must say of these, beside ending: a code, or words of the reason
SAID = {
    "aliases/environment.yml": "ENV025",
    "aliases/circle/environment.yml": "ENV025",
    "nesting/environment.yml": "ENV025",
    "nesting/block/environment.yml": "ENV025",
    "nesting/spec/environment.yml": "ENV014",
    "nesting/a.ipynb": "EGD001",
    "nesting/objects.ipynb": "EGD001",
    "nesting/pixi.toml": "EGD001",
    "notebooks/zip.ipynb": "EGD001",
    "notebooks/gzip.ipynb": "EGD001",
    "notebooks/list.ipynb": "EGD001",
    "notebooks/picture.ipynb": "CMD002",
    "encodings/null/environment.yml": "ENV025",
    "encodings/null-inside/environment.yml": "ENV025",
    "encodings/latin-1/environment.yml": "not valid UTF-8",
    "encodings/surrogates/environment.yml": "not valid UTF-8",
    "encodings/utf-16/environment.yml": "ENV004",
    "encodings/escapes/environment.yml": "ENV025",
    "encodings/escaped-escapes/environment.yml": "ENV008",
        "circles/ssh_config": "SSH016",
}  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files outside of this repository, whose settings leave them out."""
    folder = tmp_path / "hostile"
    shutil.copytree(FOLDER, folder)
    monkeypatch.chdir(folder)
    settings_files.forget()
    return folder


def test_the_files_are_those_that_the_script_writes() -> None:
    committed = {
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()
    }
    assert committed - {".gitattributes"} == set(written())
    for name, data in written().items():
        # what was compressed differs from one zlib to the next
        if name != "notebooks/zip.ipynb" and b"\x1f\x8b" not in data[:2] and "picture" not in name:
            assert (FOLDER / name).read_bytes() == data, name
        assert len(data) <= LARGEST_COMMITTED


@pytest.mark.parametrize(("case", "name"), FILES)
def test_a_hostile_file_ends_in_bounded_work_with_something_to_say(
    case: str, name: str, copied: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(copied / case)
    codes: list[int] = []
    arguments = ["check", "--select", "ALL", "--output", "json=../report", name]
    work = calls_of(lambda: codes.append(main(arguments)))
    said = capsys.readouterr()
    report = json.loads((copied / "report").read_text(encoding="utf-8"))
    found = [f"{one['code']} {one['message']}" for one in report["findings"]]
    unknown = [one["reason"] for one in report["unknowns"]]
    assert codes[0] in (0, 1)
    assert "EGD004" not in said.out
    assert work < MOST_CALLS
    assert SAID.get(f"{case}/{name}", "") in "\n".join([*found, *unknown])
    assert visible(said.out.replace("\n", "")) == said.out.replace("\n", "")
    assert all(line.startswith(("envguard: ", "note: ")) for line in said.err.splitlines())


@pytest.mark.parametrize(
    ("case", "kind"),
    [(case, "github") for case in WHOLE]
    + [("encodings", kind) for kind in ("markdown", "html", "sarif", "gitlab", "junit")],
)
def test_every_report_of_them_is_free_of_what_a_terminal_or_a_runner_obeys(
    case: str, kind: str, copied: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(copied / case)
    assert main(["check", "--select", "ALL", "--output-format", kind, "."]) == 1
    said = capsys.readouterr()
    assert visible(said.out.replace("\n", "")) == said.out.replace("\n", "")
    if kind == "github":
        for line in said.out.splitlines():
            assert not line.startswith("::") or re.match(r"::(error|warning|notice) file=", line)


@pytest.mark.parametrize("case", WHOLE)
def test_fixing_hostile_files_ends_and_leaves_the_others_as_they_were(
    case: str, copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(copied / case)
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert main(["check", "--select", "ALL", "--diff", "--unsafe-fixes", "."]) == 1
    assert before == {path: path.read_bytes() for path in before}
    assert main(["check", "--select", "ALL", "--fix", "."]) == 1
    assert "Traceback" not in capsys.readouterr().err
    after = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert set(after) == set(before)


SETTINGS = {
    "circle": (2, "goes in a circle"),
    "escapes": (2, "unknown setting"),
    "value": (2, "`python` should be"),
    "null": (2, "there is no file"),
    "device": (2, "there is no file /dev/zero"),
    "nesting": (2, "nested too deeply|maximum nesting"),
    "tables": (2, "nested too deeply|maximum nesting"),
    "broken": (2, "not valid TOML"),
    "bytes": (2, "not valid UTF-8"),
    "name": (0, ""),
    "exclude": (0, ""),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_hostile_settings_are_refused_in_words_or_take_bounded_time(
    case: str, copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(copied / "settings" / case)
    Path("run.sh").write_text("pip install numpy==1.26.4\n")
    codes: list[int] = []
    work = calls_of(lambda: codes.append(main(["check", "--profile", "paper", "."])))
    wanted, words = SETTINGS[case]
    said = capsys.readouterr()
    assert work < MOST_CALLS
    if wanted == 2:
        assert codes == [2], said.err
        assert re.search(words, said.err)
        assert said.err.startswith("envguard: ")
        assert visible(said.err.replace("\n", "")) == said.err.replace("\n", "")
    else:
        assert codes[0] in (0, 1)
        assert not said.err


def test_a_name_that_a_million_ways_lead_through_is_held_against_the_pattern(
    copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(copied / "settings" / "name")
    assert main(["check", "--select", "ENV023", "--fail-on", "info", "environment.yml"]) == 1
    assert "does not follow the pattern" in capsys.readouterr().out


def test_broken_settings_in_a_folder_that_is_left_out_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    settings_files.forget()
    (tmp_path / "out").mkdir()
    (tmp_path / "envguard.toml").write_text('exclude = ["out"]\n')
    (tmp_path / "out" / "envguard.toml").write_text("a = [\n")
    for folder in (tmp_path, tmp_path / "out"):
        (folder / "run.sh").write_text("pip install a\n")
    assert main(["check", "--select", "CMD002", "--fail-on", "info", "."]) == 1
    assert capsys.readouterr().err == ""
