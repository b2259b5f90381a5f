"""Private keys in text: where each begins, what it is, and whether a passphrase protects it.

Sources: OpenSSH's PROTOCOL.key, RFC 1421 and 5958 (PEM, PKCS#8), PuTTY's documentation, appendix C.
No key material ever leaves this module: a key is known by its first line.
"""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

MOST_KEYS = 20
LONGEST_KEY = 30_000
SHORTEST_BODY = 60

_BEGIN = late(r"-----BEGIN ((?:[A-Z0-9]+ )*)PRIVATE KEY(?: BLOCK)?-----")
_END = late(r"-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")
_PUTTY = late(r"PuTTY-User-Key-File-[123]: [\w-]+")
_PUTTY_PRIVATE = late(r"^Private-Lines: [1-9]", re.MULTILINE)
_PUTTY_ENCRYPTION = late(r"^Encryption: (\S+)", re.MULTILINE)
_BASE64 = late(r"(?:\\n|[A-Za-z0-9+/=\s])+")
_OPENSSH = b"openssh-key-v1\0"


class PrivateKey(NamedTuple):
    """`text` is the words that begin the key and nothing of the key itself.

    `kind` says what it is in words; `encrypted` is None where that cannot be told.
    """

    text: Text
    kind: str
    encrypted: bool | None


def private_keys(text: Text) -> list[PrivateKey]:
    """The private keys in a text; public keys, certificates and empty samples are none."""
    found: list[PrivateKey] = []
    value = text.value
    for begin in _BEGIN.finditer(value):
        if len(found) >= MOST_KEYS:
            break
        stop = _END.search(value, begin.end(), begin.end() + LONGEST_KEY)
        body = value[begin.end() : stop.start() if stop else begin.end() + LONGEST_KEY]
        key = _read(text[begin.start() : begin.end()], begin.group(1).strip(), body)
        if key is not None:
            found.append(key)
    putty = _PUTTY.match(value)
    if putty and _PUTTY_PRIVATE.search(value, 0, LONGEST_KEY):
        encryption = _PUTTY_ENCRYPTION.search(value, 0, LONGEST_KEY)
        encrypted = encryption.group(1) != "none" if encryption else None
        found.append(PrivateKey(text[: putty.end()], "PuTTY key", encrypted))
    return found


def has_private_key(value: str) -> bool:
    """Whether a text has words that begin a private key; quick, and not certain."""
    return "PRIVATE KEY" in value or value.startswith("PuTTY-User-Key-File-")


def _read(marker: Text, written: str, body: str) -> PrivateKey | None:
    headers, _, rest = body.strip().partition("\n\n")
    has_headers = ":" in headers and "\n\n" in body.replace("\r", "").strip()
    content = rest if has_headers else body.replace("\r", "")
    material = "".join(_BASE64.findall(content.replace("\\n", "\n")))
    material = "".join(material.split())
    if len(material) < SHORTEST_BODY or len(set(material)) < 16:
        return None
    encrypted: bool | None = False
    if written == "ENCRYPTED" or ("Proc-Type:" in body and "ENCRYPTED" in body):
        encrypted = True
    elif written == "OPENSSH":
        encrypted = _openssh_encrypted(material)
    elif written == "PGP":
        encrypted = None
    kind = {"": "private key", "ENCRYPTED": "private key", "PGP": "PGP private key"}.get(written)
    return PrivateKey(marker, kind or f"{written} private key", encrypted)


def _openssh_encrypted(material: str) -> bool | None:
    """The name of the cipher stands behind the magic words; `none` is no cipher."""
    import base64
    import binascii

    try:
        head = base64.b64decode(material[:60])
    except (binascii.Error, ValueError):
        return None
    if not head.startswith(_OPENSSH) or len(head) < len(_OPENSSH) + 8:
        return None
    length = int.from_bytes(head[len(_OPENSSH) : len(_OPENSSH) + 4], "big")
    begin = len(_OPENSSH) + 4
    return head[begin : begin + min(length, 20)] != b"none"
