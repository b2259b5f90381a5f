"""Whether a lock holds an environment or a requirements file: by what is in it, not by its name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from envguard.project.project import Project
from envguard.project.settings import Settings
from envguard.testing import check_files

URL = "https://conda.anaconda.org/conda-forge/linux-64/"
BARE = "channels: [conda-forge]\ndependencies:\n  - python\n  - xz\n"
WITH_PIP = BARE + "  - pip\n  - pip:\n      - rich\n"


def package(name: str, version: str, manager: str = "conda") -> str:
    return (
        f"- name: {name}\n  version: '{version}'\n  manager: {manager}\n  platform: linux-64\n"
        f"  url: {URL}{name}-{version}-0.conda\n  hash:\n    md5: {'a' * 32}\n  optional: false\n"
    )


def conda_lock(*packages: str, sources: tuple[str, ...] = ("environment.yml",)) -> str:
    listed = "".join(f"  - {source}\n" for source in sources)
    return (
        "version: 1\nmetadata:\n  platforms:\n  - linux-64\n  sources:\n"
        f"{listed}package:\n{''.join(packages)}"
    )


PYTHON, XZ, PIP = package("python", "3.11.9"), package("xz", "5.2.6"), package("pip", "24.0")
RICH = package("rich", "13.7.1", "pip")
GOOD = conda_lock(PYTHON, XZ)
EXPLICIT = f"@EXPLICIT\n{URL}python-3.11.9-0.conda\n{URL}xz-5.2.6-0.conda\n{URL}pip-24.0-0.conda\n"
UV = '[[package]]\nname = "rich"\nversion = "13.0"\n'


def held(folder: Path, files: dict[str, str], asked: str, part: str) -> bool | None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    project = Project(str(folder), Settings(str(folder), {}, {}))
    return project.is_held(os.path.join(folder, asked), part)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("environment", "lock", "content", "part", "expected"),
    [
        (BARE, "conda-lock.yml", GOOD, "conda", True),
        (BARE, "conda-lock.yml", GOOD, "python", True),
        (BARE, "conda-lock.yml", conda_lock(PYTHON), "conda", False),
        (BARE, "conda-lock.yml", conda_lock(), "conda", False),
        (BARE, "conda-lock.yml", "", "conda", False),
        (BARE, "conda-lock.yml", GOOD + "<<<<<<< ours\n", "conda", False),
        (BARE, "conda-lock.yml", "metadata: [\n" + GOOD, "conda", False),
        (BARE, "conda-lock.yml", conda_lock(PYTHON, XZ, sources=("other.yml",)), "conda", False),
        (BARE, "other.conda-lock.yml", GOOD.replace("environment.yml", "x.yml"), "conda", False),
        (BARE, "conda-lock.yml", conda_lock(PYTHON, XZ, sources=("environment.yml", "gone.yml")),
         "conda", True),
        (BARE.replace("- xz", "- '{{ name }}'"), "conda-lock.yml", GOOD, "conda", None),
        (BARE, "conda-linux-64.lock", EXPLICIT, "python", True),
        (WITH_PIP, "conda-linux-64.lock", EXPLICIT, "conda", True),
        (WITH_PIP, "conda-linux-64.lock", EXPLICIT, "pip", False),
        (WITH_PIP, "conda-lock.yml", conda_lock(PYTHON, XZ, PIP, RICH), "pip", True),
        (WITH_PIP, "conda-lock.yml", conda_lock(PYTHON, XZ, PIP), "pip", False),
        (WITH_PIP, "conda-lock.yml", conda_lock(PYTHON, PIP, RICH), "pip", True),
        ("dependencies:\n  - python\n  - pip\n  - pip:\n      - rich\n", "uv.lock", UV, "pip",
         True),
        ("dependencies:\n  - python\n  - pip\n  - pip:\n      - rich\n", "uv.lock", UV, "python",
         False),
    ],
)  # fmt: skip
def test_a_lock_holds_what_it_has_of_an_environment(
    tmp_path: Path, environment: str, lock: str, content: str, part: str, expected: bool | None
) -> None:
    files = {"environment.yml": environment, lock: content}
    assert held(tmp_path, files, "environment.yml", part) is expected


@pytest.mark.parametrize(
    ("asked", "lock", "content", "expected"),
    [
        ("rich", "uv.lock", UV, True),
        ("rich>=12", "uv.lock", UV, True),
        ("rich>=14", "uv.lock", UV, False),
        ("rich\nflask", "uv.lock", UV, False),
        ("rich", "uv.lock", "", False),
        ("rich", "pdm.lock", UV, True),
        ("rich", "pylock.dev.toml", UV.replace("package", "packages"), True),
        ("rich", "requirements.lock", "rich==13.0\n", True),
        ("rich", "requirements.lock", "rich>=13.0\n", False),
        ("rich", "requirements.lock", "flask==3.0\n", False),
        ("rich", "conda-lock.yml", GOOD, False),
    ],
)
def test_a_lock_holds_what_it_has_of_a_requirements_file(
    tmp_path: Path, asked: str, lock: str, content: str, expected: bool | None
) -> None:
    files = {"requirements.txt": asked, lock: content}
    assert held(tmp_path, files, "requirements.txt", "pip") is expected


@pytest.mark.parametrize(
    ("compiled", "expected"),
    [
        ("rich==13.0  # via -r requirements.in\n", True),
        ("# uv pip compile requirements.in\nrich==13.0\n", True),
        ("# uv pip compile requirements.in\nflask==3.0\n", False),
        ("# uv pip compile requirements.in\nrich==11.0\n", False),
        ("rich==13.0\n", False),
    ],
)
def test_a_compiled_list_holds_the_projects_that_it_pins(
    tmp_path: Path, compiled: str, expected: bool
) -> None:
    files = {"requirements.in": "rich>=12\n", "requirements.txt": compiled}
    assert held(tmp_path, files, "requirements.in", "pip") is expected


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        (conda_lock(PYTHON, XZ, PIP, RICH), []),
        (conda_lock(PYTHON, package("zstd", "1.5"), PIP, RICH), ["ENV001", "ENV013"]),
        (conda_lock(PYTHON, XZ, PIP), ["PIP001"]),
        (conda_lock(PYTHON, XZ, PIP, RICH) + "<<<<<<< ours\n", ["ENV001", "ENV013", "PIP001"]),
        (conda_lock(PYTHON, XZ, PIP, RICH, sources=("gpu.yml",)), ["ENV001", "ENV013", "PIP001"]),
    ],
)
def test_only_a_lock_that_holds_the_environment_quiets_its_rules(
    lock: str, expected: list[str]
) -> None:
    result = check_files({"environment.yml": WITH_PIP, "conda-lock.yml": lock})
    found = [
        one.code
        for one in result.reported
        if one.code in ("ENV001", "ENV013", "PIP001") and one.severity.name != "INFO"
    ]
    assert sorted(found) == expected


def test_whether_an_unknown_lock_holds_them_is_said_to_be_unknown() -> None:
    result = check_files(
        {
            "environment.yml": BARE.replace("- xz", "- xz\n  - '{{ name }}'"),
            "conda-lock.yml": conda_lock(PYTHON, XZ),
        }
    )
    assert {"ENV001", "ENV013"} <= {one.code for one in result.unknowns}
