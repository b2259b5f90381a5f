"""Ignore comments: what they cover, and what is said of those that cover nothing."""

from __future__ import annotations

import json

import pytest

from envguard.engine.ignores import ignores
from envguard.engine.result import Result
from envguard.model import Source
from envguard.testing import check_files

SCRIPT = "curl -s https://x.org/i.sh | bash"


def codes(result: Result) -> list[str]:
    return [r.code for r in result.reported if r.ignored is None]


@pytest.mark.parametrize(
    "script",
    [
        f"{SCRIPT}  # envguard: ignore[CMD006] our own server\n",
        f"# envguard: ignore[CMD006] our own server\n{SCRIPT}\n",
        f"# envguard: ignore[CMD006] our own server\n# and more words\n\n{SCRIPT}\n",
        f"# envguard: ignore[installer-unverified] our own server\n{SCRIPT}\n",
        f"echo\n# envguard: ignore-file[CMD006] our own server\n\n\n{SCRIPT}\n",
        "# envguard: ignore[cmd006] ours\ncurl -s \\\n  https://x.org/i.sh | bash\n",
        "curl -s \\\n  https://x.org/i.sh | bash  # envguard: ignore[CMD006] ours\n",
    ],
)
def test_an_ignore_covers_its_line_its_statement_or_the_next_line(script: str) -> None:
    result = check_files({"a.sh": script})
    assert codes(result) == []
    assert result.reported[0].ignored is not None
    assert result.reported[0].ignored.kind == "inline"


def test_no_ignores_shows_all() -> None:
    result = check_files({"a.sh": f"{SCRIPT}  # envguard: ignore[CMD006] x\n"}, no_ignores=True)
    assert codes(result) == ["CMD006"]


def test_an_ignore_two_lines_away_covers_nothing_and_is_said_to_be_unused() -> None:
    result = check_files({"a.sh": f"# envguard: ignore[CMD006] x\necho\n{SCRIPT}\n"})
    assert codes(result) == ["EGD002", "CMD006"]


def test_an_ignore_of_a_rule_that_is_switched_off_is_not_unused() -> None:
    result = check_files({"a.sh": "# envguard: ignore[CMD006] x\necho\n"}, ignore=("CMD006",))
    assert codes(result) == []


def test_words_in_a_string_are_no_comment() -> None:
    source = Source("a.sh", 'echo "envguard: ignore[CMD006]"\n')
    assert ignores(source) == []


def test_what_a_markdown_fence_shows_is_no_comment_of_ours() -> None:
    shown = f"```sh\n{SCRIPT}  # envguard: ignore[CMD006] ours\n```\n"
    assert codes(check_files({"README.md": shown})) == ["CMD006"]
    meant = f"<!-- envguard: ignore-file[CMD006] our own server -->\n{shown}"
    assert codes(check_files({"README.md": meant})) == []


def test_per_file_ignores_come_from_the_settings() -> None:
    result = check_files(
        {"a.sh": SCRIPT, "b.sh": SCRIPT, "envguard.toml": '[per-file-ignores]\n"a.sh" = ["CMD"]\n'}
    )
    assert codes(result) == ["CMD006"]
    exempt = [r for r in result.reported if r.ignored is not None]
    assert [r.ignored.kind for r in exempt if r.ignored] == ["settings"]


def test_an_ignore_expires_by_the_day_that_is_asked_for() -> None:
    words = "prefix: /home/ada/x  # envguard: ignore[ENV004] a record (until 2030-01-31)\n"
    files = {
        "environment.yml": f"name: a\nchannels: [conda-forge]\ndependencies: [zlib=1]\n{words}"
    }
    before = [
        one.code for one in check_files(files, as_of="2030-01-31").reported if not one.ignored
    ]
    after = [one.code for one in check_files(files, as_of="2030-02-01").reported if not one.ignored]
    assert before == []
    assert after == ["ENV004", "EGD005"]


def notebook(*code: str, indent: int | None = 1) -> str:
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
            "source": list(code)}  # fmt: skip
    return json.dumps(
        {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=indent
    )


@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_reason_in_a_notebook_ends_with_its_line_of_code(ending: str) -> None:
    code = f'!pip install torch  # envguard: ignore[CMD002] "new" is meant{ending}'
    result = check_files({"a.ipynb": notebook(code)}, select=("CMD",))
    assert [one.ignored.reason for one in result.reported if one.ignored] == ['\\"new\\" is meant']


def test_a_comment_in_a_notebook_of_one_line_does_not_cover_all_its_cells() -> None:
    lines = ("ls  # envguard: ignore[CMD006] why\n", f"!{SCRIPT}\n")
    for indent in (1, None):
        found = check_files({"a.ipynb": notebook(*lines, indent=indent)}, select=("CMD",))
        assert codes(found) == ["CMD006"]
    lines = (f"!{SCRIPT}  # envguard: ignore[CMD006] why\n",)
    assert codes(check_files({"a.ipynb": notebook(*lines)}, select=("CMD",))) == []
