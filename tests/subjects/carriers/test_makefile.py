"""Makefiles: each recipe line with what the file itself says of its variables."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from envguard.model import Text
from envguard.subjects.carriers.makefile import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str) -> list[Launch]:
    return list(launches(Document("Makefile", Text.of(content), lambda relative: None)))


def scripts(content: str) -> list[str]:
    return [launch.content.value for launch in found(content) if isinstance(launch.content, Text)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a:\n\t@-+ x\n", ["x"]),
        ("A = 1\na:\n\tx $(A) ${A} $A $$A\n", ["x 1 1 1 $A"]),
        ("A = $(B)\nB = 2\na:\n\tx $(A)\n", ["x 2"]),
        ("A = 1\na:\n\tx $(A)\nA = 2\n", ["x 2"]),
        ("A = 1\nA += 2\na:\n\tx $(A)\n", ["x 1 2"]),
        ("A ?= 1\nA ?= 2\na:\n\tx $(A)\n", ["x 1"]),
        ("a:\n\tx $(A)\n", [f"x {HOLE}"]),
        ("a: b\n\tx $@ $< $(@D)\n", [f"x {HOLE} {HOLE} {HOLE}"]),
        ("ifdef X\nA = 1\nendif\na:\n\tx $(A)\n", [f"x {HOLE}"]),
        ("A := $(A) 1\na:\n\tx $(A)\n", [f"x {HOLE}"]),
        ("A = $(A)\na:\n\tx $(A)\n", [f"x {HOLE}"]),
        ("B = 1\nA := $(B)\nB = 2\na:\n\tx $(A)\n", [f"x {HOLE}"]),
        ("a: A = 1\na:\n\tx $(A)\nb:\n\tx $(A)\n", ["x 1", f"x {HOLE}"]),
        ("A = $(shell y z)\na:\n\tx $(A)\n", ["y z", f"x {HOLE}"]),
        ("A != y\n", ["y"]),
        ("define R\n@x\ny \\\n z\nendef\na:\n\t$(R)\n", ["x", "y \\\n z"]),
        ("a:\n\t\n\t@\n", []),
        ("A =\na:\n\tx$(A)y\n", ["xy"]),
        (".ONESHELL:\na:\n\t@x\n\ty\n", ["x\ny\n"]),
    ],
)
def test_recipes_are_expanded_as_far_as_the_file_decides(content: str, expected: list[str]) -> None:
    assert scripts(content) == expected


@pytest.mark.parametrize(
    ("line", "shell"),
    [("", "sh"), ("SHELL := /bin/bash\n", "bash"), ("SHELL = $(X)\n", "bash")],
)
def test_the_shell_is_sh_unless_the_file_says_another(line: str, shell: str) -> None:
    (launch,) = found(f"{line}a:\n\tx\n")
    assert launch.shell == shell


def test_exported_variables_are_the_environment() -> None:
    first, second = found(
        "export A = 1\nB = $(A)\nC = 3\nexport B\na: export D = 4\na:\n\tx\nb:\n\ty\n"
    )
    values = {name: value.value for name, value in first.context.environment.items()}
    assert values == {"A": "1", "B": "1", "D": "4"}
    assert set(second.context.environment) == {"A", "B"}
    assert first.context.environment["A"].text.value == "1"
    assert (first.context.group, second.context.group) == ("a", "b")


def test_values_that_double_themselves_do_not_grow_without_measure() -> None:
    lines = [f"A{n} = $(A{n + 1})$(A{n + 1})" for n in range(60)]
    assert scripts("\n".join([*lines, "A60 = x", "a:", "\ty $(A0)"])) == [f"y {HOLE}"]
    (line,) = scripts(f"A = {'x' * 9000}\na:\n\t{'$(A)' * 5000}\n")
    assert len(line) < 100_000


_MAKEFILES = [
    "A = $(B) c\nB := d\nB += e\na:\n\techo $(A) '$$x' \\\n\t  f\n\techo ${B}\n",
    'a: b ; echo 1 # 2\n\techo 3\nb:\n\techo "a#b" # c\n',
    "define R\necho 1\necho $(A)\nendef\nA = x # y\na:\n\t$(R)\n",
    "a: A = 1\na: ; echo $(A)$(A)\n",
    ".RECIPEPREFIX = >\na:\n>echo 1\n>  echo 2\n",
    "A ?= 1\nA = 2\nA ?= 3\nX-Y = z\na:\n\techo $(A)$(X-Y)\n\n# c\n\n\techo 4\n",
]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("content", _MAKEFILES)
def test_the_shell_gets_what_make_says_it_would_run(content: str, tmp_path: Path) -> None:
    content = content.replace("@", "")
    (tmp_path / "Makefile").write_text(content, encoding="utf-8")
    ran = subprocess.run(
        ["make", "-n", "-s", "a"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    ours = [launch for launch in found(content) if launch.context.group == "a"]
    theirs = [line for line in ran.stdout.splitlines() if line]
    said = "\n".join(
        launch.content.value for launch in ours if isinstance(launch.content, Text)
    ).splitlines()
    prerequisites = len(theirs) - len(said)
    assert [line.strip() for line in theirs[prerequisites:]] == [line.strip() for line in said]
