"""`envguard init` writes what is missing and changes nothing that people wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from envguard.cli import starting
from envguard.cli.front import main
from envguard.cli.starting_files import hook_entry, with_hook
from envguard.project import discovery
from envguard.project import settings as settings_files

WRITTEN = ("envguard.toml", ".pre-commit-config.yaml", ".github/workflows/envguard.yml")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings_files.forget()
    discovery._roots.clear()
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_empty_project_gets_all_three_and_they_are_clean(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [f"wrote {name}" for name in WRITTEN]
    assert 'python = "3.11"' in (project / "envguard.toml").read_text()
    settings_files.forget()
    assert main(["check", "--fail-on", "info"]) == 0


def test_nothing_is_overwritten_unless_it_is_forced(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in WRITTEN:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("# mine\n")
    assert main(["init"]) == 0
    assert "--force overwrites it" in capsys.readouterr().out
    assert {(project / name).read_text() for name in WRITTEN} == {"# mine\n"}
    assert main(["init", "--force"]) == 0
    said = capsys.readouterr().out
    assert "overwrote envguard.toml" in said
    assert "overwrote .github/workflows/envguard.yml" in said
    # what others configured there is theirs, whatever is forced
    assert (project / ".pre-commit-config.yaml").read_text() == "# mine\n"
    assert hook_entry() in said


@pytest.mark.parametrize(
    ("files", "python"),
    [
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.12"\n'}, "3.12"),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.9"\n'}, "3.11"),
        ({".python-version": "3.10.4\n"}, "3.10"),
        ({"environment.yml": "name: a\nchannels: [b]\ndependencies: [python=3.9.18]\n"}, "3.9"),
        ({"environment.yml": "name: a\nchannels: [b]\ndependencies: [python]\n"}, "3.11"),
        ({f"{n}.yml": f"name: a\nchannels: [b]\ndependencies: [python=3.{n}]\n" for n in (9, 10)},
         ""),
    ],
)  # fmt: skip
def test_the_projects_own_python_is_taken(
    project: Path, files: dict[str, str], python: str
) -> None:
    for name, content in files.items():
        (project / name).write_text(content)
    assert starting.python_of(str(project)) == python
    assert main(["init"]) == 0
    settings_files.forget()
    assert settings_files.load("envguard.toml").text("python") == python


def test_settings_in_pyproject_are_enough(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").write_text('[tool.envguard]\npython = "3.10"\n')
    assert main(["init"]) == 0
    assert "left envguard.toml: pyproject.toml has settings already" in capsys.readouterr().out
    assert not (project / "envguard.toml").exists()


def test_a_project_on_gitlab_gets_no_workflow_of_github(project: Path) -> None:
    (project / ".gitlab-ci.yml").write_text("a:\n  script: [ls]\n")
    assert main(["init"]) == 0
    assert not (project / ".github").exists()


def test_no_link_is_followed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = project.parent / f"{project.name}-outside"
    outside.mkdir()
    (project / ".github").symlink_to(outside)
    assert main(["init"]) == 5
    assert "its folder is a link" in capsys.readouterr().err
    assert os.listdir(outside) == []


def test_questions_are_asked_before_each_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def no(words: str) -> bool:
        asked.append(words)
        return False

    assert starting.run_init(False, "", no) == 0
    assert asked == [f"write {name}" for name in WRITTEN]
    assert sorted(os.listdir(project)) == [".git"]


def test_the_action_can_be_named(project: Path) -> None:
    assert main(["init", "--action", "lab/envguard@0123456789abcdef"]) == 0
    assert "uses: lab/envguard@0123456789abcdef\n" in (project / WRITTEN[2]).read_text()
    assert main(["init", "--force", "--action", "x\n      - run: evil"]) == 2


CONFIGURATION = """\
# ours
default_stages: [pre-commit]
repos:
  # first
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v0.15.0 # keep
    hooks:
      - id: ruff
        args: [--fix]  # why

  # the end

exclude: ^data/
"""


@pytest.mark.parametrize(
    "content",
    [
        CONFIGURATION,
        CONFIGURATION.replace("\n  ", "\n"),
        CONFIGURATION.replace("\n", "\r\n"),
        CONFIGURATION.partition("\n\nexclude")[0],
        "repos:\n- repo: meta\n  hooks:\n  - id: check-hooks-apply",
        "repos:\n    -   repo: meta\n        hooks:\n        -   id: identity\n",
    ],
)
def test_the_hook_is_added_and_everything_else_stays(content: str) -> None:
    before = yaml.safe_load(content)
    after = with_hook(content)
    assert after is not None
    found = yaml.safe_load(after)
    assert found["repos"][:-1] == before["repos"]
    assert {k: v for k, v in found.items() if k != "repos"} == {
        k: v for k, v in before.items() if k != "repos"
    }
    assert [one["id"] for one in found["repos"][-1]["hooks"]] == [
        "envguard", "envguard-lock-check",
    ]  # fmt: skip
    lines = after.splitlines()
    assert all(line in lines for line in content.splitlines())


@pytest.mark.parametrize(
    "content",
    ["", "repos: []\n", "repos: [{repo: meta, hooks: [{id: identity}]}]\n", "- a\n", "a: b\n",
     "repos: {\n", "repos: &a\n  - *a\n", "repos:\n", "x: &a [*a]\nrepos:\n  - a\n", "\x00",
     "repos:\n  - &x {repo: meta}\n"],
)  # fmt: skip
def test_where_it_is_not_certain_nothing_is_changed(content: str) -> None:
    after = with_hook(content)
    assert after is None or yaml.safe_load(after)["repos"][-1]["rev"].startswith("v")


@given(st.text(alphabet="repos:-[]{}&*|>#\n \t'\"a", max_size=60))
def test_no_text_makes_it_fail(content: str) -> None:
    for text in (content, f"repos:\n  - {content}", f"repos:\n{content}\n"):
        after = with_hook(text)
        assert after is None or yaml.safe_load(after)["repos"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    # click asks bash for its version, and says so where it is too old
    assert main(["completion", shell]) == 0
    assert "_ENVGUARD_COMPLETE" in capsys.readouterr().out


def test_a_command_is_completed() -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not here")
    environment = {
        **os.environ, "_ENVGUARD_COMPLETE": "bash_complete", "COMP_WORDS": "envguard ch",
        "COMP_CWORD": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", "from envguard.cli.front import main; main([])"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "plain,check\n"


def test_every_command_shows_examples_of_its_use(capsys: pytest.CaptureFixture[str]) -> None:
    from envguard.cli.commands.line import envguard

    for name in envguard.commands:
        assert main([name, "--help"]) == 0
        examples = capsys.readouterr().out.partition("Examples:\n")[2]
        assert f"envguard {name}" in examples.splitlines()[0], name
