"""The algorithms ssh knows, and those it offers by default.

Measured with `ssh -Q` and `ssh -G` of OpenSSH 9.2p1 (Debian); what later releases added or
dropped is from their release notes (9.9: ML-KEM; 10.0: no DSA, ML-KEM first, GCM before CTR).
"""

from __future__ import annotations

from functools import lru_cache

from envguard.model.records import NamedTuple

Release = tuple[int, int]


class Algorithms(NamedTuple):
    """All names that one keyword accepts, and its default list, both in ssh's order."""

    supported: tuple[str, ...]
    default: tuple[str, ...]


WEAK: dict[str, tuple[str, ...]] = {
    "ciphers": ("3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc"),
    "macs": (
        "hmac-md5", "hmac-md5-96", "hmac-sha1-96", "hmac-md5-etm@openssh.com",
        "hmac-md5-96-etm@openssh.com", "hmac-sha1-96-etm@openssh.com",
    ),
    "kexalgorithms": (
        "diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1",
        "diffie-hellman-group-exchange-sha1",
    ),
    "hostkeyalgorithms": (
        "ssh-rsa", "ssh-rsa-cert-v01@openssh.com", "ssh-dss", "ssh-dss-cert-v01@openssh.com",
    ),
}  # fmt: skip
"""Supported, not offered by default, and weak. The other signature lists share the last entry."""

RETIRED = frozenset(
    (
        "arcfour", "arcfour128", "arcfour256", "blowfish-cbc", "cast128-cbc",
        "rijndael-cbc@lysator.liu.se", "hmac-ripemd160", "hmac-ripemd160@openssh.com",
        "hmac-ripemd160-etm@openssh.com", "ssh-dss", "ssh-dss-cert-v01@openssh.com",
    )
)  # fmt: skip
"""Names that ssh once knew: today's refuse a file that names them."""

NEWER = {
    "mlkem768x25519-sha256": "9.9", "mlkem768nistp256-sha256": "10.6",
}  # fmt: skip
"""Names that only newer releases know, from the release notes."""

GSSAPI_PREFIXES = (
    "gss-gex-sha1-", "gss-group1-sha1-", "gss-group14-sha1-", "gss-group14-sha256-",
    "gss-group16-sha512-", "gss-nistp256-sha256-", "gss-curve25519-sha256-",
)  # fmt: skip

_CIPHERS = (
    "3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-ctr", "aes192-ctr",
    "aes256-ctr", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
)  # fmt: skip
_DEFAULT_CIPHERS = (
    "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr",
    "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
)  # fmt: skip
_DEFAULT_CIPHERS_10 = (
    "chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
    "aes128-ctr", "aes192-ctr", "aes256-ctr",
)  # fmt: skip
_MACS = (
    "hmac-sha1", "hmac-sha1-96", "hmac-sha2-256", "hmac-sha2-512", "hmac-md5", "hmac-md5-96",
    "umac-64@openssh.com", "umac-128@openssh.com", "hmac-sha1-etm@openssh.com",
    "hmac-sha1-96-etm@openssh.com", "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com", "hmac-md5-etm@openssh.com", "hmac-md5-96-etm@openssh.com",
    "umac-64-etm@openssh.com", "umac-128-etm@openssh.com",
)  # fmt: skip
_DEFAULT_MACS = (
    "umac-64-etm@openssh.com", "umac-128-etm@openssh.com", "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com", "hmac-sha1-etm@openssh.com", "umac-64@openssh.com",
    "umac-128@openssh.com", "hmac-sha2-256", "hmac-sha2-512", "hmac-sha1",
)  # fmt: skip
_DEFAULT_KEX = (
    "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com", "curve25519-sha256",
    "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512",
    "diffie-hellman-group14-sha256",
)  # fmt: skip
_KEX = (
    "diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512",
    "diffie-hellman-group-exchange-sha1", "diffie-hellman-group-exchange-sha256",
    "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "curve25519-sha256",
    "curve25519-sha256@libssh.org", "sntrup761x25519-sha512",
    "sntrup761x25519-sha512@openssh.com",
)  # fmt: skip
_KEYS = (
    "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com",
    "sk-ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp256-cert-v01@openssh.com", "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "webauthn-sk-ecdsa-sha2-nistp256@openssh.com", "ssh-dss", "ssh-dss-cert-v01@openssh.com",
    "ssh-rsa", "ssh-rsa-cert-v01@openssh.com", "rsa-sha2-256",
    "rsa-sha2-256-cert-v01@openssh.com", "rsa-sha2-512", "rsa-sha2-512-cert-v01@openssh.com",
)  # fmt: skip
_DEFAULT_KEYS = (
    "ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521-cert-v01@openssh.com",
    "sk-ssh-ed25519-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com", "ssh-ed25519",
    "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "rsa-sha2-512",
    "rsa-sha2-256",
)  # fmt: skip
_DEFAULT_SIGNATURES = _DEFAULT_KEYS[8:]


@lru_cache(maxsize=16)
def algorithms(option: str, version: Release) -> Algorithms:
    """The lists of an option such as "ciphers" or "casignaturealgorithms" in a release."""
    if option == "ciphers":
        return Algorithms(_CIPHERS, _DEFAULT_CIPHERS_10 if version >= (10, 0) else _DEFAULT_CIPHERS)
    if option == "macs":
        return Algorithms(_MACS, _DEFAULT_MACS)
    if option == "kexalgorithms":
        return _key_exchanges(version)
    keys = tuple(name for name in _KEYS if version < (10, 0) or not name.startswith("ssh-dss"))
    if option == "casignaturealgorithms":
        plain = tuple(name for name in keys if "-cert-" not in name)
        return Algorithms(plain, _DEFAULT_SIGNATURES)
    return Algorithms(keys, _DEFAULT_KEYS)


def key_types(version: Release) -> tuple[str, ...]:
    """Every signature name that a release can read, certificates included."""
    return algorithms("hostkeyalgorithms", version).supported


def _key_exchanges(version: Release) -> Algorithms:
    supported: tuple[str, ...] = _KEX
    default: tuple[str, ...] = _DEFAULT_KEX
    if version >= (9, 9):
        supported = (*supported, "mlkem768x25519-sha256")
        at = 0 if version >= (10, 0) else 2
        default = (*default[:at], "mlkem768x25519-sha256", *default[at:])
    if version >= (10, 6):
        supported = (*supported, "mlkem768nistp256-sha256")
    return Algorithms(supported, default)
