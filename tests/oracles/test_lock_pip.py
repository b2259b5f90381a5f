"""pip's part of a mixed environment: uv's answer against conda-lock's own solver, over PyPI."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from envguard.lock.locking import lock
from envguard.lock.problem import LockProblem
from envguard.lock.request import LockRequest
from tests.lock.channel import make_channel, python_package, python_stub

pytest.importorskip("rattler", reason="py-rattler is not installed: pip install '.[lock]'")
pytest.importorskip("uv", reason="uv is not installed: pip install '.[lock]'")

PLATFORMS = ("linux-64", "osx-arm64", "win-64")
PIP = [
    "requests[socks]==2.32.3",
    "flask==3.0.3",
    "tqdm==4.66.5",
    'pywin32-ctypes; sys_platform == "win32"',
]


@pytest.fixture(scope="module", autouse=True)
def _the_index_answers() -> None:
    try:
        urllib.request.urlopen("https://pypi.org/simple/tqdm/", timeout=20).close()
    except OSError as error:
        pytest.skip(f"the package index cannot be reached: {error}")


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("channels")
    packages = [python_package("click", "8.1.7"), python_package("pip", "24.2")]
    packages += [python_package("numpy", "1.26.4")]
    packages += [python_stub("3.11.9", platform) for platform in PLATFORMS]
    make_channel(root / "main", packages)
    return root.as_uri()


def locked(folder: Path, channels: str, pip: list[str], conda: tuple[str, ...] = ()) -> Any:
    listed = "".join(f"  - {one}\n" for one in ("python=3.11", "click", "pip", *conda))
    lines = "".join(f"    - {one}\n" for one in pip)
    path = folder / "environment.yml"
    path.write_text(
        f"channels: [main]\nplatforms: [{', '.join(PLATFORMS)}]\n"
        f"dependencies:\n{listed}  - pip:\n{lines}"
    )
    written = lock(LockRequest(paths=(str(path),), channel_alias=channels))
    return yaml.safe_load(Path(written.paths[0]).read_text())


def pip_rows(document: Any, platform: str) -> dict[str, Any]:
    return {
        row["name"]: row
        for row in document["package"]
        if row["manager"] == "pip" and row["platform"] == platform
    }


def test_names_and_versions_are_conda_locks(channels: str, tmp_path: Path) -> None:
    pytest.importorskip("conda_lock", reason="conda-lock is not installed")
    from conda_lock.lockfile import parse_conda_lock_file
    from conda_lock.models.pip_repository import PipRepository
    from conda_lock.pypi_solver import solve_pypi
    from conda_lock.src_parser import make_lock_spec

    document = locked(tmp_path, channels, PIP)
    names = tmp_path / "names.json"
    names.write_text("{}")
    spec = make_lock_spec(src_files=[tmp_path / "environment.yml"], mapping_url=str(names))
    content = parse_conda_lock_file(tmp_path / "conda-lock.yml")
    for platform in PLATFORMS:
        conda = {
            one.name: one
            for one in content.package
            if one.manager == "conda" and one.platform == platform
        }
        asked = {one.name: one for one in spec.dependencies[platform] if one.manager == "pip"}
        theirs = solve_pypi(
            pip_specs=asked, use_latest=[], pip_locked={}, conda_locked=conda,
            python_version="3.11.9", platform=platform, mapping_url=str(names),
            pip_repositories=[PipRepository(url="https://pypi.org/simple")],
            allow_pypi_requests=False,
        )  # fmt: skip
        ours = {name: row["version"] for name, row in pip_rows(document, platform).items()}
        assert ours == {
            name: one.version for name, one in theirs.items() if one.manager == "pip"
        }, platform


def test_what_conda_brings_is_never_taken_from_the_index(channels: str, tmp_path: Path) -> None:
    document = locked(tmp_path, channels, ["flask==3.0.3", "numpy"], conda=("numpy",))
    for platform in PLATFORMS:
        rows = pip_rows(document, platform)
        assert "flask" in rows
        assert not {"click", "numpy", "pip"} & rows.keys()
        assert rows["flask"]["dependencies"].keys() >= {"click", "werkzeug", "jinja2"}


def test_each_platform_has_its_own_file_with_its_hash(channels: str, tmp_path: Path) -> None:
    document = locked(tmp_path, channels, ["markupsafe==2.1.5"])
    urls = {p: pip_rows(document, p)["markupsafe"]["url"] for p in PLATFORMS}
    assert "manylinux" in urls["linux-64"]
    assert "macosx" in urls["osx-arm64"]
    assert "win_amd64" in urls["win-64"]
    assert all("cp311" in url for url in urls.values())
    assert all(len(pip_rows(document, p)["markupsafe"]["hash"]["sha256"]) == 64 for p in PLATFORMS)


def test_a_source_distribution_is_locked_where_there_is_no_wheel(
    channels: str, tmp_path: Path
) -> None:
    document = locked(tmp_path, channels, ["docopt==0.6.2"])
    assert pip_rows(document, "linux-64")["docopt"]["url"].endswith("docopt-0.6.2.tar.gz")


def test_a_file_of_an_address_keeps_it_as_its_source(channels: str, tmp_path: Path) -> None:
    first = locked(tmp_path, channels, ["iniconfig==2.0.0"])
    url = pip_rows(first, "linux-64")["iniconfig"]["url"]
    document = locked(tmp_path, channels, [f"iniconfig @ {url}"])
    row = pip_rows(document, "osx-arm64")["iniconfig"]
    assert row["source"] == {"type": "url", "url": url}
    assert row["version"] == "2.0.0"


def test_versions_that_do_not_go_together_are_told_with_their_lines(
    channels: str, tmp_path: Path
) -> None:
    with pytest.raises(LockProblem) as problem:
        locked(tmp_path, channels, ["flask==3.0.3", "werkzeug<2"])
    assert problem.value.code == 1
    assert ":8: pip's `flask==3.0.3` cannot be met" in problem.value.message
    assert "werkzeug" in problem.value.details


def test_a_demand_that_condas_version_does_not_meet_is_told_as_condas(
    channels: str, tmp_path: Path
) -> None:
    with pytest.raises(LockProblem) as problem:
        locked(tmp_path, channels, ["click>=8.2"])
    assert "click" in problem.value.message
    assert "8.1.7 (conda's)" in problem.value.details


@pytest.mark.parametrize(
    "line", ["tqdm==4.66.5 --hash=sha256:{}", "tqdm==4.66.5  --hash=sha256:{}"]
)
def test_a_hash_that_is_demanded_holds(channels: str, tmp_path: Path, line: str) -> None:
    wheel = pip_rows(locked(tmp_path, channels, ["tqdm==4.66.5"]), "linux-64")["tqdm"]
    digest = wheel["hash"]["sha256"]
    row = pip_rows(locked(tmp_path, channels, [line.format(digest)]), "linux-64")["tqdm"]
    assert row["url"] == wheel["url"]
    with pytest.raises(LockProblem, match="has the hash that is demanded") as problem:
        locked(tmp_path, channels, [line.format("a" * 64)])
    assert problem.value.code == 1
