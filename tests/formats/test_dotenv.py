"""`.env` files as compose reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.compose_words import UNKNOWN
from envguard.formats.dotenv import parse
from envguard.model import Text


def values(content: str) -> dict[str, str]:
    return {name: text.value for name, text in parse(Text.of(content)).items()}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("A=1\nexport B = two words  # no\nC: 3\n", {"A": "1", "B": "two words", "C": "3"}),
        ("# A=1\n\n  B=#x\r\nC=a#b\n", {"B": "#x", "C": "a#b"}),
        ("A='$B \\n'\nB=\"x\\ty\"\n", {"A": "$B \\n", "B": "x\ty"}),
        ('A="one\ntwo"\nB=3\n', {"A": "one\ntwo", "B": "3"}),
        ("A=1\nB=${A}-$A-${C:-d}\n", {"A": "1", "B": "1-1-d"}),
        ('A="\\$B $$B"\n', {"A": "$B $B"}),
        ("A=\nB=''\nA=2\n", {"A": "2", "B": ""}),
        ("A=$NOPE\nB\n", {"A": UNKNOWN, "B": UNKNOWN}),
        ("no variable\n=x\nA=1", {"A": "1"}),
    ],
)
def test_variables_are_read_as_compose_reads_them(content: str, expected: dict[str, str]) -> None:
    assert values(content) == expected


def test_a_value_knows_its_place() -> None:
    assert parse(Text.of("A=1\nTOKEN='se cret'\n"))["TOKEN"].spelled() == "se cret"


@given(st.text(alphabet="AB=:'\"\\$ {}#\n\r", max_size=60))
def test_any_text_is_read(content: str) -> None:
    for text in parse(Text.of(content)).values():
        assert 0 <= text.start <= text.end <= len(content)
