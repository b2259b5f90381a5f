"""Secrets in words of commands and addresses: written out, or put in by a variable."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import HOLE

# the fixed beginnings of tokens: GitHub, GitLab, Hugging Face, PyPI, npm, AWS, Slack, Anaconda
_TOKEN = late(
    r"(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|hf_[A-Za-z0-9]{20,}|"
    r"pypi-[\w-]{20,}|npm_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|xox[abpors]-[\w-]{10,})"
)
_USER = late(r"://([^/@\s?#]{1,1000})@")
_CONDA_TOKEN = late(r"/t/([^/\s]+)/")
_PLACEHOLDER = late(
    r"[<>{}\[\]…*]|\.\.\.|^x+$|^\*+$|^(?:your|my|some|the)?[-_ ]?(?:user(?:name)?|pass(?:word|wd)?|"
    r"token|secret|key|pat|api[-_]?key|access[-_]?token|github[-_]?token|changeme|example|dummy|"
    r"foo|bar|placeholder|redacted|tk)[-_]?(?:here)?$|^your|^my[-_]|"
    r"^[A-Z]+(?:_[A-Z]+)+$",
    re.IGNORECASE,
)
_SECRET_WORDS = {
    "token", "secret", "secrets", "password", "passwd", "passphrase", "apikey", "pat", "credential",
    "credentials",
}  # fmt: skip
_KEYS = {"api", "access", "secret", "private", "auth", "account", "encryption", "license"}


class Secret(NamedTuple):
    """A secret in a word; `literal` says that it is written out, else a variable puts it in."""

    text: Text
    literal: bool


def secret_in_address(text: Text, spelled: str | None = None) -> Secret | None:
    """The password of `https://user:password@host`, or the token of `…/t/TOKEN/…`.

    `spelled` is how the file spells the word, where variables may stand.
    """
    spelling = text.spelled() if spelled is None else spelled
    found = _USER.search(text.value)
    if found:
        user, colon, password = found.group(1).partition(":")
        begin = found.start(1) + (len(user) + 1 if colon else 0)
        secret = _judged(
            text[begin : found.end(1)], password if colon else user, spelling, bool(colon)
        )
        if secret is not None:
            return secret
    token = _CONDA_TOKEN.search(text.value)
    if token and "://" in text.value[: token.start()]:
        return _judged(text[token.start(1) : token.end(1)], token.group(1), spelling, True)
    return None


def secret_value(text: Text, spelled: str | None = None) -> Secret | None:
    """The value of an option or variable that is known to take a secret."""
    return _judged(text, text.value, text.spelled() if spelled is None else spelled, True)


def known_token(text: Text) -> Secret | None:
    """A token that its own shape gives away, wherever it stands."""
    found = _TOKEN.search(text.value)
    return Secret(text[found.start() : found.end()], True) if found else None


def written_secret(text: Text) -> Secret | None:
    """The value of a variable whose name says that it holds a secret, where it can be one.

    Paths, numbers, switches and what only stands for a value are none.
    """
    value = text.value
    if len(value) < 4 or value.isdigit() or value.lower() in ("true", "false", "none", "null"):
        return None
    if value.startswith(("/", "./", "~/")) or "://" in value:
        return None
    return secret_value(text)


def is_secret_name(name: str) -> bool:
    """Whether a variable's name says that it holds a secret: GH_TOKEN, but not TOKENIZERS_PATH."""
    words = [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]
    if not words:
        return False
    return words[-1] in _SECRET_WORDS or (
        words[-1] == "key" and len(words) > 1 and words[-2] in _KEYS
    )


def _judged(text: Text, value: str, spelling: str, is_password: bool) -> Secret | None:
    if not value:
        return None
    if _TOKEN.search(value):
        return Secret(text, True)
    if HOLE in value:
        # of a user's name without a password only the variable's own name can tell
        names = re.findall(r"\$\{?(\w+)|secrets\.(\w+)|\{\{\s*(\w+)", spelling)
        told = any(is_secret_name(part) for group in names for part in group if part)
        return Secret(text, False) if is_password or told else None
    if not is_password or _PLACEHOLDER.search(value):
        return None
    # a value that a variable of the same text holds is as open as one written here
    return Secret(text, True)
