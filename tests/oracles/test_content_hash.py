"""The native content hash against conda-lock's own, on environment files of many forms.

Needs conda_lock in the interpreter that runs the tests, and no conda.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from envguard.model import Text
from envguard.subjects.environment.reading import read_environment
from envguard.subjects.lock.asked import EnvironmentSource
from envguard.subjects.lock.content_hash import content_hash, possible_hashes

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "environments"
PLATFORMS = ["linux-64", "linux-aarch64", "osx-64", "osx-arm64", "win-64"]

HEAD = "channels: [conda-forge]\ndependencies:\n"

FILES = {
    "plain": HEAD + "  - python=3.11\n  - numpy>=1.26\n",
    "flow": "channels: [conda-forge, defaults]\ndependencies: [python=3.11, numpy]\n",
    "no-channels": "dependencies:\n  - python\n",
    "nodefaults": "channels: [conda-forge, nodefaults]\ndependencies:\n  - zlib\n",
    "exact": HEAD + "  - python==3.11.4\n  - numpy 1.26.4\n  - pandas ==2.1\n",
    "builds": HEAD + "  - numpy=1.26.4=py311h64a7726_0\n  - blas=*=mkl\n  - pytorch=2.7=*cuda*\n",
    "ranges": HEAD + "  - numpy>=1.26,<3\n  - scipy!=1.9|>=1.10\n  - pandas~=2.1.0\n  - a>=1, <2\n",
    "channel": HEAD + "  - pytorch::pytorch=2.1\n  - conda-forge/linux-64::zlib\n  - main::zlib\n",
    "brackets": HEAD + "  - numpy[version='>=1.2',build=*_0]\n  - zlib[channel=conda-forge]\n",
    "wildcards": HEAD + "  - python=3.*\n  - numpy 1.2*\n  - scipy=1.11.*\n  - pip=*\n",
    "spaces": HEAD + "  - python >=3.9\n  - numpy >= 1.26 , <2\n  - scipy = 1.11\n",
    "upper-case": HEAD + "  - PyYAML\n  - Scikit-Learn=1.2\n",
    "order": HEAD + "  - zlib\n  - bzip2\n  - xz\n",
    "twice": HEAD + "  - zlib=1.2\n  - xz\n  - zlib=1.3\n",
    "category": "category: dev\n" + HEAD + "  - pytest\n  - pip:\n      - black\n",
    "selectors": HEAD
    + "  - pywin32  # [win]\n  - uvloop  # [unix]\n  - x  # [osx64]\n  - y # [linux or osx]\n",
    "comment": "# a\n" + HEAD + "  # b\n  - zlib  # needed (really)\n  - xz  # see [1] and (2)\n",
    "pip": HEAD
    + "  - python=3.11\n  - pip\n  - pip:\n      - requests\n      - Flask_Login==0.6\n",
    "pip-pinned": HEAD + "  - pip=24\n  - python\n  - pip:\n      - requests>=2,<3\n",
    "pip-order": HEAD
    + "  - pip:\n      - b<2,>=1.0,!=1.5\n      - a ~= 1.4.2\n      - c === 1.0\n",
    "pip-extras": HEAD + "  - pip:\n      - dask[distributed, array]>=2023.1\n      - x [b]\n",
    "pip-markers": HEAD
    + "  - pip:\n      - a; sys_platform == 'win32'\n      - b ; python_version < '3.9'\n"
    + "      - c; platform_system != \"Windows\" and python_version >= '3'\n"
    + "      - d; os_name == 'nt' or platform_machine == 'x86_64'\n",
    "pip-url": HEAD
    + "  - pip:\n      - x @ https://h.org/x-1.0.tar.gz#sha256=aa\n"
    + "      - https://h.org/a/y-1.0-py3-none-any.whl\n",
    "pip-git": HEAD
    + "  - pip:\n      - git+https://github.com/o/p.git@v1.0\n"
    + "      - q @ git+https://github.com/o/q@main#subdirectory=src\n"
    + "      - git+ssh://git@github.com/o/r.git@abc\n",
    "pip-editable": HEAD + "  - zlib\n  - pip:\n      - -e .\n      - requests\n",
    "pip-hash": HEAD + "  - pip:\n      - x==1.0 --hash=sha256:" + "a" * 64 + "\n",
    "pip-empty": HEAD + "  - zlib\n  - pip:\n",
    "pip-twice": HEAD + "  - pip:\n      - a\n  - pip:\n      - b\n",
    "pip-repositories": "pip-repositories:\n  - https://pypi.org/simple\n"
    + HEAD
    + "  - pip:\n      - a\n",
    "channel-variables": "channels:\n  - https://host.com/t/$TOKEN/get/chan\n"
    "  - http://$USER:$PASSWORD@host.com/c\n  - https://HOST.com/x/\ndependencies: [zlib]\n",
    "other-sections": HEAD + "  - zlib\n  - npm: [a]\n  - sel(win): pywin32\n",
    "quotes": HEAD + "  - 'numpy>=1.2'\n  - \"scipy\"\n",
    "unicode": HEAD + "  - zlib\n  - pip:\n      - naive\nname: na\u00efve\n",
    "platforms": "platforms: [linux-64, osx-arm64]\n" + HEAD + "  - zlib\n",
    "variables": HEAD + "  - zlib\nvariables:\n  A: b\nprefix: /x\n",
    "anchors": "x-a: &a zlib\n" + HEAD + "  - *a\n",
    "virtual": HEAD + "  - __glibc>=2.17\n  - __cuda\n",
}


def conda_lock_hashes(path: Path) -> dict[str, str] | None:
    """conda-lock's hash by platform; None where it refuses the file."""
    content = pytest.importorskip("conda_lock.content_hash", reason="conda_lock is not installed")
    from conda_lock.src_parser import make_lock_spec
    from conda_lock.virtual_package import default_virtual_package_repodata

    table = path.parent / "names.json"
    table.write_text("{}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of each marker that it does not follow
            lock_spec = make_lock_spec(
                src_files=[path], mapping_url=str(table), platform_overrides=PLATFORMS
            )
    except Exception:
        return None
    found: dict[str, str] = content.compute_content_hashes(
        lock_spec, default_virtual_package_repodata()
    )
    return found


def source(content: str) -> EnvironmentSource:
    return EnvironmentSource(read_environment(Text.of(content), "environment.yml"))


@pytest.fixture(autouse=True)
def _secrets_are_not_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOKEN", "USER", "PASSWORD"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", FILES)
def test_the_hash_is_conda_locks(name: str, tmp_path: Path) -> None:
    path = tmp_path / "environment.yml"
    path.write_text(FILES[name], encoding="utf-8")
    expected = conda_lock_hashes(path)
    assert expected is not None, "conda-lock refuses the file"
    found = {platform: content_hash([source(FILES[name])], platform) for platform in PLATFORMS}
    assert found == expected


