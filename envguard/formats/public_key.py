"""OpenSSH public keys: `ssh-rsa AAAA… comment`. Source: RFC 4253, section 6.6."""

from __future__ import annotations

from envguard.model.records import NamedTuple

LONGEST = 20_000


class PublicKey(NamedTuple):
    """`kind` is the name of the algorithm, `bits` the length of an RSA key (0: not told)."""

    kind: str
    bits: int


def public_key(value: str) -> PublicKey | None:
    """The key in the first line of a `.pub` file; None where there is none."""
    words = value[:LONGEST].split("\n", 1)[0].split()
    if len(words) < 2 or not words[0].startswith(("ssh-", "ecdsa-", "sk-")):
        return None
    return PublicKey(words[0], _rsa_bits(words[1]) if words[0] == "ssh-rsa" else 0)


def _rsa_bits(written: str) -> int:
    """The length of the modulus, the third field; 0 where the key is cut off or broken."""
    import base64
    import binascii

    try:
        data = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return 0
    fields: list[bytes] = []
    at = 0
    while at + 4 <= len(data) and len(fields) < 3:
        length = int.from_bytes(data[at : at + 4], "big")
        fields.append(data[at + 4 : at + 4 + length])
        if len(fields[-1]) < length:
            return 0
        at += 4 + length
    return int.from_bytes(fields[2], "big").bit_length() if len(fields) == 3 else 0
