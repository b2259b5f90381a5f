"""Private keys in any text: nothing raises, and no key material is kept."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.private_key import MOST_KEYS, private_keys
from envguard.formats.public_key import public_key
from envguard.model import Text

PARTS = st.sampled_from(
    [
        "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----", "\n", "\r", "\\n",
        "Proc-Type: 4,ENCRYPTED", "PuTTY-User-Key-File-3: x", "Private-Lines: 3", " ",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        base64.b64encode(bytes(range(90))).decode(), "AAAA", "=", "not base64: !",
    ]
)  # fmt: skip


@given(st.lists(PARTS, max_size=25))
def test_a_key_is_known_by_its_first_words_alone(parts: list[str]) -> None:
    text = Text.of("".join(parts))
    for key in private_keys(text):
        assert key.text.value.startswith(("-----BEGIN ", "PuTTY-User-Key-File-"))
        assert key.text.spelled() == key.text.value


def test_keys_without_number_are_not_all_listed() -> None:
    body = base64.b64encode(bytes(range(200))).decode()
    key = f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"
    assert len(private_keys(Text.of(key * 100))) == MOST_KEYS


@given(st.text())
def test_any_text_is_a_public_key_or_none(value: str) -> None:
    found = public_key(value)
    assert found is None or found.bits >= 0


@given(st.binary(max_size=60))
def test_a_broken_rsa_key_has_no_length_or_one_that_fits(blob: bytes) -> None:
    found = public_key(f"ssh-rsa {base64.b64encode(blob).decode()}")
    assert found is None or found.bits <= 8 * len(blob)
