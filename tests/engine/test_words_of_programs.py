"""The cheap look that decides whether a file is read for commands at all."""

from __future__ import annotations

import pytest

from envguard.engine.subjects import _names_a_program


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("RUN pip3 install x", True), ("a pipe", True), ("use _pip here", False),
        ("zip, equip", False), ("uv sync", True), ("scuvs uvx", False), ("scp a b:", True),
        ("tscp", False), ("MY_KEY=1", True), ("MY_KEYS", False), ("port 8888", True),
        ("18888", False), ("git clone https://a:b@c/d", True), ("see https://a/b@c", False),
        ("hf download", True), ("half", False), ("miniconda", True), ("nothing", False),
    ],
)  # fmt: skip
def test_a_file_is_read_where_a_programs_name_stands_alone(content: str, expected: bool) -> None:
    assert _names_a_program(content) is expected
