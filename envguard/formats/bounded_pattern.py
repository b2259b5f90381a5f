"""Regular expressions of strangers, held against a name without going back and forth.

`re` tries one way after the other, and `(a+)+$` has more ways than there is time. Here all places
that could be reached are kept together, so each repetition is gone through once for all of them.
One inside another is gone through several times, so the work is counted, and has an end.
"""

from __future__ import annotations

import re
import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST_PATTERN = 1000
MOST_WORK = 500_000
"""So many places are looked at in all, which takes half a second at most."""


class _Unread(Exception):
    """A pattern with something that looks back or around, or sets flags, or takes too long."""


class _Name:
    """What a pattern is held against, and how many places may still be looked at."""

    __slots__ = ("left", "length", "value")

    def __init__(self, value: str) -> None:
        self.value = value
        self.length = len(value)
        self.left = MOST_WORK


def is_pattern(pattern: str) -> bool:
    """Whether `re` takes a pattern; its warnings of what may change one day are not passed on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError):
            return False
    return True


def matches(pattern: str, name: str) -> bool | None:
    """Whether a pattern matches the whole name, as `re.fullmatch` has it.

    None where it is no pattern, or one that only going back and forth can answer, or that repeats
    repetitions so deep that it takes too long.
    """
    if len(pattern) > LONGEST_PATTERN or not is_pattern(pattern):
        return None
    # the standard library's own parser: `sre_parse` until Python 3.10
    parser: Any = getattr(re, "_parser", None) or __import__("sre_parse")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(pattern)
        if tree.state.flags & ~re.UNICODE:
            return None
        return len(name) in _sequence(tree, frozenset((0,)), _Name(name))
    except (RecursionError, _Unread):
        return None


def _sequence(items: Any, places: frozenset[int], name: _Name) -> frozenset[int]:
    for item in items:
        # each character may be compared with all that stand in brackets
        name.left -= len(places) * (len(item[1]) if str(item[0]) == "IN" else 1)
        if name.left < 0:
            raise _Unread
        places = _ends(str(item[0]), item[1], places, name)
        if not places:
            break
    return places


def _ends(what: str, value: Any, places: frozenset[int], name: _Name) -> frozenset[int]:
    """The places behind an item that begins at one of the places."""
    if what in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, inner = value
        return _repeated(int(least), int(most), inner, places, name)
    if what == "BRANCH":
        return frozenset().union(*(_sequence(one, places, name) for one in value[1]))
    if what == "SUBPATTERN":
        if value[1] or value[2]:
            raise _Unread
        return _sequence(value[3], places, name)
    if what == "AT":
        return frozenset(at for at in places if _is_edge(str(value), at, name.value))
    return frozenset(
        at + 1 for at in places if at < name.length and _takes(what, value, name.value[at])
    )


def _repeated(
    least: int, most: int, inner: Any, places: frozenset[int], name: _Name
) -> frozenset[int]:
    found = places if least == 0 else frozenset[int]()
    for count in range(1, most + 1):
        after = _sequence(inner, places, name)
        # what stays the same once stays so; behind the least only new places are of interest
        settled = after == places or (count > least and after <= found)
        places = after
        if count >= least or settled:
            found |= places
        if settled or not places:
            break
    return found


def _takes(what: str, value: Any, character: str) -> bool:
    if what == "LITERAL":
        return bool(ord(character) == value)
    if what == "NOT_LITERAL":
        return bool(ord(character) != value)
    if what == "ANY":
        return character != "\n"
    if what == "IN":
        negated = str(value[0][0]) == "NEGATE"
        return negated != any(_is_in(str(k), v, character) for k, v in value[int(negated) :])
    raise _Unread


def _is_in(what: str, value: Any, character: str) -> bool:
    if what == "RANGE":
        return bool(value[0] <= ord(character) <= value[1])
    if what == "CATEGORY":
        sign = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[str(value).rpartition("_")[2]]
        spelled = "\\" + (sign.upper() if "_NOT_" in str(value) else sign)
        return re.match(spelled, character) is not None
    return _takes(what, value, character)


def _is_edge(where: str, at: int, name: str) -> bool:
    if where in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        return at == 0
    if where == "AT_END_STRING":
        return at == len(name)
    if where == "AT_END":
        return at == len(name) or name[at:] == "\n"
    raise _Unread
