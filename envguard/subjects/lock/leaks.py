"""What a lock gives away, or keeps others from using it: secrets in URLs, paths of one machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.lock.lock import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

LeakKind: TypeAlias = "Literal['credentials', 'token', 'file-url', 'path']"


class Leak(NamedTuple):
    """One place. `shown` is its address with the secret masked."""

    kind: LeakKind
    text: Text
    shown: str


_URL = late(
    r"(?:https?|file|ftp|sftp|ssh|s3|gs|git|hg|svn)://[^\s\"'<>,\]}]*(?:<TOKEN>[^\s\"',\]}]*)?"
)
_PATH = late(
    r"(?<=[\s\"'=(\[])(?:/(?:home|Users|root|mnt|media|scratch|data|tmp|private|var|opt|srv|work|nfs"
    r"|croot)/|~/|[A-Za-z]:[\\/])[^\s\"',\]}]*"
)
_TOKEN_FOLDER = late(r"/t/([^/?#]+)/")
_QUERY = late(
    r"[?&](?:token|access_token|private_token|auth|apikey|api_key|password|sig|signature"
    r"|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token)=([^&#]+)",
    re.IGNORECASE,
)
_TOKEN_WORD = late(r"(?:gh[pousr]_|github_pat_|glpat-|pypi-|hf_|AKIA)\w|[A-Za-z0-9_-]{20,}$")
_PLACEHOLDERS = ("$", "<", "*", "{", "%24", "%7B")


def leaks(lock: Lock) -> Iterator[Leak]:
    """Every leak of a lock of any kind, in the order of the file."""
    value = lock.text.value
    found: list[tuple[int, Leak]] = []
    for match in _URL.finditer(value):
        leak = _of_url(lock.text, match)
        if leak is not None:
            found.append((match.start(), leak))
    if lock.kind != "explicit":
        paths = _PATH.finditer(value)
        found.extend((m.start(), Leak("path", _slice(lock.text, m), m.group())) for m in paths)
    else:
        found.extend(_explicit_paths(lock))
    for _, leak in sorted(found, key=lambda one: one[0]):
        yield leak


def _slice(text: Text, match: re.Match[str]) -> Text:
    return text[match.start() : match.end()]


def _explicit_paths(lock: Lock) -> Iterator[tuple[int, Leak]]:
    for line in lock.explicit.lines if lock.explicit is not None else ():
        url = line.url.value
        if line.file is not None and "://" not in url:
            yield line.url.start, Leak("path", line.url, url)


def _of_url(text: Text, match: re.Match[str]) -> Leak | None:
    url = match.group()
    scheme, _, rest = url.partition("://")
    if scheme == "file":
        return Leak("file-url", _slice(text, match), url)
    authority = rest.partition("/")[0]
    account, at, host = authority.rpartition("@")
    if at and _is_secret(account):
        masked = f"{scheme}://***@{host}{rest[len(authority) :]}"
        return Leak("credentials", _slice(text, match), masked)
    for pattern in (_TOKEN_FOLDER, _QUERY):
        secret = pattern.search(rest)
        if secret is not None and not secret.group(1).startswith(_PLACEHOLDERS):
            begin, end = secret.span(1)
            masked = f"{scheme}://{rest[:begin]}***{rest[end:]}"
            return Leak("token", _slice(text, match), masked)
    return None


def _is_secret(account: str) -> bool:
    """Whether the words before the @ of a URL are more than a user's name or a variable."""
    user, colon, password = account.partition(":")
    if colon and password:
        return not password.startswith(_PLACEHOLDERS)
    return not user.startswith(_PLACEHOLDERS) and bool(_TOKEN_WORD.match(user))
