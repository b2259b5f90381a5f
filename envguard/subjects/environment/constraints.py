"""What version constraints mean to somebody who pins: kinds of pins, and whether two can meet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key, lru_cache

from envguard.formats.conda_constraint import Constraint, RefusedConstraint, compatible_prefix
from envguard.formats.conda_version import HIGHEST, LOWEST, Component, Version, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

PinKind: TypeAlias = (
    "Literal['bare', 'lower', 'wildcard', 'fuzzy', 'exact', 'range', 'excluded', 'unknown']"
)
"""How a dependency is pinned.

bare: not at all (`numpy`, `numpy=*`). lower: only from below (`>=1.2`). wildcard: one number and
nothing more (`=3`, `3.*`). fuzzy: a series (`=3.11`, `3.11.*`). exact: one version (`==3.11.4`,
and conda's space form `python 3.11`). range: anything with an upper bound, `~=`, a choice.
excluded: only `!=`. unknown: a template's hole, a refused spec, a regular expression.
"""

Interval = tuple[Version, bool, Version, bool]
"""From, whether that end belongs to it, to, whether that end belongs to it."""

_BOTTOM = Version("lowest", ((LOWEST,),))
_TOP = Version("highest", ((HIGHEST,),))
_MAXIMUM_INTERVALS = 40
_MAXIMUM_CONSTRAINTS = 100


def pin_kind(constraint: Constraint | None) -> PinKind:
    """How a constraint pins; None is no constraint."""
    if constraint is None:
        return "bare"
    if constraint.operator == "|":
        return _choice([pin_kind(part) for part in constraint.parts])
    if constraint.operator == ",":
        return _all_of([pin_kind(part) for part in constraint.parts])
    return _leaf_kind(constraint)


@lru_cache(maxsize=4096)
def pin_kind_of(words: str) -> PinKind:
    """The same for a version as `Constraint.parse` takes it; "unknown" where it is refused."""
    try:
        return pin_kind(Constraint.parse(words))
    except RefusedConstraint:
        return "unknown"


def _leaf_kind(leaf: Constraint) -> PinKind:
    operator, version = leaf.operator, leaf.version
    if operator == "*":
        return "bare"
    if operator in ("==", "text"):
        return "exact"
    if operator in (">", ">="):
        return "lower"
    if operator in ("!=", "!=*"):
        return "excluded"
    if operator == "=" and version is not None:
        # the first component is the epoch
        return "wildcard" if len(version.components) == 2 and not version.local else "fuzzy"
    return "unknown" if operator in ("regex", "glob") else "range"


def _choice(kinds: list[PinKind]) -> PinKind:
    for loosest in ("bare", "unknown", "excluded", "lower", "wildcard"):
        if loosest in kinds:
            return loosest
    return "range"


def _all_of(kinds: list[PinKind]) -> PinKind:
    for tightest in ("exact", "fuzzy", "range", "wildcard", "unknown", "lower", "excluded"):
        if tightest in kinds:
            return tightest
    return "bare"


def disjoint(constraints: Sequence[Constraint]) -> bool | None:
    """Whether no version can meet all of several constraints.

    True: proved. False: some version could (whether one was ever published is another question).
    None: a regular expression or a pattern hides it.
    """
    met: list[Interval] = [(_BOTTOM, False, _TOP, False)]
    hidden = len(constraints) > _MAXIMUM_CONSTRAINTS
    for constraint in constraints[:_MAXIMUM_CONSTRAINTS]:
        allowed, known = _intervals(constraint)
        hidden = hidden or not known
        met = _meet(met, allowed)
        if not met:
            return True
        if len(met) > _MAXIMUM_INTERVALS:
            return None
    return None if hidden else False


def _intervals(constraint: Constraint) -> tuple[list[Interval], bool]:
    """Intervals that hold every version the constraint allows, and whether they hold no other."""
    everything: list[Interval] = [(_BOTTOM, False, _TOP, False)]
    if constraint.operator == "|":
        parts = [_intervals(part) for part in constraint.parts]
        choices = _joined([one for found, _ in parts for one in found])
        if len(choices) > _MAXIMUM_INTERVALS:
            return everything, False
        return choices, all(known for _, known in parts)
    if constraint.operator == ",":
        known = True
        for part in constraint.parts:
            found, sure = _intervals(part)
            known = known and sure
            everything = _meet(everything, found)
            if len(everything) > _MAXIMUM_INTERVALS:
                return [(_BOTTOM, False, _TOP, False)], False
        return everything, known
    if constraint.operator == "*":
        return everything, True
    if constraint.version is None:
        return everything, False
    return _leaf_intervals(constraint.operator, constraint.version)


def _leaf_intervals(operator: str, version: Version) -> tuple[list[Interval], bool]:
    if operator == "==":
        return [(version, True, version, True)], True
    if operator == "!=":
        return [(_BOTTOM, False, version, False), (version, False, _TOP, False)], True
    if operator in ("<", "<="):
        return [(_BOTTOM, False, version, operator == "<=")], True
    if operator in (">", ">="):
        return [(version, operator == ">=", _TOP, False)], True
    if operator == "~=":
        prefix = compatible_prefix(version)
        if prefix is None:
            return [], True
        series, known = _series(prefix)
        return _meet(series, [(version, True, _TOP, False)]), known
    series, known = _series(version)
    if operator == "=":
        return series, known
    if not known:
        return [(_BOTTOM, False, _TOP, False)], False
    low, _, high, _ = series[0]
    return [(_BOTTOM, False, low, False), (high, False, _TOP, False)], True


def _series(prefix: Version) -> tuple[list[Interval], bool]:
    """The versions that begin with a prefix: they lie side by side in the order.

    Where a prefix ends in letters (`1.2a`, which 1.2alpha begins with) or has a local part, a
    wider interval is given, and that it is wider.
    """
    components = list(prefix.components)
    if prefix.local or isinstance(components[-1][-1][1], str):
        components[-1] = components[-1][:-1]
        edges = _edges(components)
        return [(edges[0], False, edges[1], False)], False
    low, high = _edges(components)
    return [(low, False, high, False)], True


def _edges(components: list[Component]) -> tuple[Version, Version]:
    *before, last = components
    low = Version("", (*before, (*last, LOWEST)))
    high = Version("", (*before, (*last, HIGHEST)))
    return low, high


def _meet(ones: list[Interval], others: list[Interval]) -> list[Interval]:
    met = []
    for low, low_in, high, high_in in ones:
        for other_low, other_low_in, other_high, other_high_in in others:
            begin, begin_in = _tighter(low, low_in, other_low, other_low_in, 1)
            end, end_in = _tighter(high, high_in, other_high, other_high_in, -1)
            order = compare(begin, end)
            if order < 0 or (order == 0 and begin_in and end_in):
                met.append((begin, begin_in, end, end_in))
    return met


def _joined(intervals: list[Interval]) -> list[Interval]:
    """The same versions in intervals that do not overlap, in order."""
    found: list[Interval] = []
    for one in sorted(intervals, key=cmp_to_key(_by_begin)):
        if found:
            low, low_in, high, high_in = found[-1]
            begin, begin_in, end, end_in = one
            gap = compare(begin, high)
            if gap < 0 or (gap == 0 and (begin_in or high_in)):
                order = compare(end, high)
                if order > 0 or (order == 0 and end_in):
                    high, high_in = end, end_in
                found[-1] = (low, low_in, high, high_in)
                continue
        found.append(one)
    return found


def _by_begin(one: Interval, other: Interval) -> int:
    order = compare(one[0], other[0])
    return order if order else int(other[1]) - int(one[1])


def _tighter(
    one: Version, one_in: bool, other: Version, other_in: bool, sign: int
) -> tuple[Version, bool]:
    order = compare(one, other) * sign
    if order == 0:
        return one, one_in and other_in
    return (one, one_in) if order > 0 else (other, other_in)
