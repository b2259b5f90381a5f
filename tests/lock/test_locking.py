"""`envguard lock` against a channel of real packages that the tests make."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from envguard.lock.locking import lock
from envguard.lock.problem import LockProblem
from envguard.lock.request import LockRequest
from tests.lock.channel import generic, make_channel, native, python_package, python_stub

pytest.importorskip("rattler", reason="py-rattler is not installed: pip install '.[lock]'")

PLATFORMS = ("linux-64", "osx-arm64", "win-64")
DAY = 86_400_000
NOVEMBER = 1_700_000_000_000


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two channels below one address: `main` and `side`."""
    root = tmp_path_factory.mktemp("channels")
    packages = [python_package("mathlib", v, "base") for v in ("1.0", "1.5", "2.0")]
    packages += [
        generic("base", "1.0"), generic("base", "1.1", timestamp=NOVEMBER + 40 * DAY),
        generic("tool", "3.0", "base >=1.1"), generic("extra", "1.0", "mathlib <2"),
    ]  # fmt: skip
    for subdir in PLATFORMS:
        packages += [python_stub(v, subdir) for v in ("3.11.9", "3.12.4")]
        packages.append(native("speedy", "4.2", subdir, "base"))
    packages += [native("onlywin", "1.0", "win-64"), python_package("pip", "24.2")]
    packages += [
        native("torch", "2.7", "linux-64", build="cpu_h0_0"),
        native("torch", "2.7", "linux-64", "__cuda >=12", build="cuda129_h0_1",
               extra={"build_number": 1}),
    ]  # fmt: skip
    make_channel(root / "main", packages)
    make_channel(root / "side", [generic("tool", "9.0"), generic("rare", "1.0")])
    return root


def environment(
    folder: Path, *dependencies: str, name: str = "environment.yml", head: str = ""
) -> str:
    listed = "".join(f"  - {one}\n" for one in dependencies)
    head = head or "channels: [main]\nplatforms: [linux-64, osx-arm64, win-64]\n"
    path = folder / name
    path.write_text(f"{head}dependencies:\n{listed}")
    return str(path)


def run(channels: Path, *paths: str, **options: object) -> dict[str, object]:
    """Lock, and read what was written."""
    given = {"channel_alias": channels.as_uri(), **options}
    written = lock(LockRequest(paths=paths, **given))  # type: ignore[arg-type]
    return yaml.safe_load(Path(written.paths[0]).read_text())


def versions(document: dict[str, object], platform: str = "linux-64") -> dict[str, str]:
    rows = document["package"]
    assert isinstance(rows, list)
    return {row["name"]: row["version"] for row in rows if row["platform"] == platform}


def test_every_platform_is_solved_and_dependencies_come_along(
    channels: Path, tmp_path: Path
) -> None:
    document = run(channels, environment(tmp_path, "python=3.11", "mathlib"))
    for platform in PLATFORMS:
        found = versions(document, platform)
        assert found == {"python": "3.11.9", "mathlib": "2.0", "base": "1.1"}


def test_the_same_inputs_give_the_same_bytes(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "python=3.11", "mathlib", "speedy")
    run(channels, path)
    first = (tmp_path / "conda-lock.yml").read_bytes()
    run(channels, path)
    assert (tmp_path / "conda-lock.yml").read_bytes() == first


def test_a_selector_keeps_a_line_for_its_platform(channels: Path, tmp_path: Path) -> None:
    document = run(channels, environment(tmp_path, "base", "onlywin  # [win]"))
    assert "onlywin" in versions(document, "win-64")
    assert "onlywin" not in versions(document, "linux-64")


def test_a_selector_of_cep_24_is_understood(channels: Path, tmp_path: Path) -> None:
    document = run(channels, environment(tmp_path, "base", "speedy  # [linux or win]"))
    assert "speedy" in versions(document, "win-64")
    assert "speedy" not in versions(document, "osx-arm64")


def test_a_date_leaves_out_what_was_built_later(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "base")
    assert versions(run(channels, path))["base"] == "1.1"
    document = run(channels, path, exclude_newer="2023-11-20")
    assert versions(document)["base"] == "1.0"


def test_a_day_counts_whole(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "base")
    assert versions(run(channels, path, exclude_newer="2023-12-24"))["base"] == "1.1"
    assert versions(run(channels, path, exclude_newer="2023-12-23"))["base"] == "1.0"


def test_an_update_changes_what_is_named_and_holds_the_rest(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "mathlib<2", "python=3.11")
    run(channels, path, exclude_newer="2023-11-20")
    path = environment(tmp_path, "mathlib", "python=3.11")
    document = run(channels, path, update=("mathlib",))
    assert versions(document)["mathlib"] == "2.0"
    assert versions(document)["base"] == "1.0", "it could rise, and nobody asked for that"


