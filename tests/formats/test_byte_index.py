"""Characters are found from bytes as decoding all that stands before would find them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.byte_index import ByteIndex


@given(st.text(alphabet="aé€𝄞\n", max_size=40), st.integers(0, 30))
def test_each_byte_leads_to_its_character(text: str, repeated: int) -> None:
    text = text * (1 + repeated)
    encoded = text.encode()
    index = ByteIndex(encoded, len(text))
    at = 0
    for number, character in enumerate(text):
        for byte in range(at, at + len(character.encode())):
            assert index.character(byte) == number
        at += len(character.encode())
    assert index.character(len(encoded)) == len(text)
