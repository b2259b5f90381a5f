"""Which Pythons are open, and which words ask for none."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

HEAD = "name: nlp\nchannels: [conda-forge, nodefaults]\ndependencies:\n"


def codes(files: dict[str, str]) -> list[tuple[str, str]]:
    reported = check_files(files, as_of="2026-11-01").reported
    wanted = ("ENV001", "ENV002", "ENV010")
    return [(r.code, r.severity.word) for r in reported if r.code in wanted]


@pytest.mark.parametrize("python", ["python>=3.9,<4", "python~=3.9", "python>=3.9", "python=3"])
def test_a_range_that_lets_every_coming_python_in_is_open(python: str) -> None:
    assert codes({"environment.yml": f"{HEAD}  - {python}\n"}) == [("ENV001", "warning")]


@pytest.mark.parametrize("python", ["python>=3.9,<3.12", "python=3.11", "python~=3.11.2"])
def test_a_range_that_ends_is_a_pin(python: str) -> None:
    assert codes({"environment.yml": f"{HEAD}  - {python}\n"}) == []


def test_a_requires_python_that_cannot_be_read_asks_for_nothing() -> None:
    files = {
        "environment.yml": f"{HEAD}  - python=3.11\n",
        "pyproject.toml": '[project]\nrequires-python = "foo"\n',
    }
    assert codes(files) == []


@pytest.mark.parametrize(("version", "severity"), [("1.26", "error"), ("1.26.4", "warning")])
def test_only_one_and_the_same_version_makes_two_managers_a_warning(
    version: str, severity: str
) -> None:
    rows = f"  - python=3.11\n  - numpy={version}\n  - pip=24.0\n  - pip:\n"
    environment = f"{HEAD}{rows}      - numpy=={version}\n      - rich==13.0\n"
    assert codes({"environment.yml": environment}) == [("ENV010", severity)]