def test_an_update_of_what_is_not_locked_is_refused(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "base")
    with pytest.raises(LockProblem, match="needs a lock"):
        run(channels, path, update=("base",))
    run(channels, path)
    with pytest.raises(LockProblem, match="holds no package of that name"):
        run(channels, path, update=("nothing",))


def test_the_first_channel_that_has_a_package_is_the_only_one(
    channels: Path, tmp_path: Path
) -> None:
    head = "channels: [main, side]\nplatforms: [linux-64]\n"
    path = environment(tmp_path, "tool", "rare", head=head)
    document = run(channels, path)
    assert versions(document) == {"tool": "3.0", "base": "1.1", "rare": "1.0"}
    document = run(channels, path, channel_priority="disabled")
    assert versions(document)["tool"] == "9.0"


def test_a_channel_named_by_one_dependency_is_asked_for_that_one(
    channels: Path, tmp_path: Path
) -> None:
    path = environment(tmp_path, "side::tool", "base")
    document = run(channels, path)
    assert versions(document)["tool"] == "9.0"
    metadata = document["metadata"]
    assert isinstance(metadata, dict)
    assert [one["url"] for one in metadata["channels"]] == ["main"]


def test_groups_are_told_apart(channels: Path, tmp_path: Path) -> None:
    head = "channels: [main]\nplatforms: [linux-64]\n"
    main = environment(tmp_path, "mathlib<2", head=head)
    dev = environment(tmp_path, "extra", "tool", name="dev.yml", head=head + "category: dev\n")
    document = run(channels, main, dev)
    rows = document["package"]
    assert isinstance(rows, list)
    groups = {row["name"]: (row["category"], row["optional"]) for row in rows}
    assert groups["mathlib"] == groups["base"] == ("main", False)
    assert groups["tool"] == groups["extra"] == ("dev", True)


def test_the_build_for_cpus_is_said_out_loud(channels: Path, tmp_path: Path) -> None:
    head = "channels: [main]\nplatforms: [linux-64]\n"
    path = environment(tmp_path, "torch", head=head)
    request = LockRequest(paths=(path,), channel_alias=channels.as_uri())
    (note, *_) = lock(request).notes
    assert "torch 2.7 is locked as built for CPUs alone; assumed is __cuda 11.4" in note
    (note, *_) = lock(request._replace(virtual_packages=("__cuda=12.9",))).notes
    assert "torch 2.7 is locked as built for CUDA, since __cuda 12.9 is assumed" in note


def test_virtual_packages_yml_beside_the_lock_counts(channels: Path, tmp_path: Path) -> None:
    (tmp_path / "virtual-packages.yml").write_text(
        "subdirs:\n  linux-64:\n    packages:\n      __cuda: '12.9'\n      __glibc: '2.28'\n"
    )
    path = environment(tmp_path, "torch", head="channels: [main]\nplatforms: [linux-64]\n")
    request = LockRequest(paths=(path,), channel_alias=channels.as_uri())
    assert "built for CUDA" in lock(request).notes[0]


def test_explicit_locks_are_one_a_platform(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "python=3.11", "mathlib")
    written = lock(LockRequest(paths=(path,), kind="explicit", channel_alias=channels.as_uri()))
    assert [Path(one).name for one in written.paths] == [f"conda-{p}.lock" for p in PLATFORMS]
    lines = Path(written.paths[0]).read_text().splitlines()
    assert lines[3] == "@EXPLICIT"
    assert len(lines) == 7
    assert all(
        line.startswith("file://") and len(line.partition("#")[2]) == 32 for line in lines[4:]
    )


@pytest.mark.parametrize(
    ("dependency", "told"),
    [
        ("mathlib>=9", "environment.yml:4: no channel has `mathlib>=9` for linux-64, osx-arm64, "
         "win-64; its newest is 2.0"),
        ("nothere", "environment.yml:4: no channel has a package `nothere` for linux-64"),
        ("onlywin", "no channel has a package `onlywin` for linux-64, osx-arm64"),
    ],
)  # fmt: skip
def test_what_no_channel_has_is_told_with_its_line(
    channels: Path, tmp_path: Path, dependency: str, told: str
) -> None:
    with pytest.raises(LockProblem, match="no channel has") as problem:
        run(channels, environment(tmp_path, dependency))
    assert told in problem.value.message
    assert problem.value.code == 1
    assert not (tmp_path / "conda-lock.yml").exists()


