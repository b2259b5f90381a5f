"""An environment that rattler and pip installed, held against locks of it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from envguard.cli.front import main
from tests.lock.channel import (
    Package,
    generic,
    make_channel,
    native,
    python_package,
    python_stub,
)
from tests.lock.installed import (
    PYTHON,
    conda_lock,
    explicit,
    install,
    make_runnable,
    pip,
    pip_install,
    pip_row,
    records,
    uv_install,
    wheel,
)

pytest.importorskip("rattler", reason="needs py-rattler, of the extra `lock`")
pytest.importorskip("uv", reason="needs uv, of the extra `lock`")
on_unix = pytest.mark.skipif(sys.platform == "win32", reason="the prefix is of linux-64")


def stub(subdir: str) -> Package:
    """A Python without an executable: the tests put one that runs in its place."""
    folder = "Lib" if subdir.startswith("win-") else f"lib/python{PYTHON}"
    return python_stub(f"{PYTHON}.5", subdir, files={f"{folder}/os.py": b""}, links={})


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    packages = [
        stub("linux-64"),
        stub("win-64"),
        python_package("tiny-tool", "1.0"),
        python_package("other-tool", "3.1", "tiny-tool >=1"),
        generic("data", "2.0"),
        generic("data", "2.1"),
        native("libtiny", "1.2", "linux-64", "data"),
        native("libtiny", "1.2", "win-64", "data"),
    ]
    return make_channel(tmp_path_factory.mktemp("made") / "conda-forge", packages)


@pytest.fixture(scope="module")
def installed(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    prefix = tmp_path_factory.mktemp("installed") / "nlp"
    install(url, ["other-tool", "libtiny", "data=2.0"], prefix)
    return prefix


@pytest.fixture
def prefix(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of its own, and an empty project as the working directory."""
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    shutil.copytree(installed, tmp_path / "nlp", symlinks=True)
    return tmp_path / "nlp"


@pytest.fixture
def site(prefix: Path) -> Path:
    return prefix / f"lib/python{PYTHON}/site-packages"


def write_lock(rows: list[dict[str, Any]], name: str = "conda-lock.yml") -> None:
    render = explicit if name.endswith((".lock", ".txt")) else conda_lock
    Path(name).write_text(render(rows))


def changed(rows: list[dict[str, Any]], name: str, **values: str) -> list[dict[str, Any]]:
    """Rows of which one has other values, its URL included."""
    found = []
    for row in rows:
        if row["name"] == name:
            new = {**row, **values}
            for key in ("version", "build"):
                if key in values:
                    new["url"] = new["url"].replace(f"-{row[key]}", f"-{values[key]}", 1)
            row = new
        found.append(row)
    return found


def differences(
    capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1
) -> list[tuple[str, str, str]]:
    """Kind, name and message of each difference, sorted by kind."""
    assert main(["verify", *arguments, "--output-format", "json"]) == code
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    assert document["equal"] is (code == 0)
    assert document["summary"]["differences"] == len(document["differences"])
    return [(one["kind"], one["name"], one["message"]) for one in document["differences"]]


@pytest.mark.parametrize("name", ["conda-lock.yml", "conda-linux-64.lock", "explicit.txt"])
def test_a_fresh_install_is_equal(
    prefix: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix), name)
    assert main(["verify", str(prefix), "--strict"]) == 0
    assert "5 packages of conda and 0 of pip" in capsys.readouterr().out
    assert differences(capsys, str(prefix), code=0) == []


def test_conda_prefix_is_the_default(
    prefix: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix))
    monkeypatch.setenv("CONDA_PREFIX", str(prefix))
    assert main(["verify"]) == 0
    assert str(prefix) in capsys.readouterr().out


