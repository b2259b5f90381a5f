"""Whether a name and a value are a secret in clear: a token, a password, a key."""

from __future__ import annotations

import re

from envguard.model.patterns import late

_NAME = late(
    r"(?:^|[_.-])(?:token|passwd|password|passphrase|pwd|secret|api_?key|apikey|secret_?key|"
    r"access_?key|private_?key|auth_?key|credentials?)(?:$|[_.-](?!file|path|dir|name|url|id|type|ttl))",
    re.IGNORECASE,
)
_TOKEN = late(
    r"gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{16,}|hf_[A-Za-z0-9]{25,}|"
    r"sk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w-]{30,}|"
    r"xox[abeprs]-[\w-]{10,}|pypi-AgE[\w-]{20,}|npm_[A-Za-z0-9]{30,}|"
    r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_IN_URL = late(r"://[^/\s:@${}<>]+:[^/\s@${}<>]{3,}@")
_NO_SECRET = late(
    r"[$<>{}]|^(?:ENC\[|!|/|~|\.{1,2}/)|^(?:true|false|yes|no|none|null|on|off|\d{1,5})$|^\W*$|"
    r"your|change.?me|placeholder|example|dummy|redacted|todo|fixme|insert|replace|x{4,}|\*{3,}|"
    r"^(?:token|password|passwd|secret|key|test|prompt|vault)$",
    re.IGNORECASE,
)


def is_secret(name: str, value: str) -> bool:
    """Whether a variable holds a secret; placeholders, references and encrypted values are none."""
    if is_token(value):
        return True
    if not _NAME.search(name) or len(value) < 4:
        return False
    return not _NO_SECRET.search(value[:400])


def is_token(value: str) -> bool:
    """Whether a value is a token by its shape, or a URL with a password in it."""
    return bool(_TOKEN.search(value[:4000]) or _IN_URL.search(value[:4000]))
