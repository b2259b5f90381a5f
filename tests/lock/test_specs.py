"""What a dependency asks for is what is locked, in whatever form it asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.lock.problem import LockProblem
from tests.lock.channel import generic, make_channel, native, python_package, python_stub
from tests.lock.test_locking import environment, run, versions

pytest.importorskip("rattler", reason="py-rattler is not installed: pip install '.[lock]'")

HEAD = "channels: [main]\nplatforms: [linux-64]\n"
OLD = 1_500_000_000_000


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("channels")
    packages = [generic("base", v, timestamp=OLD) for v in ("1.0", "1.1")]
    packages += [native("speedy", "4.2", one, "base") for one in ("linux-64", "osx-arm64")]
    packages += [
        native("built", "1.0", "linux-64", build="h_0"),
        native("built", "1.0", "linux-64", build="h_7", extra={"build_number": 7}),
        generic("scikit-learn", "1.5"), generic("pytorch", "2.7"),
        python_stub("3.12.4", "linux-64"), python_package("pip", "24.2"),
    ]  # fmt: skip
    make_channel(root / "main", packages)
    make_channel(root / "side", [generic("rare", "1.0")])
    return root


def refused(channels: Path, path: str, **options: object) -> LockProblem:
    with pytest.raises(LockProblem) as problem:
        run(channels, path, **options)
    return problem.value


def test_what_stands_in_brackets_decides(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, '"built[build_number=0]"', head=HEAD)
    document = run(channels, path)
    assert "built-1.0-h_0" in document["package"][0]["url"]  # type: ignore[index]
    problem = refused(channels, environment(tmp_path, f'"built[md5={"a" * 32}]"', head=HEAD))
    assert "environment.yml:4: no channel has `built[md5=" in problem.message
    assert problem.code == 1


@pytest.mark.parametrize("spec", ["main/osx-arm64::speedy", '"speedy[subdir=osx-arm64]"'])
def test_a_build_for_another_platform_is_refused(channels: Path, tmp_path: Path, spec: str) -> None:
    problem = refused(channels, environment(tmp_path, spec, head=HEAD))
    assert "is a build for osx-arm64, and linux-64 cannot have it" in problem.message
    assert problem.code == 1


def test_a_virtual_package_that_is_asked_for_must_be_there(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "__cuda>=12", "base", head=HEAD)
    problem = refused(channels, path)
    assert "environment.yml:4: `__cuda>=12` is not met on linux-64" in problem.message
    assert "version 11.4 is assumed" in problem.message
    assert "--virtual-package __cuda=VERSION" in problem.message
    assert versions(run(channels, path, virtual_packages=("cuda=12.9",))) == {"base": "1.1"}
    assert main(["lock", "--check", path]) == 0


@pytest.mark.parametrize("listed", ["\n    - docopt", " []"])
def test_a_list_for_pip_asks_for_pip(channels: Path, tmp_path: Path, listed: str) -> None:
    from envguard.lock.gathering import gather
    from envguard.lock.targets import project_of

    path = environment(tmp_path, "base", f"pip:{listed}", head=HEAD)
    job = gather((path,), (), project_of((path,)))
    conda = [root.asked.name for root in job.roots["linux-64"] if root.asked.manager == "conda"]
    assert conda == ["base", "pip"]


def test_an_empty_list_for_pip_brings_pip_and_python(channels: Path, tmp_path: Path) -> None:
    document = run(channels, environment(tmp_path, "pip: []", head=HEAD))
    assert versions(document) == {"pip": "24.2", "python": "3.12.4"}


def test_all_names_that_no_channel_has_are_told_with_what_may_be_meant(
    channels: Path, tmp_path: Path
) -> None:
    path = environment(tmp_path, "scikit_lern", "torch", "base", "zzz", head=HEAD)
    lines = refused(channels, path).message.splitlines()
    assert [line.partition("environment.yml")[2] for line in lines] == [
        ":4: no channel has a package `scikit_lern` for linux-64; is `scikit-learn` meant?",
        ":5: no channel has a package `torch` for linux-64; is `pytorch` meant?",
        ":7: no channel has a package `zzz` for linux-64",
    ]


def test_the_order_of_channels_is_explained_only_where_it_matters(
    channels: Path, tmp_path: Path
) -> None:
    head = "channels: [main, side]\nplatforms: [linux-64]\n"
    assert not refused(channels, environment(tmp_path, "zzz", head=head)).details


def test_a_package_younger_than_the_date_is_told_so(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "base=1.0", head=HEAD)
    problem = refused(channels, path, exclude_newer="2001-01-01")
    assert "no build of it for linux-64 is as old as --exclude-newer demands" in problem.message


@pytest.mark.parametrize("day", ["20240101", "2024-W10-1", "2024", "yesterday", "2024-01-01x"])
def test_a_date_has_one_form_on_every_python(channels: Path, tmp_path: Path, day: str) -> None:
    problem = refused(channels, environment(tmp_path, "base", head=HEAD), exclude_newer=day)
    assert "it is no date such as 2026-03-31" in problem.message
    assert problem.code == 2


def test_platforms_that_are_no_list_are_refused(channels: Path, tmp_path: Path) -> None:
    head = "channels: [main]\nplatforms: linux-64\n"
    problem = refused(channels, environment(tmp_path, "base", head=head))
    assert ":2: `platforms:` must be a list: platforms: [linux-64]" in problem.message


def test_a_platform_for_which_no_line_is_left_has_an_empty_lock(
    channels: Path, tmp_path: Path
) -> None:
    head = "channels: [main]\nplatforms: [linux-64, win-64]\n"
    path = environment(tmp_path, "base  # [linux]", head=head)
    document = run(channels, path)
    assert (versions(document), versions(document, "win-64")) == ({"base": "1.1"}, {})
    assert main(["lock", "--check", path]) == 0


def test_an_environment_of_nothing_is_locked_and_fresh(channels: Path, tmp_path: Path) -> None:
    (tmp_path / "environment.yml").write_text(f"{HEAD}dependencies: []\n")
    path = str(tmp_path / "environment.yml")
    run(channels, path)
    assert main(["lock", "--check", path]) == 0


def test_a_path_of_the_checkout_does_not_hinder_a_lock(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "base", "pip: [., ./tool]", head=HEAD)
    run(channels, path)
    assert main(["lock", "--check", path]) == 0


def test_what_main_asks_for_stays_in_main(channels: Path, tmp_path: Path) -> None:
    own = environment(tmp_path, "base", head=HEAD)
    dev = environment(tmp_path, "base=1.0", "speedy", name="dev.yml", head=f"category: dev\n{HEAD}")
    rows = run(channels, own, dev)["package"]
    assert isinstance(rows, list)
    found = {(row["name"], row["version"], row["category"]) for row in rows}
    assert found == {("base", "1.0", "main"), ("speedy", "4.2", "dev")}


def test_wrong_usage_is_told_before_anything_is_asked(channels: Path, tmp_path: Path) -> None:
    path = environment(tmp_path, "base", head=HEAD)
    problem = refused(channels, path, channel_alias="nonsense")
    assert (problem.code, "it is no URL" in problem.message) == (2, True)
    run(channels, path)
    problem = refused(channels, str(tmp_path / "nope.yml"))
    assert (problem.code, "there is no such file" in problem.message) == (2, True)
    (tmp_path / "virtual-packages.yml").write_text(
        "subdirs:\n  linux-64:\n    packages:\n      __glibc: 2.x!7\n"
    )
    problem = refused(channels, path)
    assert "virtual-packages.yml: __glibc: `2.x!7` is no version" in problem.message
    assert problem.code == 2


def test_the_commands_in_the_head_can_be_run_where_the_lock_lies(
    channels: Path, tmp_path: Path
) -> None:
    path = environment(tmp_path, "base", head=f'category: "a\\nb: c"\n{HEAD}')
    (tmp_path / "my locks").mkdir()
    run(channels, path, output=str(tmp_path / "my locks/the lock.yml"))
    text = (tmp_path / "my locks/the lock.yml").read_text()
    head = text[: text.index("version: 1")].splitlines()
    assert all(line.startswith("# ") for line in head)
    assert "#     envguard lock ../environment.yml --output 'the lock.yml'" in head
    assert "#     envguard lock --check 'the lock.yml'" in head


def test_a_lock_in_a_folder_below_finds_its_source(
    channels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = environment(tmp_path, "base", head=HEAD)
    (tmp_path / "locks").mkdir()
    run(channels, path, output=str(tmp_path / "locks/base.lock.yml"))
    monkeypatch.chdir(tmp_path)
    assert main(["lock", "--check", "locks/base.lock.yml"]) == 0
