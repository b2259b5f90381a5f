"""Placeholders that another program fills in before a shell sees the text: `${{ }}`, `{{ }}`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from envguard.model import Text, Writer
from envguard.subjects.command import HOLE

_MAXIMUM_GROWTH = 50_000


def between(value: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Where `opening` … `closing` stand in a string, marks included; one left open is no match."""
    begin = value.find(opening)
    while begin >= 0:
        close = value.find(closing, begin + len(opening))
        if close < 0:
            return
        end = close + len(closing)
        yield begin, end
        begin = value.find(opening, end)


@lru_cache(maxsize=64)
def without(*marks: str) -> Writer:
    """A writer that refuses what the format would take for the beginning of a placeholder."""

    def write(value: str) -> str | None:
        return None if any(mark in value for mark in marks) else value

    return write


def fill(
    text: Text, places: Iterable[tuple[int, int]], answer: Callable[[str], str | None]
) -> Text:
    """The text with each place replaced by the answer to its words, or by a HOLE for None.

    The places are ranges of the value, in order and apart from each other. What would make the
    text grow without measure is a HOLE, too.
    """
    parts: list[Text] = []
    at, left = 0, _MAXIMUM_GROWTH
    for begin, end in places:
        if begin > at:
            parts.append(text[at:begin])
        value = answer(text.value[begin:end])
        if value is not None:
            left -= len(value)
        parts.append(text[begin:end].decoded(HOLE if value is None or left < 0 else value))
        at = end
    if not parts:
        return text
    if at < len(text):
        parts.append(text[at:])
    return Text.join(parts)
