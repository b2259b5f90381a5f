"""Where a checkout comes from and at which commit, read from git's files without git."""

from __future__ import annotations

import os
import re

from envguard.model.patterns import late
from envguard.model.regular_files import read_regular

_HASH = late(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REFERENCE = late(r"ref: (refs/[\w./-]{1,200})")
_ORIGIN = late(r"\[remote \"origin\"\][^\[]*?^[ \t]*url[ \t]*=[ \t]*(\S+)", re.MULTILINE)
_SSH = late(r"(?:ssh://)?(?:[\w.-]+@)?([\w.-]+\.[a-z]{2,24})(?::\d+/|[:/])(.+)")
_MAXIMUM_BYTES = 4 * 1024 * 1024


def origin_of(folder: str) -> tuple[str, str]:
    """The address of the remote `origin` without what logs in, and the commit; "" if unknown."""
    git = os.path.join(folder, ".git")
    if not os.path.isdir(git) or os.path.islink(git):
        return "", ""
    found = _ORIGIN.search(_read(os.path.join(git, "config")))
    return _address(found.group(1)) if found is not None else "", _commit(git)


def _commit(git: str) -> str:
    head = _read(os.path.join(git, "HEAD")).strip()
    if _HASH.fullmatch(head):
        return head
    reference = _REFERENCE.fullmatch(head)
    if reference is None or ".." in reference.group(1):
        return ""
    name = reference.group(1)
    loose = _read(os.path.join(git, *name.split("/"))).strip()
    if _HASH.fullmatch(loose):
        return loose
    packed = re.search(
        rf"^([0-9a-f]{{40,64}}) {re.escape(name)}$", _read(os.path.join(git, "packed-refs")), re.M
    )
    return packed.group(1) if packed is not None else ""


def _address(url: str) -> str:
    if url.startswith(("http://", "https://")):
        scheme, _, rest = url.partition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}".removesuffix(".git")
    found = _SSH.fullmatch(url)
    if found is None:
        return ""  # a path on somebody's machine
    return f"https://{found.group(1)}/{found.group(2)}".removesuffix(".git")


def _read(path: str) -> str:
    try:
        if os.path.islink(path):
            return ""
        return read_regular(path, _MAXIMUM_BYTES)[0].decode("utf-8", "replace")
    except OSError:
        return ""
