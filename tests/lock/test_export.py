"""What `export` writes of environments that rattler and pip installed, and of records by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from envguard.cli.front import main
from envguard.model import Text
from envguard.subjects.environment.reading import read_environment
from tests.lock.channel import generic, make_channel, python_package, python_stub
from tests.lock.installed import PYTHON, install, make_runnable, pip, uv_install, wheel

FORGE = "https://conda.anaconda.org/conda-forge"
MAIN = "https://repo.anaconda.com/pkgs/main"


def record(prefix: Path, name: str, version: str, channel: str = FORGE, **more: Any) -> None:
    """Write a record of a package without files."""
    found = {
        "name": name, "version": version, "build": "h0_0", "build_number": 0, "subdir": "linux-64",
        "channel": channel, "url": f"{channel}/linux-64/{name}-{version}-h0_0.conda",
        "depends": [], "files": [], "paths_data": {"paths": [], "paths_version": 1}, **more,
    }  # fmt: skip
    (prefix / "conda-meta" / f"{name}-{version}-h0_0.json").write_text(json.dumps(found))


def distribution(
    prefix: Path, name: str, version: str, direct: object = None, requested: bool = True
) -> None:
    """Write the dist-info of a package of pip."""
    folder = prefix / f"lib/python3.11/site-packages/{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "INSTALLER").write_text("pip\n")
    (folder / "RECORD").write_text("")
    if requested:
        (folder / "REQUESTED").write_text("")
    if direct is not None:
        (folder / "direct_url.json").write_text(json.dumps(direct))


def history(prefix: Path, *lines: str) -> None:
    text = "==> 2026-01-01 10:00:00 <==\n" + "".join(f"{line}\n" for line in lines)
    (prefix / "conda-meta/history").write_text(text)


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    """An environment in the folder of a conda, with Python and nothing else."""
    path = tmp_path / "miniforge3/envs/nlp"
    (path / "conda-meta").mkdir(parents=True)
    record(path, "python", "3.11.5")
    history(path)
    return path


def exported(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[dict[str, Any], str]:
    """The exported file as YAML has it, and what was said beside it."""
    assert main(["export", *arguments]) == 0
    shown = capsys.readouterr()
    return yaml.safe_load(shown.out), shown.err


def complaints(content: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `check` says of a file, warnings and errors only."""
    (folder / "environment.yml").write_text(content)
    assert main(["check", str(folder / "environment.yml"), "--min-severity", "warning"]) in (0, 1)
    return capsys.readouterr().out


