"""The tests' own channels are what solvers and installers take for real ones."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.lock.channel import archive, generic, make_channel, native, python_package, python_stub

PACKAGES = [
    python_stub("3.11.5", "linux-64"),
    python_stub("3.11.5", "win-64"),
    python_package("tiny-tool", "1.0"),
    generic("data", "2.0", extension=".tar.bz2"),
    native("libtiny", "1.2", "linux-64", "data"),
]


def test_the_same_packages_give_the_same_bytes(tmp_path: Path) -> None:
    make_channel(tmp_path / "one", PACKAGES)
    make_channel(tmp_path / "two", PACKAGES)
    contents = [
        {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.*")}
        for root in (tmp_path / "one", tmp_path / "two")
    ]
    assert len(contents[0]) == len(PACKAGES) + 3
    assert contents[0] == contents[1]


def test_rattler_indexes_solves_and_installs_it(tmp_path: Path) -> None:
    rattler = pytest.importorskip("rattler", reason="needs py-rattler, of the extra `lock`")
    url = make_channel(tmp_path / "channel", PACKAGES)
    written = json.loads((tmp_path / "channel/linux-64/repodata.json").read_text())
    solved = asyncio.run(
        rattler.solve([url], ["tiny-tool", "libtiny"], platforms=["linux-64", "noarch"])
    )
    names = sorted(one.name.normalized for one in solved)
    assert names == ["data", "libtiny", "python", "tiny-tool"]
    asyncio.run(
        rattler.install(
            solved,
            tmp_path / "prefix",
            cache_dir=tmp_path / "cache",
            platform=rattler.Subdir("linux-64"),
        )
    )
    prefix = tmp_path / "prefix"
    assert (prefix / "lib/python3.11/site-packages/tiny_tool/__init__.py").is_file()
    assert (prefix / "lib/libtiny.bin").read_bytes() == b"libtiny 1.2 linux-64\n"
    assert str(prefix) in (prefix / "bin/python3.11").read_text()
    from rattler.index import index_fs

    asyncio.run(index_fs(tmp_path / "channel"))
    indexed = json.loads((tmp_path / "channel/linux-64/repodata.json").read_text())
    for name, record in written["packages.conda"].items():
        assert {**indexed["packages.conda"][name], "constrains": []} == record


def test_zstandard_takes_a_large_package(tmp_path: Path) -> None:
    streaming = pytest.importorskip("conda_package_streaming.package_streaming")
    large = generic("large", "1.0", files={"share/large": b"x" * 300_000})
    path = tmp_path / large.file_name
    path.write_bytes(archive(large))
    sizes = {
        member.name: member.size
        for tar, member in streaming.stream_conda_component(path, component="pkg")
    }
    assert sizes == {"share/large": 300_000}
