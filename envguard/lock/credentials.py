"""Passwords and tokens in addresses: a lock, an environment.yml and a log are read by anybody."""

from __future__ import annotations

import os
import re

from envguard.lock.problem import LockProblem, at
from envguard.model import Text
from envguard.model.patterns import late

_ACCOUNT = late(r"([A-Za-z][A-Za-z0-9+.-]{0,40})://([^/\s]*)@")
_TOKEN = late(r"/t/([^/\s]+)(?=/)")
_VARIABLE = late(r"\$(?:\{(\w+)\}|(\w+))")


def published(url: str) -> str:
    """An address without its credentials; the name of a variable and the user of ssh stay."""
    return _replaced(url, "", "")


def masked(words: str) -> str:
    """A message in which stars stand for the credentials of every address in it."""
    return _replaced(words, "***@", "/t/***")


def variable_names(words: str) -> list[str]:
    """The environment's variables that an address needs."""
    return [one or other for one, other in _VARIABLE.findall(words)]


def expanded(words: str, place: Text, what: str) -> str:
    """An address with the values of its variables. LockProblem, at `place`, for one not set."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1) or found.group(2)
        if name not in os.environ:
            reason = f"{what} needs the environment variable {name}, which is not set"
            raise LockProblem(at(place, reason), 2)
        return os.environ[name]

    return _VARIABLE.sub(value, words)


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
