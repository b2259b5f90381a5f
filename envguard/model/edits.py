"""How rules write fixes: edits through a Text's own writers, or no fix at all."""

from __future__ import annotations

from envguard.model.finding import Edit, Fix
from envguard.model.text import Text


def replace(text: Text, value: str) -> Edit | None:
    """Put `value` in place of a text, spelled as its segment must spell it; None if refused."""
    spelled = text.spell(0, len(text), value)
    if spelled is None:
        return None
    start, end, words = spelled
    return Edit(text.source.location(start, end), words)


def insert(text: Text, at: int, value: str) -> Edit | None:
    """Put `value` before the character at index `at` of the text's value; None if refused."""
    spelled = text.spell(at, at, value)
    if spelled is None:
        return None
    start, end, words = spelled
    return Edit(text.source.location(start, end), words)


def remove(text: Text) -> Edit:
    """Take a text's spelling out of the file; nothing is left in its place."""
    return Edit(text.location(), "")


def write(text: Text, words: str) -> Edit:
    """Put `words` in place of a text's spelling as they stand: for whole lines of a file."""
    return Edit(text.location(), words)


def fix(safety: str, title: str, *edits: Edit | None) -> Fix | None:
    """A fix of these edits; None when one of them was refused, so that no half fix is offered."""
    kept = tuple(edit for edit in edits if edit is not None)
    return Fix(safety, title, kept) if kept and len(kept) == len(edits) else None
