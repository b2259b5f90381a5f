"""Notebooks: what a cell starts, and what only the running notebook would know."""

from __future__ import annotations

import json

import pytest

from envguard.model import Text
from envguard.subjects.carriers.notebook import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(*cells: str, kind: str = "code", language: str = "python") -> list[Launch]:
    content = json.dumps(
        {
            "cells": [{"cell_type": kind, "source": cell.splitlines(True)} for cell in cells],
            "metadata": {"kernelspec": {"name": "x", "language": language}},
        }
    )
    return list(launches(Document("a.ipynb", Text.of(content), lambda relative: None)))


def scripts(*cells: str, language: str = "python") -> list[tuple[str, str]]:
    return [
        (launch.shell, launch.content.value)
        for launch in found(*cells, language=language)
        if isinstance(launch.content, Text)
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("!pip install x", [("bash", "pip install x")]),
        ("%pip install x", [("bash", "pip install x")]),
        ("%conda install -y x", [("bash", "conda install -y x")]),
        ("%mamba list", [("bash", "mamba list")]),
        ("%sx ls", [("bash", "ls")]),
        ("%system ls", [("bash", "ls")]),
        ("%matplotlib inline", []),
        ("%cd x", []),
        ("%%bash\nls {x}\n", [("bash", "ls {x}\n")]),
        ("%%sh\nls", [("sh", "ls")]),
        ("%%script --no-raise-error bash -e\nls", [("bash", "ls")]),
        ("%%script python\nprint()", []),
        ("%%cmd\ndir", [("cmd", "dir")]),
        ("%%sx\nls", [("bash", "ls")]),
        ("%%writefile x.sh\nls", []),
        ("%%html\n<a>", []),
        (
            "!pip install x=={v} {f(1)} {a / 'b'}",
            [("bash", f"pip install x=={HOLE} {HOLE} {HOLE}")],
        ),
        ("!echo $x $$y", [("bash", f"echo {HOLE} {HOLE}")]),
        ("!awk '{print $1}' a{b,c}", [("bash", "awk '{print $1}' a{b,c}")]),
        ("!ls ${HOME} $(pwd) {1..3}", [("bash", "ls ${HOME} $(pwd) {1..3}")]),
    ],
)
def test_escapes_become_shell_text(cell: str, expected: list[tuple[str, str]]) -> None:
    assert scripts(cell) == expected


def test_what_the_env_magic_sets_is_seen_by_later_cells() -> None:
    before, after = found("!a $X", "%env X=1\n%env Y 2\n%env", "!a $X")[0:2]
    assert before.context.environment == {}
    assert {name: value.value for name, value in after.context.environment.items()} == {
        "X": "1",
        "Y": "2",
    }
    assert isinstance(after.content, Text)
    assert after.content.value == "a $X"


def test_cells_of_other_languages_are_not_python() -> None:
    assert scripts("ls -l\n", language="bash") == [("bash", "ls -l\n")]
    assert scripts("!x", language="R") == []


def test_text_cells_are_prose() -> None:
    (launch,) = found("# T\n```bash\npip install x\n```\n", kind="markdown")
    assert (launch.context.carrier, launch.context.setting) == ("markdown", "prose")
    (code,) = found("!x")
    assert (code.context.carrier, code.context.setting) == ("notebook", "interactive")
    assert found("!x", kind="raw") == []