def test_a_prefix_of_windows_is_equal_too(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    install(url, ["tiny-tool", "libtiny"], tmp_path / "nlp", "win-64")
    site = tmp_path / "nlp/Lib/site-packages"
    assert (site / "tiny_tool-1.0.dist-info").is_dir()
    (tmp_path / "conda-lock.yml").write_text(conda_lock(records(tmp_path / "nlp"), "win-64"))
    assert main(["verify", "nlp", "--strict"]) == 0
    (site / "tiny_tool/__init__.py").write_text("changed")
    found = differences(capsys, "nlp", "--strict") if capsys.readouterr() else []
    assert [one[:2] for one in found] == [("file-changed", "tiny-tool")]


def test_a_removed_a_changed_and_an_added_package_are_named(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = changed(records(prefix), "data", version="2.1", sha256="1" * 64, md5="1" * 32)
    rows = changed(rows, "libtiny", build="h1_1", sha256="2" * 64, md5="2" * 32)
    rows = [row for row in rows if row["name"] != "other-tool"]
    write_lock(rows)
    next(prefix.glob("conda-meta/tiny-tool-*.json")).unlink()
    found = differences(capsys, str(prefix))
    assert ("missing", "tiny-tool", "tiny-tool 1.0 pyhd8ed1ab_0") in found
    assert ("version", "data", "data is 2.0, locked is 2.1") in found
    assert ("build", "libtiny", "libtiny 1.2 is build h0_0, locked is h1_1") in found
    assert ("extra", "other-tool", "other-tool 3.1 pyhd8ed1ab_0") in found
    # the files of what conda no longer records are nobody's, so they are taken for pip's
    assert ("extra", "tiny-tool", "tiny-tool 1.0") in found
    assert len(found) == 5


def test_a_mirror_has_the_same_file_and_another_channel_has_not(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mirror = "https://mirror.example/linux-64/data-2.0-0.conda"
    write_lock(changed(records(prefix), "data", url=mirror))
    assert differences(capsys, str(prefix), code=0) == []
    main_channel = "https://repo.anaconda.com/pkgs/main/noarch/data-2.0-0.conda"
    other = {"url": main_channel, "sha256": "1" * 64, "md5": "1" * 32}
    write_lock(changed(records(prefix), "data", **other))
    assert differences(capsys, str(prefix)) == [
        ("channel", "data", "data 2.0 0 is from conda-forge, locked is from defaults")
    ]
    write_lock(changed(records(prefix), "data", sha256="1" * 64, md5="1" * 32))
    assert [one[:2] for one in differences(capsys, str(prefix))] == [("file", "data")]


def test_strict_names_each_file_that_was_changed_or_is_gone(
    prefix: Path, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix))
    (prefix / "share/data.txt").write_text("edited")
    (site / "tiny_tool/__init__.py").unlink()
    bytecode = site / "other_tool/__pycache__"
    bytecode.mkdir()
    (bytecode / "__init__.cpython-311.pyc").write_bytes(b"")
    assert differences(capsys, str(prefix), code=0) == []
    assert differences(capsys, str(prefix), "--strict") == [
        ("file-changed", "data", "share/data.txt (data 2.0) was changed"),
        (
            "file-missing",
            "tiny-tool",
            f"lib/python{PYTHON}/site-packages/tiny_tool/__init__.py (tiny-tool 1.0) is gone",
        ),
    ]


@on_unix
def test_a_file_that_holds_the_prefix_and_a_link_are_as_they_were_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    url = make_channel(tmp_path / "channel", [python_stub("3.11.5", "linux-64")])
    install(url, ["python"], tmp_path / "nlp")
    write_lock(records(tmp_path / "nlp"))
    assert main(["verify", "nlp", "--strict"]) == 0
    (tmp_path / "nlp/bin/python3.11").write_text("#!/bin/sh\n")
    capsys.readouterr()
    found = differences(capsys, "nlp", "--strict")
    assert ("file-changed", "python", "bin/python3.11 (python 3.11.5) was changed") in found


@on_unix
def test_what_pip_put_over_conda_s_is_named_once(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix))
    make_runnable(prefix)
    wheel(tmp_path / "wheels", "tiny-tool", "2.0")
    pip_install(prefix, tmp_path / "wheels", "tiny-tool==2.0")
    expected = [
        (
            "overwritten",
            "tiny-tool",
            "tiny-tool 1.0 pyhd8ed1ab_0: pip put tiny-tool 2.0 in its place",
        )
    ]
    assert differences(capsys, str(prefix)) == expected
    assert differences(capsys, str(prefix), "--strict") == expected


@on_unix
def test_the_same_version_by_pip_and_a_removal_by_pip_are_named(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix))
    make_runnable(prefix)
    wheel(tmp_path / "wheels", "tiny-tool", "1.0")
    pip_install(prefix, tmp_path / "wheels", "--force-reinstall", "tiny-tool==1.0")
    pip(prefix, "uninstall", "-y", "other-tool")
    assert [one[:2] for one in differences(capsys, str(prefix))] == [
        ("removed", "other-tool"),
        ("overwritten", "tiny-tool"),
    ]


@on_unix
def test_pip_writing_into_another_package_of_conda_is_named(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix))
    make_runnable(prefix)
    wheel(tmp_path / "wheels", "intruder", "1.0", **{"tiny_tool/__init__.py": b"mine"})
    uv_install(prefix, tmp_path / "wheels", "intruder")
    file = f"lib/python{PYTHON}/site-packages/tiny_tool/__init__.py"
    found = differences(capsys, str(prefix), "--strict")
    assert found == [
        ("extra", "intruder", "intruder 1.0"),
        (
            "overwritten",
            "tiny-tool",
            f"tiny-tool 1.0 pyhd8ed1ab_0: pip's intruder 1.0 wrote over {file}",
        ),
    ]
    # where the lock has both, every installation of it comes to this
    write_lock([*records(prefix), pip_row("intruder", "1.0")])
    assert differences(capsys, str(prefix), "--strict", code=0) == []
    (prefix / file).write_text("edited")
    found = differences(capsys, str(prefix), "--strict")
    assert found == [("file-changed", "intruder", f"{file} (intruder 1.0) was changed")]


