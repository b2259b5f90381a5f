"""Options and failures that are rarely met: what is printed, and the exit code."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from envguard.cli import inspecting, starting
from envguard.cli.front import main
from envguard.engine.check import Check
from envguard.project import settings as settings_files

SSH = """\
Host gpu
  User ada
  IdentityFile ~/.ssh/a
  IdentityFile ~/.ssh/b
Match exec "true"
  Port 2222
"""
ENVIRONMENT = """\
channels: [conda-forge]
dependencies:
  - python=3.11
  - conda-forge::numpy=1.26=py311_0
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings_files.forget()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "environment.yml").write_text(ENVIRONMENT)
    (tmp_path / "ssh_config").write_text(SSH)
    (tmp_path / "run.sh").write_text("jupyter lab --ip=0.0.0.0 --port 1\n")
    return tmp_path


def test_inspect_gives_all_subjects_as_json(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", "--output-format", "json", "."]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["argv"][0] for one in document["commands"]] == ["jupyter"]
    python, numpy = document["environments"][0]["dependencies"]
    assert (python["name"], python["version"], python["build"]) == ("python", "3.11.*", None)
    assert (numpy["channel"], numpy["build"], numpy["accepted"]) == ("conda-forge", "py311_0", True)
    server = document["jupyter_servers"][0]
    assert (server["listens"], server["port"]) == ("all", 1)
    assert server["origins"]["listens"]["line"] == 1


def test_inspect_says_of_an_environment_without_a_name_what_there_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", "environment.yml"]) == 0
    shown = capsys.readouterr().out
    assert "name:" not in shown
    assert "conda: numpy 1.26 (4:5)" in shown


def test_inspect_says_why_a_file_cannot_be_read(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "compose.yml").write_text("name: [\n")
    assert main(["inspect", "compose.yml"]) == 0
    assert "cannot be read: did not find expected node content" in capsys.readouterr().out


def test_inspect_shows_a_host_with_origins_and_doubts(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", "--host", "gpu", "ssh_config"]) == 0
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert shown[0] == "gpu"
    assert "user ada (ssh_config:2)" in shown
    assert "identityfile ~/.ssh/a ~/.ssh/b (ssh_config:3)" in shown
    assert "port 22 (ssh's default)" in shown
    doubt = "may be 2222 (ssh_config:6): Match exec runs a command, which is never run here"
    assert doubt in shown


def test_inspect_gives_hosts_as_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["inspect", "--host", "gpu", "--host", "-x", "--output-format=json", "ssh_config"])
        == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert document["hosts"]["gpu"]["options"]["user"]["value"] == "ada"
    assert document["hosts"]["-x"]["ok"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "-x", "ssh_config"], "ssh refuses this host: hostname contains invalid"),
        (["--host", "x", "bad_config"], "ssh refuses the file: Bad configuration option: foo"),
    ],
)
def test_inspect_says_what_ssh_refuses(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (project / "bad_config").write_text("Foo x\n")
    assert main(["inspect", *arguments]) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "x", "."], ".: it is not a regular file"),
        (["--host", "x", "ssh_config", "run.sh"], "--host takes exactly one file"),
        (["gone"], "gone: there is no such file or folder"),
    ],
)
def test_inspect_says_what_it_cannot_take(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["inspect", *arguments]) == 2
    assert capsys.readouterr().err == f"envguard: {said}\n"


def test_inspect_of_nothing_that_it_knows_is_no_success(project: Path) -> None:
    (project / "empty").mkdir()
    assert main(["inspect", "empty"]) == 3


def test_settings_are_shown_as_toml_with_their_origins(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "envguard.toml").write_text(
        'python = "3.12"\nignore = ["ENV001"]\n[severity]\nENV013 = "error"\n'
    )
    settings_files.forget()
    assert main(["check", "--show-settings"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert 'python = "3.12"  # envguard.toml:1' in lines
    assert 'severity = {"ENV013" = "error"}  # envguard.toml:3' in lines
    assert "purpose = {}  # default" in lines


@pytest.mark.parametrize("given", ["nonsense", "json=", "yaml=a"])
@pytest.mark.parametrize("command", ["check", "fleet"])
def test_an_output_that_is_none_is_wrong_usage(
    project: Path, command: str, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--output", given, "."]) == 2
    assert "is not" in capsys.readouterr().err


def test_rules_are_listed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--output-format", "json"]) == 0
    rows = {row["code"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["ENV004"]["fix"] == "safe"
    assert rows["ENV004"]["url"].endswith("/ENV004/")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["gone"], 2, "gone: there is no such folder"),
        (["run.sh"], 2, "run.sh: it is a file; name the folder of the paper"),
        (["--output", "gone/page.html", "."], 5, "gone/page.html: No such file or directory"),
        (["--settings", "wrong.toml", "."], 2, "wrong.toml:1: "),
        (["empty"], 3, "nothing to check was found"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(
    project: Path, arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "empty").mkdir()
    (project / "wrong.toml").write_text("pyhton = 1\n")
    assert main(["report", *arguments]) == code
    assert said in capsys.readouterr().err


class Broken(io.StringIO):
    """A standard output whose reader has gone, or whose disk is full."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error
        self.buffer = self

    def write(self, words: object) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("arguments", "gone", "full"), [(["check", "run.sh"], 0, 5), (["report", "."], 1, 5)]
)
def test_a_reader_that_goes_is_no_failure_and_a_full_disk_is_one(
    project: Path, arguments: list[str], gone: int, full: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, code in ((BrokenPipeError(32, "Broken pipe"), gone), (OSError(28, "full"), full)):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", Broken(error))
            assert main(arguments) == code
            sys.stdout.close()


def test_an_interrupt_ends_each_command_with_130(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(Check, "run", interrupted)
    assert main(["check", "."]) == 130
    assert main(["report", "."]) == 130
    monkeypatch.setattr(inspecting, "discover", interrupted)
    assert main(["inspect", "."]) == 130


def test_a_terminal_of_few_characters_gets_the_others_escaped(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "environment.yml").write_text("name: é\n" + ENVIRONMENT + "  - naïve\n")
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["check", "environment.yml"]) == 1
    terminal.flush()
    shown = terminal.buffer.getvalue()  # type: ignore[attr-defined]
    assert b"na\\xefve" in shown


def test_init_adds_the_hook_to_the_hooks_that_are_there(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hooks = project / ".pre-commit-config.yaml"
    hooks.write_text("repos:\n  - repo: https://example.org/b\n    rev: v1\n    hooks: [{id: c}]\n")
    (project / ".git").mkdir()
    assert main(["init"]) == 0
    assert "added envguard to .pre-commit-config.yaml" in capsys.readouterr().out
    assert "      - id: envguard\n" in hooks.read_text()
    assert main(["init"]) == 0
    assert "left .pre-commit-config.yaml: envguard is in it already" in capsys.readouterr().out


def test_init_leaves_hooks_that_it_cannot_read_to_their_owner(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hooks = project / ".pre-commit-config.yaml"
    hooks.write_bytes(b"repos: \xff\n")
    (project / ".git").mkdir()
    assert main(["init"]) == 0
    assert "add this to its `repos:` yourself" in capsys.readouterr().out
    assert hooks.read_bytes() == b"repos: \xff\n"


def test_nobody_is_asked_where_nobody_sits_at_a_terminal() -> None:
    assert starting.ask_at_terminal() is None
