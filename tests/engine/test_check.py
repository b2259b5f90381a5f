"""The main job on odd input: one clear outcome each, and the rest of the run unharmed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.project import settings as settings_files
from envguard.project.reading import MAXIMUM_BYTES

BAD = "curl -s https://x.org/i.sh | bash\n"


@pytest.fixture(autouse=True)
def _fresh_settings() -> None:
    settings_files.forget()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.sh").write_text(BAD)
    return tmp_path


def codes(*paths: str) -> list[str]:
    return [r.code for r in check(Request(paths=paths or (".",))).reported]


def test_broken_yaml_is_one_finding_and_the_rest_goes_on(project: Path) -> None:
    (project / "environment.yml").write_text("name: a\ndependencies:\n\t- python\n")
    (project / "compose.yml").write_text("services:\n\tjupyter: b\n")
    assert codes() == ["CMD006", "EGD001", "ENV025"]


def test_a_pointer_of_git_lfs_is_unknown_and_not_broken(project: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    (project / "bad.sh").unlink()
    (project / "a.ipynb").write_text(pointer)
    result = check(Request(paths=(".",)))
    assert result.reported == []
    assert [(u.code, "git lfs pull" in u.reason) for u in result.unknowns] == [("EGD001", True)]
    (project / "a.ipynb").write_text(pointer + "# more\n" * 1000)
    assert codes() == ["EGD001"]


def test_undecodable_bytes_are_one_finding_with_their_place(project: Path) -> None:
    (project / "environment.yml").write_bytes(b"name: a\nchannels: [\xff]\n")
    found = check(Request(paths=("environment.yml",))).reported
    assert [(r.code, r.finding.location.begin) for r in found] == [("EGD001", (2, 12))]


def test_a_huge_file_is_unknown_and_not_read(project: Path) -> None:
    with (project / "environment.yml").open("wb") as stream:
        stream.truncate(MAXIMUM_BYTES + 1)
    result = check(Request())
    assert [one.path for one in result.skipped] == ["environment.yml"]
    assert [(u.code, "10 MiB" in u.reason) for u in result.unknowns] == [("EGD001", True)]


def test_a_python_config_is_read_in_the_encoding_that_it_declares(project: Path) -> None:
    config = b"# -*- coding: latin-1 -*-\n# caf\xe9\nc.ServerApp.ip = '*'\nc.ServerApp.token = ''\n"
    (project / "jupyter_server_config.py").write_bytes(config)
    assert "JUP001" in codes("jupyter_server_config.py")


@pytest.mark.parametrize(
    ("name", "content"),
    [("compose.yml", "services: ["), (".github/workflows/a.yml", "jobs: [a"), ("a.ipynb", "{")],
)
def test_a_broken_file_is_a_finding_also_where_it_names_no_program(
    project: Path, name: str, content: str
) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(content)
    assert codes(name) == ["EGD001"]


def test_a_file_given_in_several_ways_is_checked_once(project: Path) -> None:
    assert codes("bad.sh", "./bad.sh", ".") == ["CMD006"]


def test_a_given_link_out_of_the_repository_is_neither_read_nor_mended(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    os.system("git init -q .")
    outside = tmp_path_factory.mktemp("outside") / "out.sh"
    outside.write_text("conda env export > environment.yml\n")
    (project / "link.sh").symlink_to(outside)
    result = check(Request(paths=("link.sh",), fix=True, unsafe_fixes=True))
    assert [one.reason for one in result.skipped] == ["it is a link that leaves the project"]
    assert outside.read_text() == "conda env export > environment.yml\n"


@pytest.mark.parametrize("pattern", ["*", "**/bad.sh", "/bad.sh", "*.sh", "./bad.sh"])
def test_every_way_to_spell_an_exclusion_works(project: Path, pattern: str) -> None:
    (project / "envguard.toml").write_text(f'exclude = ["{pattern}"]\n')
    assert codes() == []


def test_an_anchored_pattern_means_the_root_only(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "bad.sh").write_text(BAD)
    (project / "envguard.toml").write_text('exclude = ["/bad.sh"]\n')
    assert [r.finding.location.path for r in check(Request()).reported] == ["sub/bad.sh"]


def test_a_report_that_cannot_be_written_is_said_plainly(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "bad.sh", "--output", "json=nowhere/x.json"]) == 5
    assert "nowhere/x.json: No such file or directory" in capsys.readouterr().err


def test_json_stays_json_beside_a_diff(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--diff", "--output-format", "json", "bad.sh"])
    assert json.loads(capsys.readouterr().out)["summary"]["error"] == 1


def test_an_empty_file_is_read(project: Path) -> None:
    (project / "setup.sh").write_text("")
    assert ("setup.sh", "shell") in check(Request()).checked


def test_a_folder_with_a_files_name_is_walked(project: Path) -> None:
    (project / "environment.yml").mkdir()
    (project / "environment.yml" / "worse.sh").write_text(BAD)
    assert codes() == ["CMD006", "CMD006"]


def test_links_in_circles_and_out_of_the_project_are_not_followed(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "out.sh"
    outside.write_text(BAD)
    (project / "loop.sh").symlink_to("loop.sh")
    (project / "folder").symlink_to(project)
    (project / "out.sh").symlink_to(outside)
    assert codes() == ["CMD006"]


def test_a_pipe_is_not_waited_for(project: Path) -> None:
    os.mkfifo(project / "pipe.sh")
    result = check(Request())
    assert [one.reason for one in result.skipped] == ["it is not a regular file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all files")
def test_an_unreadable_file_is_a_finding(project: Path) -> None:
    (project / "closed.sh").write_text("")
    (project / "closed.sh").chmod(0)
    assert codes() == ["CMD006", "EGD001"]


def test_git_ignored_files_are_not_checked_and_hidden_folders_are(project: Path) -> None:
    os.system("git init -q .")
    (project / ".gitignore").write_text("bad.sh\n")
    (project / ".github").mkdir()
    (project / ".github" / "run.sh").write_text(BAD)
    result = check(Request())
    assert [path for path, _ in result.checked] == [".github/run.sh"]


def test_an_explicit_file_is_checked_whatever_git_ignores(project: Path) -> None:
    os.system("git init -q .")
    (project / ".gitignore").write_text("bad.sh\n")
    assert codes("bad.sh") == ["CMD006"]


def test_excluded_files_are_left_out_even_when_given_but_an_excluded_folder_is_entered(
    project: Path,
) -> None:
    (project / "envguard.toml").write_text('exclude = ["sub", "bad.sh"]\n')
    (project / "sub").mkdir()
    (project / "sub" / "worse.sh").write_text(BAD)
    assert codes() == []
    assert codes("bad.sh") == []
    assert codes("sub/worse.sh") == []
    assert codes("sub") == ["CMD006"]


def test_settings_further_in_do_not_bring_back_what_is_excluded_further_out(project: Path) -> None:
    (project / "envguard.toml").write_text('exclude = ["sub", "bad.sh"]\n')
    (project / "sub").mkdir()
    (project / "sub" / "envguard.toml").write_text('profile = "default"\n')
    (project / "sub" / "worse.sh").write_text(BAD)
    assert codes() == []


def test_a_hook_says_the_same_of_one_file_as_a_run_over_everything(project: Path) -> None:
    (project / "worse.sh").write_text(BAD * 2)
    everything = [r for r in check(Request()).reported if r.finding.location.path == "bad.sh"]
    assert check(Request(paths=("bad.sh",))).reported == everything


def test_stdin_is_taken_for_what_it_is_said_to_be() -> None:
    request = Request(paths=("-",), stdin_filename="x.sh")
    assert [r.code for r in check(request, BAD).reported] == ["CMD006"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "bad.sh"], 1),
        (["check", "good.sh"], 0),
        (["check", "--exit-zero", "bad.sh"], 0),
        (["check", "--ignore", "CMD006", "bad.sh"], 0),
        (["check", "--min-severity", "error", "good.sh"], 0),
        (["check", "missing.sh"], 2),
        (["check", "--nonsense"], 2),
        (["check", "--select", "NONSENSE", "bad.sh"], 2),
        (["check", "empty"], 3),
        (["check", "--fix", "-"], 2),
        (["check", "unknown.xyz"], 0),
        (["explain", "NONSENSE"], 2),
        (["explain", "CMD006"], 0),
        (["rules"], 0),
        (["--version"], 0),
        (["check", "--help"], 0),
        (["nonsense"], 2),
    ],
)
def test_exit_codes(project: Path, arguments: list[str], code: int) -> None:
    (project / "good.sh").write_text("echo\n")
    (project / "unknown.xyz").write_text("")
    (project / "empty").mkdir()
    assert main(arguments) == code


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("pyton = '3.11'\n", ["envguard.toml:1:", "unknown setting `pyton`", "`python`"]),
        ("\npython = 3.11\n", ["envguard.toml:2:", "`python` should be", '"3.11"', "3.11"]),
        ("select = ['NOPE']\n", ["envguard.toml:1:", "names no rule: NOPE"]),
        ("python = \n", ["envguard.toml", "not valid TOML", "line 1"]),
        ("extends = 'none.toml'\n", ["envguard.toml:1:", "there is no file none.toml"]),
        ("extends = 'envguard.toml'\n", ["envguard.toml:1:", "in a circle"]),
        ("plugins = ['none']\n", ["envguard.toml:1:", "no installed package", "`none`"]),
    ],
)
def test_wrong_settings_are_said_with_file_line_key_and_what_was_expected(
    project: Path, capsys: pytest.CaptureFixture[str], toml: str, words: list[str]
) -> None:
    (project / "envguard.toml").write_text(toml)
    assert main(["check", "bad.sh"]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    for word in words:
        assert word in said


def test_control_characters_of_a_hostile_file_never_reach_the_terminal(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "evil\x1b[31m.sh").write_text("curl -s 'https://x.org/\x1b]0;a\x07i.sh' | bash\n")
    main(["check", "."])
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\\x1b" in said


def test_nothing_to_check_can_be_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 3
    assert main(["check", "--allow-empty"]) == 0


WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [run: make]\n"


@pytest.mark.parametrize("repository", [True, False])
def test_a_file_is_of_the_kind_that_its_folders_say_also_for_who_stands_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: bool
) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    if repository:
        (tmp_path / ".git").mkdir()
    (folder / "ci.yml").write_text(WORKFLOW)
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "config").write_text("Host *\n  ForwardAgent yes\n")
    for start, path, kind in [
        (".", ".github/workflows/ci.yml", "workflow"), (".github", "workflows/ci.yml", "workflow"),
        (".github/workflows", "ci.yml", "workflow"), (".github/workflows", "./ci.yml", "workflow"),
        (".ssh", "../.github/workflows/ci.yml", "workflow"), (".ssh", "config", "ssh-config"),
    ]:  # fmt: skip
        monkeypatch.chdir(tmp_path / start)
        assert [kind for _, kind in check(Request((path,))).checked] == [kind], (start, path)