@on_unix
def test_pip_s_part_is_compared_by_normalised_names_and_versions(
    prefix: Path, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_runnable(prefix)
    for name, version in (("Same_Name", "1.0"), ("older", "1.0"), ("stray", "1.0")):
        wheel(tmp_path / "wheels", name, version)
    uv_install(prefix, tmp_path / "wheels", "Same_Name", "older", "stray")
    pip_rows = [pip_row("same-name", "1.0.0"), pip_row("older", "1.1"), pip_row("absent", "5")]
    write_lock([*records(prefix), *pip_rows])
    assert differences(capsys, str(prefix)) == [
        ("version", "older", "older is 1.0, locked is 1.1"),
        ("extra", "stray", "stray 1.0"),
        ("missing", "absent", "absent 5"),
    ]
    (site / "older/__init__.py").write_text("changed")
    kinds = [one[:2] for one in differences(capsys, str(prefix), "--strict")]
    assert ("file-changed", "older") in kinds


@on_unix
def test_a_folder_of_this_machine_is_not_the_locked_release(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_runnable(prefix)
    made = wheel(tmp_path / "wheels", "mine", "1.0")
    pip(prefix, "install", "--no-index", str(made))
    write_lock([*records(prefix), pip_row("mine", "1.0")])
    found = differences(capsys, str(prefix))
    assert [one[:2] for one in found] == [("source", "mine")]
    direct = next(prefix.glob("lib/*/site-packages/mine-1.0.dist-info/direct_url.json"))
    git = {"url": "https://git.example/mine", "vcs_info": {"vcs": "git", "commit_id": "a" * 40}}
    direct.write_text(json.dumps(git))
    locked = f"git+https://git.example/mine@{'b' * 40}"
    write_lock([*records(prefix), pip_row("mine", "1.0", url=locked)])
    assert differences(capsys, str(prefix)) == [
        ("source", "mine", "mine 1.0 is at aaaaaaaaaaaa, locked is bbbbbbbbbbbb")
    ]
    write_lock([*records(prefix), pip_row("mine", "1.0", url=locked.replace("b", "a", 41))])


@on_unix
def test_what_only_envguard_needs_is_left_out(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock([*records(prefix), pip_row("project-tool", "1.0"), pip_row("shared", "1.0")])
    make_runnable(prefix)
    wheels = tmp_path / "wheels"
    wheel(wheels, "envguard-lint", "0.1.0", ["clicky >=8", "shared", "solver; extra == 'lock'"])
    wheel(wheels, "clicky", "8.1", ["colours"])
    wheel(wheels, "colours", "1.0")
    wheel(wheels, "solver", "1.0")
    wheel(wheels, "shared", "1.0")
    wheel(wheels, "project-tool", "1.0", ["shared"])
    uv_install(prefix, wheels, "project-tool", "envguard-lint[lock]")
    assert differences(capsys, str(prefix), "--strict", code=0) == []
    assert main(["verify", str(prefix)]) == 0
    assert "only envguard needs them: clicky, colours, envguard-lint, solver\n" in (
        capsys.readouterr().out
    )
    # what somebody asked for is the project's
    pip_install(prefix, wheels, "--force-reinstall", "--no-deps", "clicky")
    assert [one[:2] for one in differences(capsys, str(prefix))] == [
        ("extra", "clicky"),
        ("extra", "colours"),
    ]


def test_other_categories_may_be_there_and_are_demanded_by_name(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = changed(records(prefix), "other-tool", category="dev")
    absent = {**rows[0], "name": "absent", "url": rows[0]["url"].replace("data", "absent")}
    write_lock([*rows, {**absent, "category": "dev"}])
    assert differences(capsys, str(prefix), code=0) == []
    found = differences(capsys, str(prefix), "--category", "dev")
    assert [one[:2] for one in found] == [("missing", "absent")]
    assert main(["verify", str(prefix), "--category", "nonsense"]) == 2
    assert "it has no category nonsense, only dev, main" in capsys.readouterr().err
    # optional or not: what is there must be the locked one
    write_lock(changed(rows, "other-tool", version="3.2"))
    assert [one[:2] for one in differences(capsys, str(prefix))] == [("version", "other-tool")]


def test_the_lock_of_another_platform_is_refused(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("conda-lock.yml").write_text(conda_lock(records(prefix), "osx-arm64"))
    assert main(["verify", str(prefix)]) == 2
    assert "no lock here is for linux-64" in capsys.readouterr().err
    assert main(["verify", str(prefix), "--lock", "conda-lock.yml"]) == 2
    assert "it locks osx-arm64, and this environment is of linux-64" in capsys.readouterr().err


def test_the_nearest_lock_that_has_the_platform_is_taken(
    prefix: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".git").mkdir()
    write_lock(records(prefix))
    Path("sub").mkdir()
    Path("sub/conda-osx-64.lock").write_text(explicit(records(prefix), "osx-64"))
    monkeypatch.chdir("sub")
    assert main(["verify", str(prefix)]) == 0
    assert "conda-lock.yml says" in capsys.readouterr().out
    write_lock(changed(records(prefix), "data", version="9"), "conda-linux-64.lock")
    assert main(["verify", str(prefix)]) == 1
    assert "differs from conda-linux-64.lock" in capsys.readouterr().out
    write_lock(records(prefix), "explicit-linux-64.txt")
    assert main(["verify", str(prefix)]) == 2
    assert "several locks are for linux-64" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<<<<<<< ours\nversion: 1\n=======\nversion: 2\n>>>>>>> theirs\n", "merge"),
        ("version: 1\nmetadata:\n  x: [\npackage:\n", "conda-lock.yml:"),
        ("version: 1\nmetadata: {}\npackage: []\n", "lists no package"),
    ],
)
def test_a_broken_lock_is_refused_with_its_line(
    prefix: Path, content: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("conda-lock.yml").write_text(content)
    assert main(["verify", str(prefix)]) == 2
    assert reason in capsys.readouterr().err
    assert main(["verify", str(prefix), "--lock", "conda-lock.yml"]) == 2
    assert reason in capsys.readouterr().err


def test_without_a_lock_or_an_environment_the_way_out_is_told(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(prefix)]) == 2
    assert "--lock FILE" in capsys.readouterr().err
    assert main(["verify"]) == 2
    assert "CONDA_PREFIX is not set" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "nowhere")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert main(["verify", str(tmp_path)]) == 2
    assert "no conda environment" in capsys.readouterr().err
    Path("pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert main(["verify", str(prefix), "--lock", "pyproject.toml"]) == 2
    assert "locks no conda environment" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"name": 3}', '{"name": "x"}'])
def test_a_broken_record_is_named(
    prefix: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix))
    (prefix / "conda-meta/broken-1.0-0.json").write_text(content)
    assert main(["verify", str(prefix)]) == 5
    assert "broken-1.0-0.json" in capsys.readouterr().err


def test_a_record_never_leads_out_of_the_prefix(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix))
    (tmp_path / "secret").write_text("secret")
    path = next(prefix.glob("conda-meta/data-*.json"))
    record = json.loads(path.read_text())
    outside = {"_path": "../secret", "path_type": "hardlink", "sha256": "0" * 64}
    absolute = {**outside, "_path": str(tmp_path / "secret")}
    record["paths_data"]["paths"] += [outside, absolute]
    path.write_text(json.dumps(record))
    assert differences(capsys, str(prefix), "--strict", code=0) == []


