"""Texts are let go when they are many, and what their files are called stays known."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.project import kept_texts
from envguard.project.kept_texts import KeptTexts


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_texts, "MAXIMUM_BYTES", 1000)
    monkeypatch.setattr(kept_texts, "MAXIMUM_CHECKED", 2)


def text(length: int, path: str = "a.yml") -> Text:
    return Text.of("x" * length, path)


def test_the_oldest_is_dropped_when_they_are_large() -> None:
    texts = KeptTexts()
    for real in ("/a", "/b", "/c"):
        texts.take(real, text(400))
        texts.may_drop(real)
    assert [real for real in ("/a", "/b", "/c") if real in texts] == ["/b", "/c"]


def test_the_last_is_kept_however_large_it_is() -> None:
    texts = KeptTexts()
    for real in ("/a", "/b"):
        texts.take(real, text(5000))
        texts.may_drop(real)
    assert "/a" not in texts
    assert texts.get("/b") is not None


def test_what_differs_from_the_disk_is_not_dropped() -> None:
    texts = KeptTexts()
    texts.take("/fixed", text(5000))
    texts.may_drop("/fixed")
    texts.take("/fixed", text(5001))
    for real in ("/a", "/b", "/c"):
        texts.take(real, text(5000))
        texts.was_checked(real)
    assert texts.get("/fixed") is not None


def test_of_checked_files_a_number_is_kept() -> None:
    texts = KeptTexts()
    for real in ("/a", "/b", "/c"):
        texts.take(real, text(1))
        texts.was_checked(real)
    assert [real for real in ("/a", "/b", "/c") if real in texts] == ["/b", "/c"]


def test_a_dropped_file_keeps_its_name() -> None:
    texts = KeptTexts()
    texts.take("/a", text(5000, "shown/as.yml"))
    texts.may_drop("/a")
    texts.take("/b", text(5000))
    texts.may_drop("/b")
    assert texts.get("/a") is None
    assert texts.name("/a") == "shown/as.yml"


def test_that_a_file_cannot_be_read_stays_known() -> None:
    texts = KeptTexts()
    texts.take("/a", None)
    texts.may_drop("/a")
    for real in ("/b", "/c"):
        texts.take(real, text(5000))
        texts.may_drop(real)
    assert "/a" in texts
