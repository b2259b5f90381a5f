"""Many clones at once: one failing does not stop the rest, and last time is compared with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from envguard.engine.fleet import running
from envguard.engine.fleet.checking import check_clone
from envguard.engine.fleet.earlier import Earlier, EarlierProblem, read_earlier
from envguard.engine.fleet.model import Fleet, Repository
from envguard.engine.fleet.running import FleetRequest, exit_code, run_fleet
from envguard.reports.fleet import json as fleet_json

GOOD = "name: x\nchannels: [conda-forge, nodefaults]\ndependencies:\n  - python=3.11\n"
BAD = "name: x\nchannels: [conda-forge]\ndependencies:\n  - python\n"


def clone(folder: Path, files: dict[str, str]) -> Path:
    (folder / ".git").mkdir(parents=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def run(*folders: Path, earlier: Earlier | None = None, jobs: int = 2) -> Fleet:
    request = FleetRequest(tuple(map(str, folders)), as_of="2026-11-01", jobs=jobs)
    return run_fleet(request, earlier, lambda name: None)


def test_the_worst_comes_first_and_the_failed_before_it(tmp_path: Path) -> None:
    clone(tmp_path / "good", {"environment.yml": GOOD})
    clone(tmp_path / "bad", {"environment.yml": BAD})
    clone(tmp_path / "broken", {"environment.yml": BAD, "envguard.toml": "no-such-key = 1\n"})
    clone(tmp_path / "empty", {"x.bin": ""})
    fleet = run(tmp_path)
    assert [(one.name, one.outcome) for one in fleet.repositories] == [
        ("broken", "failed"), ("bad", "checked"), ("empty", "nothing"), ("good", "checked"),
    ]  # fmt: skip
    assert "no-such-key" in fleet.repositories[0].problem
    assert fleet.repositories[1].findings[0].severity == "error"
    assert exit_code(fleet) == 2


@pytest.mark.parametrize(
    ("files", "code"),
    [({"environment.yml": GOOD}, 0), ({"environment.yml": BAD}, 1), ({"x.bin": ""}, 3)],
)
def test_exit_codes_are_those_of_check(files: dict[str, str], code: int, tmp_path: Path) -> None:
    assert exit_code(run(clone(tmp_path / "one", files))) == code


def test_findings_are_counted_by_rule_and_by_owner(tmp_path: Path) -> None:
    owned = {"CODEOWNERS": "* @all\n*.yml @ada @lab/core\n", "environment.yml": BAD}
    fleet = run(clone(tmp_path / "a", owned), clone(tmp_path / "b", {"environment.yml": BAD}))
    rules = {one.name: (one.error, one.repositories) for one in fleet.rules}
    assert rules["ENV001"] == (1 * 2, 2)
    owners = {one.name: one.repositories for one in fleet.owners}
    assert owners == {"@ada": 1, "@lab/core": 1, "nobody": 1}


def test_two_clones_of_one_name_are_told_apart(tmp_path: Path) -> None:
    fleet = run(
        clone(tmp_path / "x" / "paper", {"environment.yml": GOOD}),
        clone(tmp_path / "y" / "paper", {"environment.yml": GOOD}),
    )
    assert sorted(one.name for one in fleet.repositories) == ["x/paper", "y/paper"]


def test_a_folder_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    good = clone(tmp_path / "good", {"environment.yml": "dependencies:\n  - python\n"})
    (tmp_path / "file").write_text("words")
    fleet = run(tmp_path / "gone", tmp_path / "file", good)
    said = {one.name: (one.outcome, one.problem.partition(":")[0]) for one in fleet.repositories}
    assert said == {
        "file": ("failed", "it cannot be read"),
        "gone": ("failed", "there is no such folder"),
        "good": ("checked", ""),
    }
    assert exit_code(fleet) == 2


def test_new_and_fixed_since_last_time(tmp_path: Path) -> None:
    one = clone(tmp_path / "one", {"environment.yml": BAD, "a.sh": "pip install numpy\n"})
    other = clone(tmp_path / "other", {"environment.yml": BAD})
    before = tmp_path / "before.json"
    before.write_text(fleet_json.render(run(one, other)), encoding="utf-8")
    (one / "a.sh").write_text("\n\npip install numpy==1.26.4\ncurl -s https://x.org/i.sh | bash\n")
    clone(tmp_path / "third", {"environment.yml": BAD})
    fleet = run(one, tmp_path / "third", earlier=read_earlier(str(before)))
    found = {r.name: r for r in fleet.repositories}
    changes = {(f.code, f.change) for f in found["one"].findings}
    assert ("CMD006", "new") in changes
    assert ("ENV001", "known") in changes
    assert [f.code for f in found["one"].fixed] == ["CMD002"]
    assert {f.change for f in found["third"].findings} == {"first"}
    assert fleet.gone == ("other",)


def test_of_a_clone_that_failed_nothing_is_new_or_fixed(tmp_path: Path) -> None:
    one = clone(tmp_path / "one", {"environment.yml": BAD})
    before = tmp_path / "before.json"
    before.write_text(fleet_json.render(run(one)), encoding="utf-8")
    (one / "envguard.toml").write_text("python = 3\n")
    fleet = run(one, earlier=read_earlier(str(before)))
    assert fleet.repositories[0].outcome == "failed"
    assert fleet.repositories[0].fixed == ()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"version": 2, "repositories": []}', '{"version": 1, "x": 1}',
                '{"version": 1, "repositories": [{}]}', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_report_of_a_fleet_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(EarlierProblem, match=r"x\.json"):
        read_earlier(str(path))


def test_the_same_clones_give_the_same_bytes(tmp_path: Path) -> None:
    folders = [clone(tmp_path / name, {"environment.yml": BAD}) for name in "abc"]
    first = fleet_json.render(run(*folders, jobs=3))
    assert fleet_json.render(run(*reversed(folders), jobs=1)) == first
    assert str(tmp_path) not in first
    assert json.loads(first)["summary"]["repositories"] == 3


def _dies(name: str, path: str, *asked: object) -> Repository:
    if name == "deadly":
        os._exit(9)
    return check_clone(name, path, None, None, None)


def test_a_process_that_dies_costs_its_own_clone_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "check_clone", _dies)
    names = ("a", "deadly", "z")
    fleet = run(*(clone(tmp_path / name, {"environment.yml": GOOD}) for name in names))
    assert {one.name: one.outcome for one in fleet.repositories} == {
        "a": "checked", "deadly": "failed", "z": "checked",
    }  # fmt: skip
    assert exit_code(fleet) == 4
