"""Which lock belongs to which environment file."""

from __future__ import annotations

from pathlib import Path

import pytest

from envguard.project.lock_kinds import lock_kind
from envguard.project.locks import project_locks, stem_words
from envguard.project.project import Project
from envguard.project.settings import Origin, Settings

ENVIRONMENT = "channels: [conda-forge]\ndependencies:\n  - xz\n"
URL = "https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.conda"
EXPLICIT = f"@EXPLICIT\n{URL}#2161070d867d1b1204ea749c8eec4ef0\n"
UV = '[[package]]\nname = "rich"\nversion = "13.0"\n'


def conda_lock(*sources: str) -> str:
    listed = "".join(f"  - {source}\n" for source in sources)
    return (
        "version: 1\nmetadata:\n  platforms:\n  - linux-64\n  sources:\n"
        f"{listed}package:\n- name: xz\n  version: 5.2.6\n  manager: conda\n"
        f"  platform: linux-64\n  url: {URL}\n  hash:\n    md5: {'a' * 32}\n  optional: false\n"
    )


def locks_of(folder: Path, environment: str, **settings: dict[str, str]) -> list[str]:
    found = Settings(str(folder), dict(settings), {"locks": Origin("envguard.toml", 1)})
    locks = project_locks(Project(str(folder), found))
    return [
        Path(lock.path).resolve().relative_to(folder.resolve()).as_posix()
        for lock in locks.locks_of(str(folder / environment))
    ]


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    ("environment", "lock", "content"),
    [
        ("environment.yml", "conda-lock.yml", conda_lock("environment.yml")),
        ("env/nlp.yml", "locks/all-lock.yml", conda_lock("../env/nlp.yml")),
        ("ci/environment.yml", "conda-lock.yml", conda_lock("ci/environment.yml", "x.yml")),
        ("environment.yml", "conda-lock.yml", conda_lock()),
        ("environment.yml", "conda-linux-64.lock", EXPLICIT),
        ("environment.yml", "locks/conda-linux-64.lock", EXPLICIT),
        ("environment.yml", "explicit.txt", EXPLICIT),
        ("gpu_environment.yml", "gpu_conda.lock", EXPLICIT),
        ("gpu_environment.yml", "gpu_conda.lock", conda_lock()),
        ("environment-dev.yaml", "conda-linux-64-dev.lock", EXPLICIT),
        ("environment.yml", "environment.linux-64.lock", EXPLICIT),
    ],
)
def test_a_lock_belongs_to_its_environment(
    tmp_path: Path, environment: str, lock: str, content: str
) -> None:
    lay(tmp_path, {environment: ENVIRONMENT, lock: content})
    assert locks_of(tmp_path, environment) == [lock]


@pytest.mark.parametrize(
    ("environment", "lock", "content"),
    [
        ("environment.yml", "conda-lock.yml", conda_lock("other.yml")),
        ("environment.yml", "gpu_conda.lock", EXPLICIT),
        ("gpu_environment.yml", "cpu_conda.lock", EXPLICIT),
        ("environment.yml", "Cargo.lock", "[[package]]\nname = 'xz'\n"),
        ("environment.yml", "uv.lock", UV),
        ("environment.yml", "notes.txt", EXPLICIT),
    ],
)
def test_a_lock_of_something_else_does_not(
    tmp_path: Path, environment: str, lock: str, content: str
) -> None:
    lay(tmp_path, {environment: ENVIRONMENT, lock: content})
    assert locks_of(tmp_path, environment) == []


def test_the_settings_pair_what_no_name_pairs(tmp_path: Path) -> None:
    lay(tmp_path, {"a/one.yml": ENVIRONMENT, "b/two.lock": EXPLICIT})
    assert locks_of(tmp_path, "a/one.yml") == []
    assert locks_of(tmp_path, "a/one.yml", locks={"a/one.yml": "b/two.lock"}) == ["b/two.lock"]


def test_a_lock_of_another_tool_holds_an_environment_when_it_has_all_of_it(tmp_path: Path) -> None:
    asked = "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - rich>=12\n"
    lay(tmp_path, {"environment.yml": asked, "uv.lock": UV})
    assert locks_of(tmp_path, "environment.yml") == ["uv.lock"]
    lay(tmp_path, {"environment.yml": asked + "      - flask\n"})
    assert locks_of(tmp_path, "environment.yml") == []


def test_an_explicit_lock_has_the_sources_of_the_lock_it_was_rendered_from(tmp_path: Path) -> None:
    whole = conda_lock("environment.yml", "base.yml").replace(
        "  platforms:", f"  content_hash:\n    linux-64: {'c' * 64}\n  platforms:"
    )
    lay(
        tmp_path,
        {
            "environment.yml": ENVIRONMENT, "base.yml": ENVIRONMENT, "conda-lock.yml": whole,
            "conda-linux-64.lock": f"# input_hash: {'c' * 64}\n" + EXPLICIT,
        },
    )  # fmt: skip
    assert locks_of(tmp_path, "base.yml") == ["conda-linux-64.lock", "conda-lock.yml"]


def test_files_outside_of_the_project_are_no_sources(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    lay(inner, {"conda-lock.yml": conda_lock("../environment.yml")})
    lay(tmp_path, {"environment.yml": ENVIRONMENT})
    locks = project_locks(Project(str(inner), Settings(str(inner), {}, {})))
    lock = locks.lock(str(inner / "conda-lock.yml"))
    assert lock is not None
    assert locks.freshness(lock).state == "unknown"


def test_a_source_that_is_not_utf8_is_unknown(tmp_path: Path) -> None:
    lay(tmp_path, {"conda-lock.yml": conda_lock("environment.yml")})
    (tmp_path / "environment.yml").write_bytes(b"name: na\xefve\ndependencies: [xz]\n")
    locks = project_locks(Project(str(tmp_path), Settings(str(tmp_path), {}, {})))
    lock = locks.lock(str(tmp_path / "conda-lock.yml"))
    assert lock is not None
    assert locks.freshness(lock).state == "unknown"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("conda-lock.yml", "", "conda-lock"),
        ("gpu.conda-lock.yml", conda_lock(), "conda-lock"),
        ("gpu-lock.yaml", conda_lock(), "conda-lock"),
        ("update-lock.yml", "on: push\n", None),
        ("conda-osx-arm64.lock", "", "explicit"),
        ("nlp.lock", EXPLICIT, "explicit"),
        ("nlp.lock", conda_lock(), "conda-lock"),
        ("nlp.lock", "{}", None),
        ("spec-file.txt", EXPLICIT, "explicit"),
        ("requirements.txt", "numpy\n", None),
        ("Pipfile.lock", EXPLICIT, None),
        ("pixi.lock", "", "pixi"),
        ("pylock.dev.toml", "", "pylock"),
        ("pyproject.toml", "", None),
    ],
)
def test_locks_are_known_by_name_or_by_shape(name: str, content: str, kind: str | None) -> None:
    assert lock_kind(f"sub/{name}", lambda: content) == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("environment.yml", "conda-lock.yml"),
        ("environment.yml", "conda-linux-64.lock"),
        ("environment.yml", "explicit-osx-arm64.txt"),
        ("x_environment.yml", "x_conda.lock"),
        ("environment-dev.yml", "dev.conda-lock.yml"),
    ],
)
def test_paired_names_have_the_same_words(one: str, other: str) -> None:
    assert stem_words(one) == stem_words(other)


def test_a_window_is_no_platform() -> None:
    assert stem_words("window.lock") == {"window"}
