"""Functions of a script: what they are handed stands where they are called."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.command import HOLE, Context, Launch
from envguard.subjects.shell import commands


def argv(script: str, program: str = "jupyter") -> list[str]:
    context = Context("shell_script", "script")
    found = commands([Launch(Text.of(script, "run.sh"), context)])
    (command,) = [one for one in found if one.program == program]
    return [value.replace(HOLE, "?") for value in command.values[1:]]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('f() { jupyter lab "$@"; }\nf\n', ["lab"]),
        ('f() { jupyter lab "$@"; }\nf --ip 0\n', ["lab", "--ip", "0"]),
        ("function f { jupyter lab $*; }\nf --ip=0\n", ["lab", "--ip=0"]),
        ('f() { jupyter lab --port "$1"; }\nf 9999 x\n', ["lab", "--port", "9999"]),
        ('f() { jupyter lab "$@"; }\nf a\nf a\n', ["lab", "a"]),
    ],
)
def test_a_call_in_sight_says_what_a_function_is_handed(script: str, expected: list[str]) -> None:
    assert argv(script) == expected


@pytest.mark.parametrize(
    "script",
    [
        'f() { jupyter lab "$@"; }\n',
        'f() { jupyter lab "$@"; }\nf "$@"\n',
        'f() { jupyter lab "$@"; }\nf a\nf b\n',
        'f() { shift; jupyter lab "$@"; }\nf a\n',
        'f() { jupyter lab "$@"; }\nf\n"$1" x\n',
        'f() { jupyter lab "$@"; f; }\nf a\n',
        'f() { jupyter lab "$2"; }\nf a\n',
        'P=1\nf() { jupyter lab "$1"; }\nP=2\nf $P\n',
    ],
)
def test_what_no_call_in_sight_says_is_not_known(script: str) -> None:
    assert argv(script) == ["lab", "?"]
