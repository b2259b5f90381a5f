"""What must hold of whatever a reader gives back: each place lies in the file and spells it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from envguard.model import Edit, Finding, Fix, Location, Source, Text, Unknown

_LEAVES = (str, bytes, int, float, bool, type(None), type, Source, Location, ast.AST)
MAXIMUM_LOOKED_AT = 20_000


def texts(found: Any) -> Iterator[tuple[str, Text]]:
    """Every Text in what a reader gave back, with the name of the field that holds it."""
    pending: list[tuple[str, Any]] = [("", found)]
    seen: set[int] = set()
    while pending and len(seen) < MAXIMUM_LOOKED_AT:
        name, one = pending.pop()
        if isinstance(one, _LEAVES) or id(one) in seen or callable(one):
            continue
        seen.add(id(one))
        if isinstance(one, Text):
            yield name, one
        elif isinstance(one, Mapping):
            pending.extend(("", part) for pair in one.items() for part in pair)
        elif isinstance(one, (list, tuple, set, frozenset)):
            fields: tuple[str, ...] = getattr(one, "_fields", ())
            names = fields or ("",) * len(one)
            pending.extend(zip(names, one))
        else:
            pending.extend(_fields(one))


def _fields(one: Any) -> Iterator[tuple[str, Any]]:
    if type(one).__module__.partition(".")[0] != "envguard":
        return
    for base in type(one).__mro__:
        for name in getattr(base, "__slots__", ()):
            if hasattr(one, name):
                yield name, getattr(one, name)
    yield from vars(one).items() if hasattr(one, "__dict__") else ()


def hold_places(found: Any) -> None:
    """AssertionError where a Text of the result points out of its file, or claims other words."""
    for name, text in texts(found):
        content, at = text.source.content, 0
        for piece in text.pieces:
            assert piece.start == at, f"{name}: a gap in the pieces of {text!r}"
            assert 0 <= piece.outer_start <= piece.outer_end <= len(content), f"{name}: {text!r}"
            at += piece.length
        assert at == len(text.value), f"{name}: the pieces of {text!r} end at {at}"
        text.location()
        if name == "raw":
            assert text.value == text.spelled(), f"raw {text!r} is spelled {text.spelled()!r}"


def hold_location(place: Location, content: str, path: str) -> None:
    """AssertionError where a location of this file is none, or its line and column are wrong."""
    if place.path != path:
        return
    assert 0 <= place.start <= place.end <= len(content), place
    whole = Source(path, content).location(place.start, place.end)
    assert whole == place._replace(cell=None, line=whole.line), f"{place} should be {whole}"
    # what is secret on the line is left blank
    assert place.line.strip() in whole.line, place


def hold_outcome(outcome: Finding | Unknown, content: str, path: str) -> None:
    """The same of all that a rule said: its place, the related ones, and the fix's edits."""
    hold_location(outcome.location, content, path)
    assert outcome.message.format_map(outcome.values)
    if isinstance(outcome, Finding):
        for related in outcome.related:
            hold_location(related.location, content, path)
        if outcome.fix is not None:
            _hold_fix(outcome.fix, content, path)


def _hold_fix(fix: Fix, content: str, path: str) -> None:
    edits: tuple[Edit, ...] = tuple(fix.edits)
    assert edits, "a fix without an edit"
    for edit in edits:
        hold_location(edit.location, content, path)
