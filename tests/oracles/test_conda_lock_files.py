"""What conda-lock itself writes is no damaged lock, and what it refuses to load is one.

Needs conda_lock in the interpreter that runs the tests, and no conda.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from envguard.model import Text
from envguard.subjects.lock.damage import damages
from envguard.subjects.lock.hashes import unchecked
from envguard.subjects.lock.leaks import leaks
from envguard.subjects.lock.lock import Lock
from envguard.subjects.lock.reading import read_lock

MD5, SHA256 = "a" * 32, "b" * 64
PLATFORMS = ["linux-64", "osx-arm64"]


def conda(name: str, version: str, platform: str, categories: set[str]) -> dict[str, Any]:
    url = f"https://conda.anaconda.org/conda-forge/{platform}/{name}-{version}-h1_0.conda"
    return {
        "name": name, "version": version, "manager": "conda", "platform": platform, "url": url,
        "dependencies": {"libgcc": ">=13", "zlib": "1.3.1 hb9d3cd8_2", "__unix": ""},
        "hash": {"md5": MD5, "sha256": SHA256}, "categories": categories,
    }  # fmt: skip


def pip(name: str, version: str, platform: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "version": version, "manager": "pip", "platform": platform,
        "url": f"https://files.pythonhosted.org/packages/{name}-{version}-py3-none-any.whl",
        "dependencies": {"idna": ">=2.5,<4", "a": "*"}, "hash": {"sha256": SHA256},
        "categories": {"main"}, **more,
    }  # fmt: skip


@pytest.fixture
def written(tmp_path: Path) -> str:
    """A lock as conda-lock writes it: two managers, categories, git, dates and digits."""
    lockfile = pytest.importorskip("conda_lock.lockfile", reason="conda_lock is not installed")
    from conda_lock.lockfile.v2prelim.models import (
        GitMeta,
        InputMeta,
        LockedDependency,
        Lockfile,
        LockMeta,
        TimeMeta,
    )

    packages = []
    for platform in PLATFORMS:
        packages += [
            conda("python", "3.11", platform, {"main"}),
            conda("tzdata", "2025.1.10", platform, {"dev", "docs"}),
            conda("yes", "1e10", platform, {"main"}),
            conda("x", "2024_01", platform, {"main"}),
            conda("ncurses", "6.5", platform, {"main"}),
            pip("requests", "2.0", platform),
            pip(
                "from-git", "1.0", platform, url="git+https://github.com/o/p.git@" + "c" * 40,
                hash={"sha256": "c" * 40},
                source={"type": "url", "url": "git+https://github.com/o/p.git@" + "c" * 40},
            ),
        ]  # fmt: skip
    metadata = LockMeta(
        content_hash=dict.fromkeys(PLATFORMS, "d" * 64),
        channels=["conda-forge", "https://host.com/t/$TOKEN/get/chan"],
        platforms=PLATFORMS,
        sources=["environment.yml", "../base/environment.yml"],
        time_metadata=TimeMeta.create(),
        git_metadata=GitMeta(git_sha="e" * 40, git_user_name="Ada"),
        inputs_metadata={"environment.yml": InputMeta(md5=MD5, sha256=SHA256)},
        custom_metadata={"project": "1.0"},
    )
    content = Lockfile(package=[LockedDependency(**one) for one in packages], metadata=metadata)
    path = tmp_path / "conda-lock.yml"
    lockfile.write_conda_lock_file(content, path, metadata_choices=set())
    return path.read_text(encoding="utf-8")


def read(text: str) -> Lock:
    return read_lock(Text.of(text), "conda-lock.yml", "conda-lock")


def said(text: str) -> list[str]:
    return [one.message.format_map(one.values) for one in damages(read(text))]


def refused_by_conda_lock(text: str, tmp_path: Path) -> bool:
    from conda_lock.lockfile import parse_conda_lock_file

    path = tmp_path / "other-lock.yml"
    path.write_text(text, encoding="utf-8")
    try:
        parse_conda_lock_file(path)
    except Exception:
        return True
    return False


def test_what_conda_lock_writes_has_no_finding(written: str) -> None:
    lock = read(written)
    assert said(written) == []
    assert list(leaks(lock)) == []
    assert unchecked(lock) == []
    assert len(lock.packages) == 16
    assert lock.platforms == tuple(PLATFORMS)


def test_versions_and_builds_are_those_that_were_written(written: str) -> None:
    found = {(one.name, one.version, one.build) for one in read(written).on("linux-64")}
    assert ("python", "3.11", "h1_0") in found
    assert ("requests", "2.0", "") in found


BREAKING = {
    "no version": ("version: 1\n", ""),
    "version 3": ("version: 1\n", "version: 3\n"),
    "unknown top": ("version: 1\n", "version: 1\nextra: 1\n"),
    "unknown metadata": ("  platforms:\n", "  extra: 1\n  platforms:\n"),
    "no sources": ("  sources:\n  - environment.yml\n  - ../base/environment.yml\n", ""),
    "no optional": ("  optional: false\n", ""),
    "no optional boolean": ("  optional: false\n", "  optional: perhaps\n"),
    "unknown field": ("  optional: false\n", "  optional: false\n  extra: x\n"),
    "unknown hash": (f"  hash:\n    md5: {MD5}\n", f"  hash:\n    md5: {MD5}\n    sha1: x\n"),
    "no md5": (f"  hash:\n    md5: {MD5}\n", "  hash:\n"),
    "no input hash": (f"      md5: {MD5}\n", ""),
    "unknown input hash": (f"      md5: {MD5}\n", f"      md5: {MD5}\n      sha1: x\n"),
    "unknown git": ("    git_user_name: Ada\n", "    git_user_name: Ada\n    branch: main\n"),
    "no hash": (f"  hash:\n    md5: {MD5}\n    sha256: {SHA256}\n", ""),
    "a number": ("  version: '3.11'\n", "  version: 3.11\n"),
    "a whole number": ("  version: '2024_01'\n", "  version: 2024_01\n"),
    "other manager": ("  manager: pip\n", "  manager: npm\n"),
    "no url": ("  url: https://conda", "  link: https://conda"),
    "empty dependency": ("    libgcc: '>=13'\n", "    libgcc:\n"),
    "no name": ("- name: ncurses\n  version: '6.5'\n", "- version: '6.5'\n"),
    "package is no list": ("package:\n", "packages:\n"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_what_conda_lock_refuses_is_said(name: str, written: str, tmp_path: Path) -> None:
    old, new = BREAKING[name]
    assert old in written
    broken = written.replace(old, new, 1)
    assert refused_by_conda_lock(broken, tmp_path)
    assert said(broken)


HARMLESS = {
    "null": ("  optional: false\n", "  optional: false\n  build: null\n  source: null\n"),
    "yes": ("  optional: false\n", "  optional: no\n"),
    "no category": ("  category: main\n", ""),
    "no dependencies": ("    a: '*'\n    idna: '>=2.5,<4'\n", "    a: '*'\n"),
    "comment": ("package:\n", "# a comment\npackage:\n\n"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_conda_lock_loads_is_not_damaged(name: str, written: str, tmp_path: Path) -> None:
    old, new = HARMLESS[name]
    assert old in written
    other = written.replace(old, new, 1)
    assert not refused_by_conda_lock(other, tmp_path)
    assert said(other) == []


def test_a_package_that_is_locked_twice_is_said(written: str, tmp_path: Path) -> None:
    entry = written[written.index("- name: ncurses") :].partition("\n- ")[0] + "\n"
    doubled = written + entry
    assert refused_by_conda_lock(doubled, tmp_path)
    assert said(doubled) == ["ncurses is locked twice for linux-64: no tool loads such a lock."]


def test_an_entry_that_points_to_another_package_is_said(written: str) -> None:
    other = written.replace("ncurses-6.5-h1_0.conda", "ncurses-6.4-h1_0.conda", 1)
    assert said(other) == [
        "The entry of ncurses 6.5 points to ncurses-6.4-h1_0.conda, another package."
    ]
