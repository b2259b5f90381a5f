"""`.env` files as Docker Compose reads them, with spans.

Source of the facts: compose-spec/compose-go, dotenv. `NAME=value` or `NAME: value`, perhaps
behind `export`; quotes may go over several lines, single ones take everything as it stands. A
bare `NAME` takes its value from the user's environment, which no file tells.
"""

from __future__ import annotations

import re

from envguard.formats.compose_words import UNKNOWN, interpolated
from envguard.model import Text
from envguard.model.patterns import late

MAXIMUM_VARIABLES = 1_000

_STATEMENT = late(r"(?:export[ \t]+)?([\w.\-\[\]]+)[ \t]*(=|:|\r?\n|\Z)[ \t\r\v\f]*")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def parse(text: Text) -> dict[str, Text]:
    """The variables of a file, the last one of a name; lines that are none are passed over."""
    found: dict[str, Text] = {}
    value, at = text.value, 0
    while at < len(value) and len(found) < MAXIMUM_VARIABLES:
        if value[at].isspace():
            at += 1
            continue
        statement = _STATEMENT.match(value, at)
        if not statement or value[at] == "#":
            at = _line_end(value, at)
            continue
        name, mark, at = statement.group(1), statement.group(2), statement.end()
        if mark not in ("=", ":"):
            found[name] = text[statement.start(1) : statement.end(1)].decoded(UNKNOWN)
            continue
        quote = value[at : at + 1]
        end = _closing(value, at + 1, quote) if quote in ("'", '"') and quote else -1
        if end >= 0:
            inner = text[at + 1 : end]
            found[name] = inner if quote == "'" else _unescaped(inner, found)
            at = end + 1
        else:
            end = _line_end(value, at)
            comment = value.find(" #", at, end)
            words = text[at : comment if comment >= 0 else end]
            found[name] = _expanded(words[: len(words.value.rstrip())], found)
            at = end
    return found


def _line_end(value: str, at: int) -> int:
    feed = value.find("\n", at)
    return len(value) if feed < 0 else feed


def _closing(value: str, at: int, quote: str) -> int:
    while at < len(value):
        if value[at] == quote:
            return at
        at += 2 if value[at] == "\\" else 1
    return -1


def _expanded(words: Text, known: dict[str, Text]) -> Text:
    return interpolated(words, lambda name: known[name].value if name in known else None)


def _unescaped(words: Text, known: dict[str, Text]) -> Text:
    r"""What stands in double quotes: escapes first, then variables; `\$` is no variable."""
    parts: list[Text] = []
    at = 0
    for found in re.finditer(r"\\(.)", words.value, re.DOTALL):
        if found.start() > at:
            parts.append(words[at : found.start()])
        letter = found.group(1)
        character = "$$" if letter == "$" else _ESCAPES.get(letter, letter)
        spelled = character if letter in _ESCAPES or letter in '$"\\' else found.group()
        parts.append(words[found.start() : found.end()].decoded(spelled))
        at = found.end()
    parts.append(words[at:])
    return _expanded(Text.join(parts), known)
