"""A parser that several readers ask parses a file once, and does not hold many large ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from envguard.formats import remembered
from envguard.model import Text


def counting() -> tuple[list[str], Callable[[Text], str]]:
    parsed: list[str] = []

    @remembered.remembered
    def parse(text: Text) -> str:
        parsed.append(text.source.path)
        return text.value

    return parsed, parse


def test_the_same_file_is_parsed_once() -> None:
    parsed, parse = counting()
    text = Text.of("words")
    assert parse(text) == parse(Text.whole(text.source)) == "words"
    assert len(parsed) == 1


def test_few_large_files_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MAXIMUM_BYTES", 1000)
    parsed, parse = counting()
    texts = [Text.of("x" * 600, name) for name in ("a", "b")]
    for text in (texts[0], texts[0], texts[1], texts[1], texts[0]):
        parse(text)
    assert parsed == ["a", "b", "a"]
