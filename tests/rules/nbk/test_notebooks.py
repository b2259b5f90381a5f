"""What the rules about notebooks see, and what they leave alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from envguard.testing import check_files


def notebook(*cells: tuple[int | None, str], **metadata: Any) -> str:
    """A notebook of code cells, each with its execution count."""
    made = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": count,
         "source": [text]}
        for count, text in cells
    ]  # fmt: skip
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def found(text: str, code: str, *others: tuple[str, str], **options: Any) -> list[str]:
    """The words of the findings of one rule."""
    result = check_files({"a.ipynb": text, **dict(others)}, **options)
    return [r.finding.words for r in result.reported if r.code == code]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%pip install a b==1", ["a"]), ("%pip install -r requirements.txt", []),
        ("%pip install -e .", []), ("%conda install a=1", ["install"]), ("%conda list", []),
        ("x = 1", []), ("%pip install a==1", []),
        ("%pip install git+https://github.com/a/b", ["git+https://github.com/a/b"]),
        ("%pip install git+https://github.com/a/b@v1", []),
    ],
)  # fmt: skip
def test_a_magic_that_installs_is_found(line: str, words: list[str]) -> None:
    assert found(notebook((1, line)), "NBK001", ("requirements.txt", "x==1\n")) == words


@pytest.mark.parametrize(
    "name", ["python3", "ir", "julia-1.10", "conda-root-py", "bash", "sagemath"]
)
def test_a_kernel_that_a_program_brings_is_public(name: str) -> None:
    assert found(notebook(kernelspec={"name": name}), "NBK003") == []


def test_a_kernel_that_the_project_registers_is_known() -> None:
    text = notebook(kernelspec={"name": "nlp"})
    assert found(text, "NBK003") == ["nlp"]
    page = ("README.md", "```sh\npython -m ipykernel install --user --name nlp\n```\n")
    assert found(text, "NBK003", page) == []


def test_a_kernel_of_another_language_is_left_alone() -> None:
    text = notebook(kernelspec={"name": "mykernel", "language": "R"})
    assert found(text, "NBK003") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("p = '/home/ada/x'", ["/home/ada"]), ("p = r'C:\\Users\\ada\\x'", ["C:\\\\Users\\\\ada"]),
        ("p = '/Users/ada/x'", ["/Users/ada"]), ("p = '/home/jovyan/x'", []),
        ("p = 'https://example.org/home/ada/x'", []), ("p = 'data/home/ada/x'", []),
        ("out = '.'  # a folder, e.g. /home/out/", []), ("p = '#/home/ada/x'", ["/home/ada"]),
        ("# p = '/home/ada/x'", []), ("p = '#1 ' + '/home/ada/x'  # it's", ["/home/ada"]),
    ],
)  # fmt: skip
def test_a_home_is_told_from_other_paths(line: str, words: list[str]) -> None:
    assert found(notebook((1, line)), "NBK004") == words


def test_cells_that_ran_in_order_are_fine_and_hosted_ones_are_not_counted() -> None:
    assert found(notebook((1, "a"), (5, "b")), "NBK005", profile="paper") == []
    assert found(notebook((5, "a"), (0, "b")), "NBK005", profile="paper") == []
    assert found(notebook((5, "a"), (None, "x"), (2, "b")), "NBK005", profile="paper") == ["b"]


def test_a_kernel_is_held_against_the_setting() -> None:
    text = notebook(language_info={"name": "python", "version": "3.1.4"})
    assert found(text, "NBK002", ("envguard.toml", 'python = "3.11"\n')) == ["3.1.4"]