def test_a_conflict_names_both_lines_and_shows_the_tree(channels: Path, tmp_path: Path) -> None:
    with pytest.raises(LockProblem) as problem:
        run(channels, environment(tmp_path, "extra", "mathlib=2.0"))
    assert "environment.yml:4: `extra` cannot be met" in problem.value.message
    assert "environment.yml:5: `mathlib=2.0` cannot be met" in problem.value.message
    assert "mathlib <2, for which no candidates were found" in problem.value.details


def test_a_failed_run_leaves_the_earlier_lock(channels: Path, tmp_path: Path) -> None:
    run(channels, environment(tmp_path, "base"))
    before = (tmp_path / "conda-lock.yml").read_bytes()
    with pytest.raises(LockProblem):
        run(channels, environment(tmp_path, "nothere"))
    assert (tmp_path / "conda-lock.yml").read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["conda-lock.yml", "environment.yml"]


def test_the_lock_of_other_files_is_not_written_over(channels: Path, tmp_path: Path) -> None:
    run(channels, environment(tmp_path, "base"))
    other = environment(tmp_path, "tool", name="other.yml")
    with pytest.raises(LockProblem, match=r"is the lock of .*environment\.yml"):
        run(channels, other)
    run(channels, other, output=str(tmp_path / "other.conda-lock.yml"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("channels: [main]\ndependencies:\n\t- base\n", ":3: "),
        ("channels: [main]\ndependencies:\n  - base>=1 <2\n", ":3: "),
        ("channels: [main]\ndependencies:\n  - base: 1.0\n", ":3: "),
        ("channels: [main]\ndependancies:\n  - base\n", "environment.yml"),
        ("channels: [main]\nplatforms: [linux-46]\ndependencies:\n  - base\n", ":2: `linux-46`"),
        ("channels: [main]\ndependencies:\n  - {{ name }}\n", "it is a template"),
        ("channels: [main]\ndependencies:\n  - base\n  - pip:\n    - -r more.txt\n", ":5: "),
    ],
)
def test_a_source_that_conda_would_lose_or_refuse_is_refused_with_its_line(
    channels: Path, tmp_path: Path, content: str, told: str
) -> None:
    path = tmp_path / "environment.yml"
    path.write_text(content)
    with pytest.raises(LockProblem) as problem:
        run(channels, str(path))
    assert told in problem.value.message
    assert problem.value.code == 2


def test_a_secret_in_a_channel_never_reaches_the_lock(
    channels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHANNELS", str(channels))
    head = "channels: ['file://$CHANNELS/main']\nplatforms: [linux-64]\n"
    run(channels, environment(tmp_path, "base", head=head))
    text = (tmp_path / "conda-lock.yml").read_text()
    assert str(channels) not in text
    assert "url: 'file://$CHANNELS/noarch" in text or "$CHANNELS/main/noarch/base" in text


def test_a_variable_that_is_not_set_is_named(
    channels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    head = "channels: ['https://example.org/t/$NO_SUCH_TOKEN/main']\nplatforms: [linux-64]\n"
    with pytest.raises(LockProblem, match=r":1: .*NO_SUCH_TOKEN, which is not set"):
        run(channels, environment(tmp_path, "base", head=head))


def test_a_read_only_folder_is_a_disk_that_failed(
    channels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, content: bytes) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("envguard.project.writing.replace_file", refuse)
    with pytest.raises(LockProblem, match="cannot be written: Permission denied") as problem:
        run(channels, environment(tmp_path, "base"))
    assert problem.value.code == 5


def test_what_lies_in_the_checkout_is_said_to_be_left_out(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "python=3.11", "pip", "pip: [-e .]")
    notes = lock(LockRequest(paths=(path,), channel_alias=channels.as_uri())).notes
    assert ["`-e .` lies in the checkout and is not locked" in note for note in notes] == [True]


def test_a_build_that_there_is_not_is_told_with_those_there_are(
    channels: Path, tmp_path: Path
) -> None:
    head = "channels: [main]\nplatforms: [linux-64]\n"
    with pytest.raises(LockProblem, match="its builds are cuda129_h0_1, cpu_h0_0"):
        run(channels, environment(tmp_path, "torch=2.7=rocm", head=head))


def test_the_python_that_a_package_is_not_built_for_is_named(
    channels: Path, tmp_path: Path
) -> None:
    make_channel(channels / "pinned", [
        generic("needy", "1.0", "python >=3.12,<3.13.0a0"),
    ])  # fmt: skip
    head = "channels: [main, pinned]\nplatforms: [linux-64]\n"
    with pytest.raises(LockProblem) as problem:
        run(channels, environment(tmp_path, "python=3.11", "needy", head=head))
    assert "environment.yml:4: `python=3.11` cannot be met" in problem.value.message
    assert "environment.yml:5: `needy` cannot be met" in problem.value.message
