"""`envguard lock --check`: edits of environment.yml, each judged without a solver or a network."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.lock.problem import LockProblem
from envguard.lock.staleness import check_locks

ENVIRONMENT = """\
name: paper
channels:
  - conda-forge
platforms: [linux-64, osx-arm64]
dependencies:
  - python=3.11
  - numpy>=1.26
  - scipy
  - pip
  - pip:
    - requests>=2.30
"""
PACKAGES = {
    "python": ("3.11.9", "conda", "h1_0_cpython", {}),
    "numpy": ("2.1.0", "conda", "py311h1_0", {"python": "", "libblas": ">=3.9"}),
    "scipy": ("1.14.0", "conda", "py311h2_1", {"numpy": ">=1.23"}),
    "libblas": ("3.9.0", "conda", "h3_24", {}),
    "pip": ("24.2", "conda", "pyh1_0", {"python": ""}),
    "requests": ("2.32.3", "pip", "", {}),
}


def lock_text(environment: str) -> str:
    """A lock with the hash that conda-lock gives the environment."""
    from envguard.model import Source, Text
    from envguard.subjects.environment.reading import read_environment
    from envguard.subjects.lock.asked import EnvironmentSource
    from envguard.subjects.lock.content_hash import content_hash

    source = EnvironmentSource(
        read_environment(Text.whole(Source("environment.yml", environment)), "environment.yml")
    )
    lines = ["version: 1", "metadata:", "  content_hash:"]
    for platform in ("linux-64", "osx-arm64"):
        lines.append(f"    {platform}: {content_hash([source], platform)}")
    lines += ["  channels:", "  - url: conda-forge", "    used_env_vars: []", "  platforms:"]
    lines += ["  - linux-64", "  - osx-arm64", "  sources:", "  - environment.yml", "package:"]
    for name, (version, manager, build, needs) in PACKAGES.items():
        for platform in ("linux-64", "osx-arm64"):
            url = (
                f"https://conda.anaconda.org/conda-forge/{platform}/{name}-{version}-{build}.conda"
            )
            if manager == "pip":
                url = f"https://files.example/{name}-{version}-py3-none-any.whl"
            lines += [
                f"- name: {name}", f"  version: '{version}'", f"  manager: {manager}",
                f"  platform: {platform}",
                "  dependencies:" if needs else "  dependencies: {}",
                *(f"    {one}: '{words}'" for one, words in needs.items()),
                f"  url: {url}", "  hash:", f"    md5: {'a' * 32}", f"    sha256: {'b' * 64}",
                "  category: main", "  optional: false",
            ]  # fmt: skip
    return "\n".join(lines) + "\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "environment.yml").write_text(ENVIRONMENT)
    (tmp_path / "conda-lock.yml").write_text(lock_text(ENVIRONMENT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


HARMLESS = [
    ("  - numpy>=1.26", "  - numpy>=1.26,<3"),
    ("  - scipy\n", "  - scipy\n  - libblas\n"),
    ("  - scipy\n", "  - scipy>=1.10\n"),
    ("  - conda-forge\n", "  - conda-forge\n  - bioconda\n"),
    ("    - requests>=2.30", "    - requests"),
    ("  - scipy\n", ""),
]
HARMFUL = [
    (
        "  - numpy>=1.26",
        "  - numpy>=2.5",
        "`numpy>=2.5` is asked for, and the lock holds numpy 2.1.0",
    ),
    ("  - scipy\n", "  - scipy\n  - polars\n", "`polars` is not in the lock (linux-64, osx-arm64)"),
    ("  - python=3.11", "  - python=3.12", "the lock holds python 3.11.9"),
    ("requests>=2.30", "requests>=3", "the lock holds requests 2.32.3"),
    ("requests>=2.30", "requests>=2.30\n    - flask", "`flask` is not in the lock"),
    ("  - conda-forge\n", "  - bioconda\n", "the channel conda-forge is gone"),
    ("  - scipy\n", "  - scipy=*=*_0\n", "the lock holds scipy 1.14.0 py311h2_1"),
    ("  - numpy>=1.26", "  - numpy>=2.5\n  - numpy>=1.26", "the lock holds numpy 2.1.0"),
    ("  - scipy\n", "  - scipy\n  - polars  # [osx]\n", "`polars` is not in the lock (osx-arm64)"),
]
UNTOUCHED = [("name: paper", "name: other"), ("  - scipy\n", "  - scipy   # the solver\n")]


@pytest.mark.parametrize(("old", "new"), UNTOUCHED)
def test_an_edit_that_conda_lock_does_not_see_leaves_it_fresh(
    project: Path, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "environment.yml").write_text(ENVIRONMENT.replace(old, new))
    assert main(["lock", "--check"]) == 0
    assert capsys.readouterr().out == "conda-lock.yml: fresh\n"


@pytest.mark.parametrize(("old", "new"), HARMLESS)
def test_an_edit_that_the_lock_still_meets_is_harmless(
    project: Path, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in ENVIRONMENT
    (project / "environment.yml").write_text(ENVIRONMENT.replace(old, new))
    assert main(["lock", "--check", "environment.yml"]) == 0
    assert "it still holds all that they ask for" in capsys.readouterr().out


@pytest.mark.parametrize(("old", "new", "told"), HARMFUL)
def test_an_edit_that_it_does_not_meet_is_told_with_spec_and_platform(
    project: Path, old: str, new: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in ENVIRONMENT
    (project / "environment.yml").write_text(ENVIRONMENT.replace(old, new))
    assert main(["lock", "--check"]) == 1
    found = capsys.readouterr().out
    assert found.startswith("conda-lock.yml: stale")
    assert told in found


def test_json_says_the_same(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "environment.yml").write_text(ENVIRONMENT.replace("numpy>=1.26", "numpy>=2.5"))
    assert main(["lock", "--check", "--output-format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["locks"]
    assert found["state"] == "stale"
    assert found["breaks"] == [
        {
            "kind": "version", "asked": "numpy>=2.5", "path": "environment.yml", "line": 7,
            "platforms": ["linux-64", "osx-arm64"], "held": "numpy 2.1.0 py311h1_0",
        }
    ]  # fmt: skip


def test_an_environment_without_a_lock_does_not_pass(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "conda-lock.yml").unlink()
    assert main(["lock", "--check"]) == 1
    assert "it has no lock" in capsys.readouterr().out


def test_what_is_neither_lock_nor_environment_is_wrong_usage(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "requirements.txt").write_text("numpy\n")
    assert main(["lock", "--check", "requirements.txt"]) == 2
    assert "it is neither a lock nor an environment file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("version: 1\nmetadata:\n  a: [\n", "line "),
        ("version: 1\n<<<<<<< ours\nx: 1\n=======\nx: 2\n>>>>>>> theirs\n",
         "line 2 begins a merge conflict"),
        ("", "cannot tell"),
    ],
)  # fmt: skip
def test_a_damaged_lock_is_never_fresh(
    project: Path, content: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "conda-lock.yml").write_text(content)
    assert main(["lock", "--check"]) == 1
    assert told in capsys.readouterr().out


def test_half_a_lock_is_not_fresh(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = lock_text(ENVIRONMENT)
    (project / "conda-lock.yml").write_text(whole[: whole.index("- name: scipy")])
    assert main(["lock", "--check"]) == 1
    assert "`scipy` is not in the lock" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["environment.yml"], ["--", "environment.yml"]])
def test_a_hook_passes_over_what_was_never_locked(project: Path, arguments: list[str]) -> None:
    assert main(["lock", "--check", "--if-locked", *arguments]) == 0
    (project / "environment.yml").write_text(ENVIRONMENT.replace("scipy", "pandas"))
    assert main(["lock", "--check", "--if-locked", *arguments]) == 1
    (project / "conda-lock.yml").unlink()
    assert main(["lock", "--check", "--if-locked", *arguments]) == 0


def test_a_hook_stops_at_a_broken_lock_and_not_at_one_without_a_source(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (project / "conda-lock.yml").read_text()
    (project / "conda-lock.yml").write_text(f"<<<<<<< ours\n{whole}")
    assert main(["lock", "--check", "--if-locked", "conda-lock.yml"]) == 1
    (project / "conda-lock.yml").write_text(whole)
    (project / "environment.yml").unlink()
    assert main(["lock", "--check", "conda-lock.yml"]) == 1
    assert main(["lock", "--check", "--if-locked", "conda-lock.yml", "notes.yml"]) == 0
    assert "cannot tell whether it is fresh: environment.yml" in capsys.readouterr().out


def test_if_locked_belongs_to_check(project: Path) -> None:
    assert main(["lock", "--if-locked"]) == 2


def test_nothing_to_judge_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LockProblem, match=r"neither a lock nor an environment\.yml"):
        check_locks(())


def test_it_needs_neither_solver_nor_conda_lock(project: Path) -> None:
    import subprocess

    code = (
        "import sys; from envguard.cli.front import main; code = main(['lock', '--check']);"
        "heavy = {'rattler', 'uv', 'conda_lock', 'click', 'asyncio'} & set(sys.modules);"
        "print(code, sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