@pytest.mark.parametrize("name", ["plain", "pip", "selectors"])
def test_every_hash_that_conda_lock_takes_is_possible(name: str, tmp_path: Path) -> None:
    content = pytest.importorskip("conda_lock.content_hash", reason="conda_lock is not installed")
    from conda_lock.src_parser import make_lock_spec
    from conda_lock.virtual_package import default_virtual_package_repodata

    path = tmp_path / "environment.yml"
    path.write_text(FILES[name], encoding="utf-8")
    (tmp_path / "names.json").write_text("{}")
    lock_spec = make_lock_spec(
        src_files=[path],
        mapping_url=str(tmp_path / "names.json"),
        platform_overrides=PLATFORMS,
    )
    for cuda in ("default", ""):
        virtual: Any = default_virtual_package_repodata(cuda_version=cuda)
        for platform in PLATFORMS:
            allowed = content.backwards_compatible_content_hashes(lock_spec, virtual, platform)
            assert allowed <= set(possible_hashes([source(FILES[name])], platform) or ())


def test_several_sources_have_one_hash(tmp_path: Path) -> None:
    content = pytest.importorskip("conda_lock.content_hash", reason="conda_lock is not installed")
    from conda_lock.src_parser import make_lock_spec
    from conda_lock.virtual_package import default_virtual_package_repodata

    names = ["order", "twice", "pip", "category"]
    paths = []
    for name in names:
        path = tmp_path / f"{name}.yml"
        path.write_text(FILES[name], encoding="utf-8")
        paths.append(path)
    (tmp_path / "names.json").write_text("{}")
    lock_spec = make_lock_spec(
        src_files=paths,
        mapping_url=str(tmp_path / "names.json"),
        platform_overrides=PLATFORMS,
    )
    expected = content.compute_content_hashes(lock_spec, default_virtual_package_repodata())
    sources = [source(FILES[name]) for name in names]
    assert {p: content_hash(sources, p) for p in PLATFORMS} == expected


def test_real_files_have_conda_locks_hash(tmp_path: Path) -> None:
    pytest.importorskip("conda_lock", reason="conda_lock is not installed")
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside the repository")
    compared = 0
    for path in sorted(CORPUS.iterdir())[::3]:
        try:
            words = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        own = {platform: content_hash([source(words)], platform) for platform in PLATFORMS}
        if None in own.values():
            continue
        copy = tmp_path / "environment.yml"
        copy.write_text(words, encoding="utf-8")
        expected = conda_lock_hashes(copy)
        if expected is not None:
            compared += 1
            assert own == expected, path.name
    assert compared >= 30
