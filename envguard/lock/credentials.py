"""Passwords and tokens in addresses: a lock, an environment.yml and a log are read by anybody."""

from __future__ import annotations

import re

_ACCOUNT = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/\s]*)@")
_TOKEN = re.compile(r"/t/([^/\s]+)(?=/)")
_VARIABLE = re.compile(r"\$(?:\{\w+\}|\w+)")


def published(url: str) -> str:
    """An address without its credentials; the name of a variable and the user of ssh stay."""
    return _replaced(url, "", "")


def masked(words: str) -> str:
    """A message in which stars stand for the credentials of every address in it."""
    return _replaced(words, "***@", "/t/***")


def _replaced(words: str, account: str, token: str) -> str:
    def without_account(found: re.Match[str]) -> str:
        scheme, user = found.groups()
        is_ssh = scheme.endswith("ssh") and ":" not in user
        return found.group() if is_ssh or _is_variable(user) else f"{scheme}://{account}"

    def without_token(found: re.Match[str]) -> str:
        return found.group() if _is_variable(found.group(1)) else token

    return _TOKEN.sub(without_token, _ACCOUNT.sub(without_account, words))


def _is_variable(words: str) -> bool:
    return all(_VARIABLE.fullmatch(part) for part in words.split(":"))
