"""`--settings FILE` outranks the project, and what it locks nothing below it weakens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.engine.check import check
from envguard.engine.examine import function_of
from envguard.engine.policy import JUDGED_BY
from envguard.engine.request import Request
from envguard.engine.selection import built_in
from envguard.project import settings as settings_files

BAD = "curl -s https://x.org/i.sh | bash{}\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings_files.forget()
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "a.sh").write_text(BAD.format(""))
    return folder


def outcome(policy: str, **options: object) -> list[tuple[str, str, bool]]:
    settings_files.forget()
    Path("../policy.toml").write_text(policy)
    result = check(Request(settings="../policy.toml", **options))  # type: ignore[arg-type]
    return [(r.code, r.severity.word, r.ignored is not None) for r in result.reported]


COUNTS = [("CMD006", "error", False)]
LOCKS = [
    'select = ["CMD"]\nlocked = ["select"]',
    'select = ["ALL"]\nlocked = ["select"]',
    'select = ["installer-unverified"]\nlocked = ["select"]',
    '[severity]\nCMD006 = "error"\n#\n',
    'locked = ["ignore", "severity"]',
    'locked = ["per-file-ignores", "ignore", "severity"]',
]


@pytest.mark.parametrize("policy", LOCKS)
def test_what_is_locked_cannot_be_weakened(policy: str, project: Path) -> None:
    if policy.startswith("[severity]"):
        policy = f'locked = ["severity"]\n{policy}'
    main(["check", "--write-baseline", "../baseline.json"])
    for weaker in (
        'ignore = ["CMD006"]',
        'ignore = ["ALL"]',
        '[per-file-ignores]\n"*" = ["CMD006"]',
        '[severity]\nCMD006 = "info"',
    ):
        (project / "envguard.toml").write_text(weaker + "\n")
        assert outcome(policy) == COUNTS, weaker
    (project / "envguard.toml").unlink()
    (project / "a.sh").write_text(BAD.format("  # envguard: ignore[CMD006] we trust it"))
    assert outcome(policy) == COUNTS
    (project / "a.sh").write_text(BAD.format(""))
    assert outcome(policy, ignore=("CMD",)) == COUNTS
    assert outcome(policy, baseline="../baseline.json") == COUNTS


def test_a_comment_that_a_policy_overrules_is_named(project: Path) -> None:
    (project / "a.sh").write_text(BAD.format("  # envguard: ignore[CMD006] we trust it"))
    Path("../policy.toml").write_text('locked = ["ignore"]\n')
    result = check(Request(settings="../policy.toml"))
    assert result.notes == (
        "a.sh:1: the policy keeps CMD006 from being ignored; this changes nothing",
    )


def test_without_a_lock_the_policy_only_outranks(project: Path) -> None:
    (project / "envguard.toml").write_text('fail-on = "error"\nignore = ["CMD006"]\n')
    assert outcome('select = ["CMD"]') == []
    assert outcome("ignore = []") == COUNTS


def test_the_policy_itself_may_exempt_what_it_locks() -> None:
    policy = 'select = ["CMD"]\nlocked = ["select", "per-file-ignores"]\n'
    assert outcome(f'{policy}[per-file-ignores]\n"a.sh" = ["CMD006"]') == [
        ("CMD006", "error", True)
    ]
    assert outcome('select = ["CMD"]\nignore = ["CMD006"]\nlocked = ["select", "ignore"]') == []


def test_a_locked_setting_keeps_the_rules_that_judge_by_it(project: Path) -> None:
    (project / "a.sh").unlink()
    (project / "environment.yml").write_text(
        "name: nlp  # envguard: ignore[ENV023] ours\nchannels: [conda-forge]\n"
        "dependencies:\n  - python=3.11\n  - numpy=1.26\n"
    )
    named = 'select = ["ENV023"]\nenvironment-name = "team-.*"\n'
    assert ("ENV023", "info", True) in outcome(named)
    assert ("ENV023", "info", False) in outcome(named + 'locked = ["environment-name"]')


def test_a_locked_key_that_the_policy_does_not_set_has_its_default(project: Path) -> None:
    (project / "envguard.toml").write_text('exclude = ["a.sh"]\nfail-on = "error"\n')
    assert outcome("") == []
    assert outcome('locked = ["exclude"]') == COUNTS


def test_the_command_line_says_what_the_policy_overrules(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("../policy.toml").write_text('fail-on = "warning"\nlocked = ["fail-on", "ignore"]\n')
    arguments = ["check", "--settings", "../policy.toml", "--ignore", "CMD006", "a.sh"]
    assert main(arguments) == 1
    assert "the policy locks `ignore`: --ignore changes nothing" in capsys.readouterr().err


def test_a_policy_knows_which_rules_judge_by_a_setting() -> None:
    found: dict[str, set[str]] = {}
    for rule in built_in():
        function = function_of(rule)
        source = Path(function.__code__.co_filename).read_text(encoding="utf-8")
        for key in re.findall(r"settings\.(?:get|text|strings|table)\(\s*\"([a-z-]+)\"", source):
            found.setdefault(key, set()).add(rule.code)
    # what a profile asks for is `select`'s matter, and EGD003 is asked for by the engine
    found.pop("profile")
    found["require-ignore-reason"] = {"EGD003"}
    assert found == {key: set(codes) for key, codes in JUDGED_BY.items()}