def test_control_characters_of_a_record_never_reach_the_terminal(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(records(prefix))
    hostile = {"name": "\x1b[31mred", "version": "1\n2", "build": "0", "subdir": "noarch"}
    (prefix / "conda-meta/red-1-0.json").write_text(json.dumps(hostile))
    assert main(["verify", str(prefix)]) == 1
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\\x1b[31mred 1\\x0a2 0" in shown


def test_the_text_groups_one_line_a_difference(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = changed(records(prefix), "data", version="2.1")
    write_lock([*rows, pip_row("absent", "5")])
    assert main(["verify", str(prefix)]) == 1
    assert capsys.readouterr().out == (
        "Missing (the lock has it, the environment does not):\n"
        "  absent 5 (pip)\n"
        "\n"
        "Another version:\n"
        "  data is 2.0, locked is 2.1\n"
        "\n"
        f"{prefix} differs from conda-lock.yml for linux-64: 2 differences\n"
    )


def test_a_lock_that_conda_lock_itself_writes_is_read(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lockfile = pytest.importorskip("conda_lock.lockfile", reason="conda_lock is not installed")
    write_lock([*records(prefix), pip_row("absent", "5")], "made.yml")
    content = lockfile.parse_conda_lock_file(Path("made.yml"))
    lockfile.write_conda_lock_file(content, Path("conda-lock.yml"), metadata_choices=set())
    assert differences(capsys, str(prefix)) == [("missing", "absent", "absent 5")]
