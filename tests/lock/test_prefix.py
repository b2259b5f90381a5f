"""What is read of an installed environment, on records and folders made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.lock.export.exporting import _word
from envguard.lock.installed.distribution import inside, read_rows
from envguard.lock.installed.history import option_values, read_history, spec_name
from envguard.lock.installed.prefix import read_prefix
from envguard.lock.problem import LockProblem


def environment(path: Path, subdir: str = "linux-64", **python: object) -> Path:
    """An environment with Python alone."""
    (path / "conda-meta").mkdir(parents=True)
    (path / "conda-meta/history").write_text("")
    record = {"name": "python", "version": "3.11.5", "build": "0", "subdir": subdir, **python}
    (path / "conda-meta/python-3.11.5-0.json").write_text(json.dumps(record))
    return path


def information(site: Path, name: str, **files: str) -> Path:
    folder = site / name
    folder.mkdir(parents=True)
    for file, content in files.items():
        (folder / file.replace("_INFO", "-INFO")).write_text(content)
    return folder


def test_egg_info_egg_link_and_eggs_are_distributions_and_leftovers_are_not(tmp_path: Path) -> None:
    prefix = environment(tmp_path)
    site = prefix / "lib/python3.11/site-packages"
    metadata = "Metadata-Version: 2.1\nName: Some.Name\nVersion: 1.0\n\nName: body\n"
    information(site, "some_name-1.0.dist-info", METADATA=metadata)
    information(site, "old-2.0-py3.11.egg-info", PKG_INFO="Name: old\nVersion: 2.0\n")
    information(site, "bare-3.0.dist-info")
    information(site, "~ther-1.0.dist-info", METADATA="Name: other\nVersion: 1.0\n")
    (site / "single-4.0-py3.11.egg-info").write_text("Name: single\nVersion: 4.0\n")
    (site / "mine.egg-link").write_text("/home/ada/mine\n.")
    found = {one.key: one.version for one in read_prefix(str(prefix)).distributions}
    assert found == {"some-name": "1.0", "old": "2.0", "bare": "3.0", "single": "4.0", "mine": ""}


@pytest.mark.parametrize(
    ("subdir", "python", "site"),
    [
        ("win-64", {}, "Lib/site-packages"),
        ("linux-64", {}, "lib/python3.11/site-packages"),
        ("osx-arm64", {"build": "0_73_pypy"}, "lib/pypy3.11/site-packages"),
        (
            "linux-64",
            {"python_site_packages_path": "lib/python3.11t/site-packages"},
            "lib/python3.11t/site-packages",
        ),
    ],
)
def test_pip_s_packages_are_looked_for_where_this_python_does(
    tmp_path: Path, subdir: str, python: dict[str, object], site: str
) -> None:
    prefix = environment(tmp_path, subdir, **python)
    information(prefix / site, "tool-1.0.dist-info", METADATA="Name: tool\nVersion: 1.0\n")
    assert [one.key for one in read_prefix(str(prefix)).distributions] == ["tool"]


def test_what_conda_brought_is_not_pip_s_whoever_the_installer_is_said_to_be(
    tmp_path: Path,
) -> None:
    prefix = environment(tmp_path, "win-64")
    folder = "Lib/site-packages/Tool-1.0.dist-info"
    information(prefix / "Lib/site-packages", "tool-1.0.dist-info", INSTALLER="pip", METADATA="")
    record = {"name": "tool", "version": "1.0", "build": "0", "files": [f"{folder}/METADATA"]}
    (prefix / "conda-meta/tool-1.0-0.json").write_text(json.dumps(record))
    assert read_prefix(str(prefix)).distributions == []


def test_a_mark_of_uv_says_nothing_of_what_was_asked_for(tmp_path: Path) -> None:
    prefix = environment(tmp_path)
    site = prefix / "lib/python3.11/site-packages"
    for name in ("pip", "uv"):
        metadata = f"Name: by-{name}\nVersion: 1.0\n"
        marks = {"METADATA": metadata, "INSTALLER": f"{name}\n", "REQUESTED": ""}
        information(site, f"by_{name}-1.0.dist-info", **marks)
    found = {one.key: one.requested for one in read_prefix(str(prefix)).distributions}
    assert found == {"by-pip": True, "by-uv": False}


def test_a_record_that_came_along_was_asked_for_by_nobody(tmp_path: Path) -> None:
    for number, spec in enumerate(({"requested_spec": "None"}, {"requested_spec": ""}, {})):
        prefix = environment(tmp_path / str(number), **spec)
        assert read_prefix(str(prefix)).records[0].requested == ()
    prefix = environment(tmp_path / "asked", requested_spec="python=3.11")
    assert read_prefix(str(prefix)).records[0].requested == ("python=3.11",)


def test_the_history_tells_what_stands_of_what_was_asked_for() -> None:
    history = read_history(
        "==> 2026-01-01 10:00:00 <==\n"
        "# cmd: /opt/conda/bin/conda create -n a --channel=one -c two x\n"
        "# update specs: ['numpy', \"scipy[version='>=1']\", 'one::old==1.0=0']\n"
        "# install specs: pandas >=1,<2,dask\n"
        "# remove specs: ['dask']\n"
        "# neutered specs: ['numpy=1.26']\n"
        "+conda-forge/linux-64::numpy-1.26.4-0\n"
    )
    assert history.requested == {
        "numpy": "numpy=1.26",
        "scipy": "scipy[version='>=1']",
        "old": "one::old==1.0=0",
        "pandas": "pandas >=1,<2",
    }
    assert option_values(history.commands[0], "-c", "--channel") == ["one", "two"]
    assert not read_history("==> 2026-01-01 10:00:00 <==\n# cmd: x\n+a-1-0\n").told


def test_a_record_of_files_names_none_outside(tmp_path: Path) -> None:
    prefix = environment(tmp_path)
    site = prefix / "lib/python3.11/site-packages"
    record = "tool.py,sha256=bad,1\n../../../bin/tool,,\n../../../../etc/passwd,,\n/etc/passwd,,\n"
    metadata = "Name: tool\nVersion: 1.0\n"
    information(site, "tool-1.0.dist-info", METADATA=metadata, RECORD=record)
    one = read_prefix(str(prefix)).distributions[0]
    paths = [row.path for row in read_rows(str(prefix), one)]
    assert paths == ["lib/python3.11/site-packages/tool.py", "bin/tool"]
    for path in ("../x", "/x", "a/../../x", "C:/x", "a\0b", "."):
        assert inside(path) == ""


@pytest.mark.parametrize("kind", ["nothing", "a file", "a venv", "an empty conda-meta"])
def test_what_is_no_environment_is_said_to_be_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "env"
    if kind == "a file":
        path.write_text("")
    elif kind == "a venv":
        path.mkdir()
        (path / "pyvenv.cfg").write_text("")
    elif kind == "an empty conda-meta":
        (path / "conda-meta").mkdir(parents=True)
    with pytest.raises(LockProblem) as caught:
        read_prefix(str(path))
    assert caught.value.code == 2
    assert str(path) in caught.value.message


@given(st.text(alphabet="# update specs:[]'\",\\=<>ab\n"))
def test_any_history_can_be_read(text: str) -> None:
    for name, spec in read_history(text).requested.items():
        assert spec_name(spec) == name


@given(st.text(max_size=40))
def test_any_word_comes_back_from_yaml(word: str) -> None:
    import yaml

    assert yaml.safe_load(f"a:\n  - {_word(word)}\n") == {"a": [word]}