def test_everything_is_written_without_builds_and_prefix(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(prefix, "numpy", "1.26.4", md5="0" * 32)
    record(prefix, "pip", "24.0")
    distribution(prefix, "Some_Thing", "1.0")
    assert main(["export", str(prefix)]) == 0
    assert capsys.readouterr().out == (
        "name: nlp\n"
        "channels:\n"
        "  - conda-forge\n"
        "dependencies:\n"
        "  - numpy=1.26.4\n"
        "  - pip=24.0\n"
        "  - python=3.11.5\n"
        "  - pip:\n"
        "      - Some_Thing==1.0\n"
    )


def test_from_history_pins_what_was_asked_for_to_what_is_there(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(prefix, "numpy", "1.26.4", depends=["libblas"])
    record(prefix, "libblas", "3.9")
    record(prefix, "removed", "1.0")
    record(prefix, "pandas", "2.2.2")
    record(prefix, "pip", "24.0")
    distribution(prefix, "asked", "1.0")
    distribution(prefix, "needed", "2.0", requested=False)
    metadata = prefix / "lib/python3.11/site-packages/asked-1.0.dist-info/METADATA"
    metadata.write_text(metadata.read_text() + "Requires-Dist: Needed (>=1)\n")
    history(
        prefix,
        "# cmd: /opt/conda/bin/conda create -n nlp -c conda-forge python=3.11 numpy removed",
        "# update specs: ['python=3.11', \"numpy[version='>=1.20']\", 'removed', 'gone']",
        "# remove specs: ['removed']",
        "# update specs: ['conda-forge::pandas']",
    )
    found, _ = exported(capsys, str(prefix), "--from-history")
    pip_part = {"pip": ["asked==1.0"]}
    assert found["dependencies"] == [
        "numpy=1.26.4", "pandas=2.2.2", "pip=24.0", "python=3.11.5", pip_part,
    ]  # fmt: skip
    content = yaml.safe_dump(found)
    assert complaints(content, tmp_path, capsys) == "nothing to complain about in 1 file\n"


def test_without_history_the_records_tell_and_without_these_the_leaves(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(prefix, "numpy", "1.26.4", depends=["libblas 3.9.*"])
    record(prefix, "libblas", "3.9")
    found, said = exported(capsys, str(prefix), "--from-history")
    assert found["dependencies"] == ["numpy=1.26.4", "python=3.11.5"]
    assert "no record tells what was asked for" in said
    record(prefix, "libblas", "3.9", requested_specs=["libblas >=3"])
    found, said = exported(capsys, str(prefix), "--from-history")
    assert found["dependencies"] == ["libblas=3.9", "python=3.11.5"]
    assert said == ""


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ([], ["pytorch", "conda-forge", "defaults"]),
        (
            ["conda create -n nlp -c defaults -c conda-forge python"],
            ["defaults", "conda-forge", "pytorch"],
        ),
        (
            ["conda create -c conda-forge python", "conda install --channel=pytorch pytorch"],
            ["pytorch", "conda-forge", "defaults"],
        ),
    ],
)
def test_channels_stand_in_the_order_of_their_priority(
    prefix: Path, commands: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    record(prefix, "numpy", "1.26.4")
    record(prefix, "pytorch", "2.1.0", "https://conda.anaconda.org/pytorch")
    record(prefix, "openssl", "3.0", MAIN)
    record(prefix, "r-base", "4.3", "https://repo.anaconda.com/pkgs/r")
    history(prefix, *(f"# cmd: {one}" for one in commands))
    found, _ = exported(capsys, str(prefix))
    assert found["channels"] == expected


def test_a_channel_shows_no_credentials_and_a_mirror_keeps_its_address(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(prefix, "one", "1", "https://ada:secret@mirror.example/get/conda-forge")
    record(prefix, "two", "1", "https://conda.anaconda.org/t/se-cret-1234/private/linux-64")
    found, _ = exported(capsys, str(prefix))
    assert sorted(found["channels"]) == [
        "conda-forge", "https://mirror.example/get/conda-forge", "private",
    ]  # fmt: skip


def test_a_spec_keeps_the_channel_that_it_named(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(prefix, "numpy", "1.26.4")
    record(prefix, "pytorch", "2.1.0", "https://conda.anaconda.org/pytorch")
    history(
        prefix,
        "# cmd: conda create -c conda-forge -c pytorch numpy",
        "# update specs: ['pytorch::pytorch', 'conda-forge::numpy']",
    )
    found, _ = exported(capsys, str(prefix), "--from-history")
    assert found["dependencies"] == ["numpy=1.26.4", "python=3.11.5", "pytorch::pytorch=2.1.0"]


def test_what_pip_took_from_elsewhere_is_a_direct_reference(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git = {"vcs": "git", "requested_revision": "main", "commit_id": "a" * 40}
    url = "https://ada:secret@git.example/o/one.git"
    distribution(prefix, "one", "1.0", {"url": url, "vcs_info": git, "subdirectory": "python"})
    ssh = {"url": "ssh://git@git.example/o/two.git", "vcs_info": git}
    distribution(prefix, "two", "1.0", ssh)
    archive = {"archive_info": {"hashes": {"sha256": "b" * 64}}}
    distribution(prefix, "three", "1.0", {"url": "https://x.example/three-1.0.zip", **archive})
    pypi = "https://files.pythonhosted.org/packages/00/four-1.0-cp311-cp311-linux_x86_64.whl"
    distribution(prefix, "four", "1.0", {"url": pypi, **archive})
    distribution(prefix, "torch", "2.1.0+cu118")
    found, _ = exported(capsys, str(prefix))
    assert found["dependencies"][-1]["pip"] == [
        "--extra-index-url https://download.pytorch.org/whl/cu118",
        "four==1.0",
        f"one @ git+https://git.example/o/one.git@{'a' * 40}#subdirectory=python",
        f"three @ https://x.example/three-1.0.zip#sha256={'b' * 64}",
        "torch==2.1.0+cu118",
        f"two @ git+ssh://git@git.example/o/two.git@{'a' * 40}",
    ]
    assert "pip" in found["dependencies"]


def test_what_is_on_this_machine_alone_is_a_comment_without_its_path(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = {"url": "file:///home/ada/mine", "dir_info": {"editable": True}}
    distribution(prefix, "mine", "0.1", folder)
    assert main(["export", str(prefix)]) == 0
    shown = capsys.readouterr()
    assert shown.out.endswith(
        "  - python=3.11.5\n"
        "  # mine 0.1 (editable, from a folder of the machine this was exported on)\n"
    )
    assert "mine 0.1 (editable, file:///home/ada/mine)" in shown.err
    assert yaml.safe_load(shown.out)["dependencies"] == ["python=3.11.5"]


@pytest.mark.parametrize(
    ("folder", "command", "expected"),
    [
        ("envs/nlp", "", "nlp"),
        ("projects/paper/.venv", "", "paper"),
        ("projects/paper/env", "conda create -n original python", "original"),
        ("projects/a b/.conda", "", "a-b"),
        ("base", "", "my-project"),
    ],
)
def test_the_name_is_the_folder_s_or_the_original_one(
    tmp_path: Path, folder: str, command: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / folder
    (path / "conda-meta").mkdir(parents=True)
    record(path, "python", "3.11.5")
    history(path, f"# cmd: {command}")
    assert exported(capsys, str(path))[0]["name"] == expected


def test_variables_are_kept_and_secrets_are_not(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {"MODE": "yes", "OLD": "***unset***", "API_TOKEN": "0123456789abcdef0123"}
    (prefix / "conda-meta/state").write_text(json.dumps({"env_vars": values}))
    found, said = exported(capsys, str(prefix))
    assert found["variables"] == {"MODE": "yes"}
    assert "the variables API_TOKEN" in said
    assert "0123456789" not in said


def test_hostile_words_stay_words(prefix: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(prefix, "numpy", '1.26\n  - "evil')
    record(prefix, "year", "2024", "https://x.example/a: [b")
    found, _ = exported(capsys, str(prefix))
    assert 'numpy=1.26\n  - "evil' in found["dependencies"]
    assert set(found) == {"name", "channels", "dependencies"}


def test_it_writes_a_file_at_once_or_not_at_all(
    prefix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "environment.yml"
    target.write_text("old")
    assert main(["export", str(prefix), "--output", str(target)]) == 0
    assert target.read_text().startswith("name: nlp\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["environment.yml", "miniforge3"]
    assert main(["export", str(prefix), "--output", str(tmp_path / "no/where.yml")]) == 5
    assert "no/where.yml" in capsys.readouterr().err
    assert main(["export", str(tmp_path)]) == 2
    (prefix / "conda-meta/broken-1-0.json").write_text("{")
    before = target.read_text()
    assert main(["export", str(prefix), "--output", str(target)]) == 5
    assert "broken-1-0.json" in capsys.readouterr().err
    assert target.read_text() == before


def test_without_dependencies_the_file_is_valid_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nlp/conda-meta").mkdir(parents=True)
    (tmp_path / "nlp/conda-meta/history").write_text("")
    found, _ = exported(capsys, str(tmp_path / "nlp"))
    assert found == {"name": "nlp", "channels": [], "dependencies": []}


@pytest.mark.skipif(sys.platform == "win32", reason="the prefix is of linux-64")
def test_a_real_environment_comes_back_from_its_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("rattler", reason="needs py-rattler, of the extra `lock`")
    library = {f"lib/python{PYTHON}/os.py": b""}
    packages = [
        python_stub(f"{PYTHON}.5", "linux-64", files=library, links={}),
        python_package("tiny-tool", "1.0"),
        generic("data", "2.0"),
    ]
    url = make_channel(tmp_path / "channel", packages)
    prefix = tmp_path / "nlp"
    install(url, ["tiny-tool >=1", "data"], prefix)
    make_runnable(prefix)
    wheel(tmp_path / "wheels", "asked", "1.0", ["needed"])
    wheel(tmp_path / "wheels", "needed", "1.0")
    uv_install(prefix, tmp_path / "wheels", "asked")
    (tmp_path / "mine").mkdir()
    pip(prefix, "install", "--no-index", str(wheel(tmp_path / "mine", "local", "3.0")))
    found, said = exported(capsys, str(prefix), "--from-history")
    assert found["channels"] == [url]
    assert found["dependencies"] == [
        "data=2.0", "pip", f"python={PYTHON}.5", "tiny-tool=1.0", {"pip": ["asked==1.0"]},
    ]  # fmt: skip
    assert "local 3.0" in said
    again = tmp_path / "again"
    install(url, [one for one in found["dependencies"][::2] if isinstance(one, str)], again)
    found, _ = exported(capsys, str(prefix))
    assert found["dependencies"][-1] == {"pip": ["asked==1.0", "needed==1.0"]}


def test_our_own_reader_takes_every_dependency(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(prefix, "epoch", "1!2.0")
    record(prefix, "local", "1.0+cu_1")
    record(prefix, "_libgcc_mutex", "0.1")
    record(prefix, "tzdata", "2024a")
    distribution(prefix, "post", "1.0.post1")
    assert main(["export", str(prefix)]) == 0
    read = read_environment(Text.of(capsys.readouterr().out), "environment.yml")
    assert read.broken is None
    assert [one.text.value for one in read.dependencies if not one.accepted] == []
    assert len(read.dependencies) == 7
    assert read.problems == []
