"""A real solve against real package records, held against conda-lock's own functions.

The records are not part of the repository: without them, or without conda-lock, the tests skip.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = ROOT.parent / "shared" / "channel" / "channel.tar.xz"

pytest.importorskip("rattler", reason="py-rattler is not installed: pip install '.[lock]'")

SCIENTIFIC = """\
channels: [conda-forge]
platforms: [linux-64, osx-arm64, win-64]
dependencies:
  - python=3.11
  - numpy>=1.26
  - pandas
  - scipy
  - scikit-learn
  - matplotlib
  - jupyterlab
  - pip
  - pywin32  # [win]
"""


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> str:
    if not ARCHIVE.is_file():
        pytest.skip(f"the package records are not here: {ARCHIVE}")
    folder = tmp_path_factory.mktemp("channel")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return (folder / "channel").as_uri()


def envguard(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "envguard", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def locked(channel: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scientific")
    (folder / "environment.yml").write_text(SCIENTIFIC)
    done = envguard(folder, "lock", "--channel-alias", channel)
    assert done.returncode == 0, done.stderr
    assert "640 packages (247 for linux-64, 181 for osx-arm64, 212 for win-64)" in done.stdout
    return folder


def test_conda_lock_loads_and_renders_it_for_every_platform(locked: Path) -> None:
    pytest.importorskip("conda_lock", reason="conda-lock is not installed")
    from conda_lock.conda_lock import render_lockfile_for_platform
    from conda_lock.lockfile import parse_conda_lock_file

    content = parse_conda_lock_file(locked / "conda-lock.yml")
    assert len(content.package) == 640
    for platform, count in (("linux-64", 247), ("osx-arm64", 181), ("win-64", 212)):
        lines = render_lockfile_for_platform(
            lockfile=content, extras=set(), include_dev_dependencies=True, kind="explicit",
            platform=platform,
        )  # fmt: skip
        assert sum(line.startswith("file://") for line in lines) == count


def test_conda_lock_computes_the_same_hash_so_it_calls_it_fresh(
    locked: Path, tmp_path: Path
) -> None:
    hashes = pytest.importorskip("conda_lock.content_hash", reason="conda-lock is not installed")
    from conda_lock.lockfile import parse_conda_lock_file
    from conda_lock.src_parser import make_lock_spec
    from conda_lock.virtual_package import default_virtual_package_repodata

    names = tmp_path / "names.json"
    names.write_text("{}")
    spec = make_lock_spec(src_files=[locked / "environment.yml"], mapping_url=str(names))
    found = hashes.compute_content_hashes(spec, default_virtual_package_repodata())
    assert found == parse_conda_lock_file(locked / "conda-lock.yml").metadata.content_hash


def test_check_calls_it_fresh(locked: Path) -> None:
    done = envguard(locked, "lock", "--check")
    assert (done.returncode, done.stdout) == (0, "conda-lock.yml: fresh\n")


def test_the_rule_of_stale_locks_has_nothing_to_say(locked: Path) -> None:
    done = envguard(locked, "check", "--select", "LCK002", "--output-format", "json")
    assert '"findings": []' in done.stdout, done.stdout


def test_an_update_changes_only_what_is_named(channel: str, tmp_path: Path) -> None:
    path = tmp_path / "environment.yml"
    path.write_text(SCIENTIFIC.replace("- pandas", "- pandas<2.2"))
    assert envguard(tmp_path, "lock", "--channel-alias", channel).returncode == 0
    before = _versions(tmp_path / "conda-lock.yml")
    path.write_text(SCIENTIFIC.replace("- pandas", "- pandas<2.3"))
    done = envguard(tmp_path, "lock", "--channel-alias", channel, "--update", "pandas")
    assert done.returncode == 0, done.stderr
    after = _versions(tmp_path / "conda-lock.yml")
    assert {name for name, _ in before.keys() ^ after.keys()} == set()
    changed = {key for key in before if before[key] != after[key]}
    assert {name for name, _ in changed} == {"pandas"}


def _versions(path: Path) -> dict[tuple[str, str], str]:
    import yaml

    rows = yaml.safe_load(path.read_text())["package"]
    return {(row["name"], row["platform"]): row["url"] for row in rows}


def test_the_whole_process_imports_no_conda_lock(locked: Path) -> None:
    code = (
        "import sys; from envguard.lock.staleness import check_locks; import envguard.lock.locking;"
        "check_locks(('conda-lock.yml',)); print('conda_lock' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=locked, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == "False\n"
