"""Justfiles: each recipe line, or the script that a recipe is."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.carriers.justfile import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str) -> list[Launch]:
    return list(launches(Document("justfile", Text.of(content), lambda relative: None)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a:\n  @x\n  -y\n  @-z\n", [("sh", "x"), ("sh", "y"), ("sh", "z")]),
        ("v := '1'\na:\n  x {{v}} {{ v + '2' }}\n", [("sh", "x 1 12")]),
        ("v := '1'\na v:\n  x {{v}}\n", [("sh", f"x {HOLE}")]),
        ("a:\n  x {{ uppercase('a') }} {{{{b}}\n", [("sh", f"x {HOLE} {{{{b}}}}")]),
        ("a:\n  x \\\n    y\\\n  z\n", [("sh", "x yz")]),
        ("a:\n  #!/usr/bin/env bash\n  x\n    y\n", [("bash", "#!/usr/bin/env bash\nx\n  y\n")]),
        ("a:\n  #!/usr/bin/env ruby\n  x\n", []),
        ("[script('bash', '-e')]\na:\n  x\n", [("bash", "x\n")]),
        ("[script]\na:\n  x\n", [("sh", "x\n")]),
        ("set shell := ['bash', '-c']\na:\n  x\n", [("bash", "x")]),
        ("set shell := ['pwsh.exe', '-c']\na:\n  x\n", [("powershell", "x")]),
        ("set shell := ['nu', '-c']\na:\n  x\n", []),
        ("v := `x`\na:\n  y {{v}}\n", [("sh", "x"), ("sh", f"y {HOLE}")]),
    ],
)
def test_recipes_are_given_to_their_shells(content: str, expected: list[tuple[str, str]]) -> None:
    launches = found(content)
    assert [
        (launch.shell, launch.content.value)
        for launch in launches
        if isinstance(launch.content, Text)
    ] == expected


def test_directories_and_exports_are_in_the_context() -> None:
    (launch,) = found(
        "set working-directory := 'w'\nexport A := '1'\nB := '2'\n"
        "[working-directory('x')]\na:\n  y\n"
    )
    assert launch.context.directory == "x"
    assert {name: value.value for name, value in launch.context.environment.items()} == {"A": "1"}
    (other,) = found("set export\nA := env('X')\na:\n  y\n")
    assert other.context.environment["A"].value == HOLE
