"""What the rules about workflows see, and what they leave alone."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

HEAD = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
CONDA = HEAD + "      - uses: conda-incubator/setup-miniconda@v3\n        with:\n"
PYTHON = HEAD + "      - uses: actions/setup-python@v5\n        with:\n"


def found(workflow: str, code: str, *others: tuple[str, str]) -> list[tuple[str, str]]:
    """(severity, words) of the findings of one rule."""
    result = check_files({".github/workflows/a.yml": workflow, **dict(others)})
    return [(r.severity.word, r.finding.words) for r in result.reported if r.code == code]


def test_the_newest_installer_matters_where_something_goes_out() -> None:
    latest = CONDA + "          miniforge-version: latest\n"
    assert found(latest, "CIW003") == [("info", "latest")]
    assert found(latest + "      - run: twine upload dist/*\n", "CIW003") == [("warning", "latest")]
    assert found(CONDA + "          miniforge-version: 24.11.3-0\n", "CIW003") == []


def test_an_update_that_is_switched_off_is_fine() -> None:
    assert found(CONDA + "          auto-update-conda: false\n", "CIW004") == []
    assert found(CONDA + "          auto-update-conda: true\n", "CIW004") == [("warning", "true")]


def test_a_file_that_the_job_makes_is_not_missing() -> None:
    text = CONDA + "          environment-file: a.yml\n"
    assert found(text, "CIW005") == [("error", "a.yml")]
    assert found(text.replace("steps:\n", "steps:\n      - run: cat b > a.yml\n"), "CIW005") == []
    assert found(text.replace("a.yml", "${{ matrix.x }}"), "CIW005") == []


def test_another_checkout_leaves_a_missing_file_unknown() -> None:
    text = CONDA + "          environment-file: a.yml\n"
    other = "steps:\n      - uses: actions/checkout@v4\n        with: {repository: a/b}\n"
    result = check_files({".github/workflows/a.yml": text.replace("steps:\n", other)})
    assert [u.code for u in result.unknowns] == ["CIW005"]


@pytest.mark.parametrize(
    ("version", "words"),
    [("3.10", ["3.10"]), ("'3.10'", []), ("3.11", []), ('"3.10"', []), ("3.10.1", [])],
)
def test_a_number_without_quotes_loses_its_last_digit(version: str, words: list[str]) -> None:
    text = PYTHON + f"          python-version: {version}\n"
    assert [word for _, word in found(text, "CIW002")] == words


def test_a_matrix_is_held_against_the_setting_as_a_whole() -> None:
    settings = ("envguard.toml", 'python = "3.11"\n')
    for versions, count in (("'3.9', '3.11'", 0), ("'3.9', '3.10'", 1)):
        text = PYTHON.replace(
            "    steps:", f"    strategy:\n      matrix:\n        p: [{versions}]\n    steps:"
        )
        text += "          python-version: ${{ matrix.p }}\n"
        assert len(found(text, "CIW002", settings)) == count


def test_a_lock_is_not_solved_anew() -> None:
    for name, count in (("environment.yml", 1), ("conda-lock.yml", 0), ("linux-64.lock", 0)):
        assert len(found(CONDA + f"          environment-file: {name}\n", "CIW001")) == count


@pytest.mark.parametrize(("written", "words"), [('"3.10"', []), ("3.10", ["3.10"])])
def test_a_variable_keeps_the_quotes_of_the_place_that_sets_it(
    written: str, words: list[str]
) -> None:
    text = f"env:\n  V: {written}\n{PYTHON}          python-version: ${{{{ env.V }}}}\n"
    assert [word for _, word in found(text, "CIW002")] == words
