"""The report of a paper: the verdict, the commands, what is hidden."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from envguard.engine.paper.answers import ARR, NEURIPS
from envguard.engine.paper.model import Paper
from envguard.engine.paper.origin import origin_of
from envguard.engine.paper.writing import write_paper
from envguard.project import settings as settings_files

PROJECTS = Path(__file__).resolve().parents[2] / "fixtures" / "projects"
CONDA_URL = "https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2"


def paper(folder: Path, **options: object) -> Paper:
    settings_files.forget()
    return write_paper(str(folder), as_of="2026-11-01", **options)[0]  # type: ignore[arg-type]


def laid(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("paper", "not ready"),
        ("paper-locked", "ready"),
        ("paper-signed", "ready"),
        ("paper-stale", "not ready"),
        ("paper-unlocked", "not ready"),
    ],
)
def test_a_project_is_ready_or_not(name: str, state: str) -> None:
    assert paper(PROJECTS / name).state == state


def test_never_more_than_three_steps_and_the_lock_comes_first() -> None:
    steps = paper(PROJECTS / "paper-stale").steps
    assert "envguard lock" in steps[0]
    assert len(paper(PROJECTS / "paper").steps) == 3


def test_a_folder_without_an_environment_cannot_be_told(tmp_path: Path) -> None:
    found = paper(laid(tmp_path, {"README.md": "# Trees\n"}))
    assert found.state == "cannot tell"
    assert "environment.yml" in found.steps[0]
    assert {one.verdict for one in found.answers} <= {"no", "cannot tell"}


def test_without_a_lock_an_environment_is_never_ready(tmp_path: Path) -> None:
    files = {
        "environment.yml": "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.11.9\n",
        "envguard.toml": 'lock = "off"\n',
    }
    found = paper(laid(tmp_path, files))
    assert found.state == "cannot tell"
    assert "nothing holds the versions" in found.why.lower()


def test_facts_of_the_lock() -> None:
    lock = paper(PROJECTS / "paper-signed").lock
    assert lock is not None
    assert (lock.state, lock.python, lock.solved, lock.solved_by) == (
        "fresh", "3.11.9", "2026-03-31", "exclude-newer",
    )  # fmt: skip
    assert len(lock.sha256) == 64
    assert [(one.platform, one.conda, one.pip) for one in lock.counts] == [
        ("linux-64", 4, 1), ("osx-arm64", 5, 1),
    ]  # fmt: skip
    assert ("numpy", "1.26.4") in lock.asked
    assert (lock.branches[0].name, lock.branches[0].packages) == ("pandas", 3)


def test_the_day_of_the_solve_is_that_of_the_newest_package(tmp_path: Path) -> None:
    content = (
        "version: 6\nenvironments:\n  default:\n    channels:\n"
        "    - url: https://conda.anaconda.org/conda-forge/\n    packages:\n      linux-64:\n"
        f"      - conda: {CONDA_URL}\npackages:\n- conda: {CONDA_URL}\n"
        "  sha256: 03a6d28ded42af8a347345f82f3eebdd6807a08526d47899a42d62d319609162\n"
        "  timestamp: 1660346797927\n"
    )
    found = paper(laid(tmp_path, {"pixi.lock": content}))
    assert found.lock is not None
    assert (found.lock.solved, found.lock.solved_by) == ("2022-08-12", "the newest package")
    assert found.main is not None
    assert found.main.commands == ("pixi install --frozen", "pixi shell --frozen")


EXPLICIT = f"# platform: linux-64\n@EXPLICIT\n{CONDA_URL}#2161070d867d1b1204ea749c8eec4ef0\n"
UV = 'version = 1\n\n[[package]]\nname = "six"\nversion = "1.17.0"\n'


@pytest.mark.parametrize(
    ("files", "commands"),
    [
        (
            {"conda-linux-64.lock": EXPLICIT},
            ("conda create --name paper --file conda-linux-64.lock", "conda activate paper"),
        ),
        ({"uv.lock": UV}, ("uv sync --frozen", "uv run --frozen python --version")),
        (
            {"code/uv.lock": UV},
            (
                "uv sync --frozen --project code",
                "uv run --frozen --project code python --version",
            ),
        ),
        (
            {"requirements.txt": "six==1.17.0\n"},
            (
                "python3 -m venv .venv",
                ".venv/bin/python -m pip install --requirement requirements.txt",
            ),
        ),
    ],
)
def test_the_commands_for_what_there_is(
    files: dict[str, str], commands: tuple[str, ...], tmp_path: Path
) -> None:
    main = paper(laid(tmp_path, files)).main
    assert main is not None
    assert main.commands == commands


@pytest.mark.parametrize(
    "name", ["x; touch pwned", "$(touch pwned)", "-n", "a b", "`id`", "x\\ny", "--help"]
)
def test_a_name_is_never_more_than_one_word_of_a_command(name: str, tmp_path: Path) -> None:
    content = f'name: "{name}"\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n'
    main = paper(laid(tmp_path, {"environment.yml": content})).main
    assert main is not None
    assert main.commands[0] == "conda env create --name paper --file environment.yml"


@pytest.mark.parametrize("folder", ["a; touch pwned", "$(id)", "-rf", "it's"])
def test_a_path_is_one_word_of_a_command(folder: str, tmp_path: Path) -> None:
    main = paper(laid(tmp_path, {f"{folder}/uv.lock": UV})).main
    assert main is not None
    words = shlex.split(main.commands[0])
    assert words[:4] == ["uv", "sync", "--frozen", "--project"]
    assert words[4].removeprefix("./") == folder
    assert len(words) == 5
    assert not words[4].startswith("-")


def test_an_answer_has_its_evidence_as_file_and_line() -> None:
    answers = {one.item: one for one in paper(PROJECTS / "paper-signed").answers}
    shown = [place.shown for place in answers["8. Experiments compute resources"].evidence]
    assert shown == ["scripts/train.sbatch:3"]
    assert answers["13. New assets"].evidence[0].shown == "LICENSE:1"
    assert answers["Artifacts Available"].evidence[0].shown == "README.md:3"
    assert {one.url for one in answers.values()} >= {ARR, NEURIPS}


def test_a_doi_of_anything_is_no_archive(tmp_path: Path) -> None:
    found = paper(laid(tmp_path, {"README.md": "See https://doi.org/10.1000/182\n"}))
    assert found.answers[0].verdict == "cannot tell"
    assert found.answers[0].evidence[0].shown == "README.md:1"


def test_files_that_contradict_each_other_are_not_consistent(tmp_path: Path) -> None:
    files = {
        "environment.yml": "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.11.9\n",
        "Dockerfile": "FROM python:3.9\nRUN python x.py\n",
    }
    answers = {one.item: one for one in paper(laid(tmp_path, files)).answers}
    said = answers["Artifacts Evaluated – Functional: Consistent"]
    assert said.verdict == "no"
    assert said.evidence


SECRETS = (
    "Lovelace", "analytical-engine", "lovelace-lab", "engine.internal", "/home/ada", "0815",
    "0000-0002-1825-0097", "123456789",
)  # fmt: skip


def test_an_anonymous_report_names_the_places_and_nobody() -> None:
    found = paper(PROJECTS / "paper-signed", anonymous=True)
    assert found.state == "not ready"
    assert (found.title, found.origin, found.commit) == ("Anonymous submission", "", "")
    places = {(one.kind, one.place.shown) for one in found.traces}
    assert ("user name in a path", "scripts/train.sbatch:5") in places
    assert ("author field", "CITATION.cff:5") in places
    assert ("notebook metadata", "notebooks/figures.ipynb:9") in places
    assert not [word for word in SECRETS if word.lower() in repr(found).lower()]


def test_an_anonymous_report_hides_names_in_paths_and_messages(tmp_path: Path) -> None:
    files = {
        "ada_lovelace/environment.yml": (
            "name: x\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n"
            "prefix: /home/adalove/miniconda3/envs/x\n"
        ),
        "pyproject.toml": '[project]\nname = "x"\nauthors = [{name = "Ada Lovelace"}]\n',
    }
    found = repr(paper(laid(tmp_path, files), anonymous=True)).lower()
    assert "adalove" not in found
    assert "lovelace" not in found


def test_an_anonymous_report_lists_and_hides_the_institutes_own_channel(tmp_path: Path) -> None:
    files = {
        "environment.yml": (
            "name: x\nchannels: [conda-forge, 'https://conda.treelab.org/main']\n"
            "dependencies:\n  - python=3.11\n  - https://packages.treelab.org/x::trees=1.0\n"
        ),
    }
    found = paper(laid(tmp_path, files), anonymous=True)
    assert ("private host", "environment.yml:2") in {(t.kind, t.place.shown) for t in found.traces}
    assert "treelab" not in repr(found)
    assert found.main is not None
    assert found.main.channels == ("conda-forge", "https://[hidden]/main")


def test_an_anonymous_report_repeats_no_server_but_those_of_everybody(tmp_path: Path) -> None:
    files = {
        "environment.yml": (
            "name: x\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - pip\n  - pip:\n"
            "    - --index-url http://pypi.treelab.org:8080/simple\n"
            "    - --extra-index-url http://pypi.org/simple\n"
        ),
        "explicit.txt": (
            "# platform: linux-64\n@EXPLICIT\n"
            "https://conda.treelab.org/main/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2\n"
        ),
    }
    found = repr(paper(laid(tmp_path, files), anonymous=True))
    assert "treelab" not in found
    assert "http://[hidden]/simple" in found
    assert "http://pypi.org/simple" in found


def test_a_path_can_be_found_again_whatever_words_a_name_is_made_of(tmp_path: Path) -> None:
    files = {
        "LICENSE": "Copyright (c) 2026 Docker Research Foundation\n",
        "docker/research.sh": "pip install numpy\n",
    }
    found = paper(laid(tmp_path, files), anonymous=True)
    assert [one.place.shown for one in found.traces] == ["LICENSE:1"]
    assert [one.place.path for one in found.findings] == ["docker/research.sh"]


def test_what_is_public_stays_whoever_wrote_it(tmp_path: Path) -> None:
    files = {
        "environment.yml": "name: x\nchannels: [pytorch, nvidia]\ndependencies: [python=3.11]\n",
        "LICENSE": "Copyright (c) 2021, NVIDIA Corporation & affiliates.\n",
    }
    main = paper(laid(tmp_path, files), anonymous=True).main
    assert main is not None
    assert main.channels == ("pytorch", "nvidia")


def test_the_same_files_give_the_same_report_from_wherever_it_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = paper(PROJECTS / "paper-signed")
    monkeypatch.chdir(PROJECTS / "paper-signed")
    settings_files.forget()
    assert write_paper(".", as_of="2026-11-01")[0] == here
    monkeypatch.chdir(tmp_path)
    assert paper(Path(os.path.relpath(PROJECTS / "paper-signed", tmp_path))) == here


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada:secret@github.com/ada/trees.git", "https://github.com/ada/trees"),
        ("git@github.com:ada/trees.git", "https://github.com/ada/trees"),
        ("/home/ada/trees", ""),
    ],
)
def test_the_remote_is_shown_without_what_logs_in(url: str, shown: str, tmp_path: Path) -> None:
    git = {
        ".git/config": f'[remote "origin"]\n\turl = {url}\n',
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/packed-refs": f"# pack-refs\n{'a1' * 20} refs/heads/main\n",
    }
    assert origin_of(str(laid(tmp_path, git))) == (shown, "a1" * 20)


def test_a_reference_does_not_lead_out_of_the_repository(tmp_path: Path) -> None:
    laid(tmp_path, {"secret": "b2" * 20, "r/.git/HEAD": "ref: refs/../../../secret\n"})
    assert origin_of(str(tmp_path / "r")) == ("", "")
