"""What the rules of plugins say, as plain data and back: the data may be anything at all."""

from __future__ import annotations

import re
from itertools import pairwise

from envguard.model import (
    Confidence,
    Edit,
    Finding,
    Fix,
    Location,
    Position,
    Related,
    Severity,
    Source,
    Unknown,
)
from envguard.model.patterns import late
from envguard.rules import Outcome, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

LONGEST = 10_000

# a template with more than names in its braces can be told to make a gigabyte of blanks
_FIELD = late(r"\{\{|\}\}|\{([A-Za-z_]\w*)\}|([{}])")


class Garbage(Exception):
    """What a rule yielded is no finding; the message says in what way."""


def plain(outcome: Any) -> list[Any]:
    """A finding or an unknown as lists, strings and numbers. Garbage for anything else."""
    if isinstance(outcome, Unknown):
        return ["unknown", _plain_place(outcome.location), *outcome[1:4]]
    if not isinstance(outcome, Finding):
        _refuse(f"it yielded a value of type {type(outcome).__name__}, which is no finding")
    related = [[_plain_place(one[0]), *one[1:]] for one in outcome.related]
    fix = outcome.fix and [
        outcome.fix.safety,
        outcome.fix.title,
        [[_plain_place(edit.location), edit.text] for edit in outcome.fix.edits],
    ]
    return [
        "finding", _plain_place(outcome.location), outcome.message, outcome.values,
        outcome.severity, outcome.confidence.value, related, fix, outcome.words,
    ]  # fmt: skip


def _plain_place(place: Any) -> list[Any]:
    if not isinstance(place, Location):
        _refuse(f"its finding stands at a value of type {type(place).__name__}")
    return [place.path, place.start, place.end, *place.begin, *place.finish, place.line]


def outcome_of(data: Any, source: Source) -> Outcome:
    """The finding or the unknown that plain data says of a file. Garbage where it says none.

    What the file itself tells, such as lines and columns, is taken from the file.
    """
    try:
        kind, place, message, values, *rest = data
        where = _place(place, source)
        words = _text(message), _values(values, message)
        if kind == "unknown":
            return Unknown(where, *words, _text(rest[0]))
        severity, confidence, related, fix, said = rest
        own = where.path == source.path
        return Finding(
            where,
            *words,
            None if severity is None else Severity(_number(severity)),
            Confidence(confidence),
            tuple(_related(one, source) for one in _listed(related)),
            None if fix is None else _fix(fix, source),
            source.content[where.start : where.end] if own else _text(said),
        )
    except (TypeError, ValueError, LookupError) as error:
        raise Garbage(f"it yielded what is no finding: {error}") from None


def _refuse(reason: str) -> NoReturn:
    raise Garbage(reason)


def _text(value: Any) -> str:
    if type(value) is not str:
        _refuse(f"it yielded a finding with a {type(value).__name__} where a text belongs")
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        _refuse(f"it yielded a finding with a {type(value).__name__} where a number belongs")
    return value


def _listed(value: Any) -> list[Any]:
    if type(value) is not list:
        _refuse(f"it yielded a finding with a {type(value).__name__} where a list belongs")
    return value


def _values(values: Any, message: str) -> dict[str, str]:
    if type(values) is not dict or not all(
        type(word) is str for pair in values.items() for word in pair
    ):
        _refuse("it yielded a finding whose values are no texts by name")
    if len(message) > LONGEST:
        _refuse(f"it yielded a message of more than {LONGEST} characters")
    for found in _FIELD.finditer(message):
        if found[2] or (found[1] and found[1] not in values):
            _refuse("it yielded a message whose braces hold no name of its values")
    return values


def _place(data: Any, source: Source) -> Location:
    """A place in the file, or in another one."""
    path, start, end, *marks, line = _listed(data)
    start, end = _number(start), _number(end)
    if _text(path) == source.path:
        if not 0 <= start <= end <= len(source.content):
            _refuse(f"it yielded a place outside of the file: {start} to {end}")
        return source.location(start, end)
    first, column, last, after = (_number(one) for one in marks)
    if "\0" in path or not 0 <= start <= end or min(first, column, last, after) < 1:
        _refuse(f"it yielded a place that is in no file: {start} to {end}")
    return Location(
        path, start, end, Position(first, column), Position(last, after), _text(line)[:LONGEST]
    )


def _related(data: Any, source: Source) -> Related:
    place, message, values = _listed(data)
    return Related(_place(place, source), _text(message), _values(values, message))


def _fix(data: Any, source: Source) -> Fix:
    safety, title, edits = _listed(data)
    if safety not in ("safe", "unsafe"):
        _refuse("it yielded a fix that is neither safe nor unsafe")
    found = tuple(Edit(_place(place, source), _text(words)) for place, words in _listed(edits))
    spans = sorted((edit.location.path, edit.location.start, edit.location.end) for edit in found)
    if any(one[0] == other[0] and other[1] < one[2] for one, other in pairwise(spans)):
        _refuse("it yielded a fix whose edits overlap")
    if not found:
        _refuse("it yielded a fix without an edit")
    return Fix(safety, _text(title), found)


def plain_rule(rule: Rule, page: str | None) -> list[Any]:
    """A rule's declaration and its page."""
    return [*rule[:8], rule.module, rule.function, page]


def rule_from(data: Any, plugin: str) -> tuple[Rule, str]:
    """The declaration of a plugin's rule and its page. Garbage where it is none.

    It has no subject, for here nobody runs it, and a module that nobody can import.
    """
    try:
        code, name, severity, profile, paper, fix, since, tempered, module, function, page = data
        words = [_text(one) for one in (code, name, profile, fix, since, module, function)]
        if not re.fullmatch(r"[A-Z]{2,10}[0-9]{1,6}", code):
            _refuse(f"the code of a rule is a family and a number such as LAB001, not {code!r}")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", name):
            _refuse(f"the name of a rule is words such as prefix-leaked, not {name!r}")
        return Rule(
            words[0], words[1], Severity(_number(severity)), words[2],
            None if paper is None else Severity(_number(paper)), words[3], words[4],
            bool(tempered), f"plugin {plugin}: {module}", function, "", (),
        ), "" if page is None else _text(page)  # fmt: skip
    except (TypeError, ValueError) as error:
        raise Garbage(f"its rule is not declared as one: {error}") from None
