"""Splitting a line into arguments as Python's `shlex.split` does, with a place for each."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late

_TOKEN = late(
    r"(?P<space>[ \t\r\n]+)|(?P<plain>[^ \t\r\n'\"\\]+)|'(?P<single>[^']*)'"
    r"|\"(?P<double>[^\"\\]*(?:\\.[^\"\\]*)*)\"|\\(?P<escaped>.)",
    re.DOTALL,
)
_ESCAPE = late(r"\\([\"\\])")
_SAFE = late(r"[\w@%+=:,./~*\[\]-]*")


def split_words(text: Text) -> list[Text] | None:
    """The arguments that a line spells; None where a quotation is left open.

    Quotes and backslashes are taken off, nothing is expanded, and `#` is no comment.
    """
    words: list[Text] = []
    parts: list[Text] = []
    value = text.value
    at = begin = 0
    while at < len(value):
        found = _TOKEN.match(value, at)
        if found is None:
            return None
        kind = found.lastgroup or "space"
        inner = text[found.start(kind) : found.end(kind)]
        at = found.end()
        if kind == "space":
            if parts:
                words.append(Text.join(parts).within(text[begin : found.start()]))
            parts, begin = [], at
        elif kind == "plain":
            parts.append(inner.through(_write_plain))
        elif kind == "single":
            parts.append(inner.through(_write_single))
        elif kind == "double":
            parts.append(_double(inner))
        else:
            parts.append(text[found.start() : found.end()].decoded(inner.value))
    if parts:
        words.append(Text.join(parts).within(text[begin:]))
    return words


def _double(inner: Text) -> Text:
    parts: list[Text] = []
    at = 0
    for found in _ESCAPE.finditer(inner.value):
        parts.append(inner[at : found.start()].through(_write_double))
        region = inner[found.start() : found.end()]
        parts.append(region.decoded(found.group(1), _write_double))
        at = found.end()
    return Text.join([*parts, inner[at:].through(_write_double)])


def _write_plain(value: str) -> str | None:
    return value if _SAFE.fullmatch(value) else None


def _write_single(value: str) -> str | None:
    return None if "'" in value else value


def _write_double(value: str) -> str | None:
    return value.replace("\\", "\\\\").replace('"', '\\"')
