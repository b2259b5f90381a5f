"""Conda's order of versions: epochs, letters, dev and post, local versions.

The order is total up to equality: 1.1 equals 1.1.0, and 1.1.dev1 equals 1.1.0dev1. Checked against
conda 26.7.1, which documents it in `conda.models.version`.
"""

from __future__ import annotations

from functools import lru_cache

from envguard.model.patterns import late

Element = tuple[int, "int | float | str"]
"""One run of digits or letters, comparable with every other: words stand below numbers."""

Component = tuple[Element, ...]

ZERO: Element = (1, 0)
LOWEST: Element = (-1, 0)
"""Below whatever may follow at its place; ends the lower edge of a prefix."""
HIGHEST: Element = (2, 0)

_RUNS = late(r"[0-9]+|\*+|[^0-9*]+")
_ALLOWED = late(r"[*.+!_0-9a-z]+")
_PLAIN = late(r"[0-9]{1,18}(?:\.[0-9]{1,18})*")
_MAXIMUM_DIGITS = 1000


class RefusedVersion(ValueError):
    """A version that conda refuses, with the reason in conda's sense."""


class Version:
    """One version as conda compares it: `components` begin with the epoch."""

    __slots__ = ("components", "local", "value")

    def __init__(
        self, value: str, components: tuple[Component, ...], local: tuple[Component, ...] = ()
    ) -> None:
        self.value = value
        self.components = components
        self.local = local

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and compare(self, other) == 0

    def __lt__(self, other: Version) -> bool:
        return compare(self, other) < 0

    def __le__(self, other: Version) -> bool:
        return compare(self, other) <= 0

    def __gt__(self, other: Version) -> bool:
        return compare(self, other) > 0

    def __ge__(self, other: Version) -> bool:
        return compare(self, other) >= 0

    def __hash__(self) -> int:
        return hash((_trimmed(self.components), _trimmed(self.local)))

    def __repr__(self) -> str:
        return f"Version({self.value!r})"

    def begins_with(self, prefix: Version) -> bool:
        """Whether this is one of the versions that conda's `=prefix` allows."""
        if prefix.local:
            if _compare(self.components, prefix.components):
                return False
            mine, wanted = self.local, prefix.local
        else:
            mine, wanted = self.components, prefix.components
        last = len(wanted) - 1
        if _compare(mine[:last], wanted[:last]):
            return False
        component = mine[last] if last < len(mine) else ()
        inner = len(wanted[last]) - 1
        if _compare((component[:inner],), (wanted[last][:inner],)):
            return False
        found = component[inner] if inner < len(component) else ZERO
        asked = wanted[last][inner]
        if isinstance(asked[1], str):
            return isinstance(found[1], str) and found[1].startswith(asked[1])
        return found == asked


@lru_cache(maxsize=4096)
def parse(value: str) -> Version:
    """Read a version. Raises RefusedVersion where conda does."""
    if _PLAIN.fullmatch(value):
        numbers = [((1, int(run)),) for run in value.split(".")]
        return Version(value, (((1, 0),), *numbers))
    return _parse_general(value)


def compare(left: Version, right: Version) -> int:
    """-1, 0 or 1 as conda orders two versions."""
    return _compare(left.components, right.components) or _compare(left.local, right.local)


def _parse_general(value: str) -> Version:
    spelled = value.strip().lower()
    if not spelled:
        raise RefusedVersion("it is empty")
    if not _ALLOWED.fullmatch(spelled) and "_" not in spelled:
        spelled = spelled.replace("-", "_")
    if not _ALLOWED.fullmatch(spelled):
        raise RefusedVersion("it holds characters that no version can have")
    epoch, bang, rest = spelled.rpartition("!")
    if bang and not (epoch.isdigit() and "!" not in epoch):
        raise RefusedVersion("what stands before ! must be one whole number")
    main, plus, local = rest.partition("+")
    if not main:
        raise RefusedVersion("there is nothing before its + or behind its !")
    if "+" in local:
        raise RefusedVersion("it has more than one +")
    # a closing underscore belongs to the last component: openssl's 1.0.1_ stands below 1.0.1a
    tail = "_" if main.endswith("_") else ""
    pieces = (main[:-1] if tail else main).replace("_", ".").split(".")
    pieces[-1] += tail
    components = tuple(_component(piece) for piece in [epoch or "0", *pieces])
    locals_ = (
        tuple(_component(piece) for piece in local.replace("_", ".").split(".")) if plus else ()
    )
    return Version(value, components, locals_)


def _component(piece: str) -> Component:
    if not piece:
        raise RefusedVersion("a part between its dots is empty")
    if len(piece) > _MAXIMUM_DIGITS:
        raise RefusedVersion("it is too long")
    elements = tuple(_element(run) for run in _RUNS.findall(piece))
    return elements if piece[0] in "0123456789" else (ZERO, *elements)


def _element(run: str) -> Element:
    if run[0] in "0123456789":
        return (1, int(run))
    if run == "post":
        return (1, float("inf"))
    # upper case: 'dev' stands between '*' and '_', below all other words
    return (0, "DEV" if run == "dev" else run)


def _compare(left: tuple[Component, ...], right: tuple[Component, ...]) -> int:
    """Component by component; what one side lacks counts as zero."""
    if left == right:
        return 0
    for index in range(max(len(left), len(right))):
        mine = left[index] if index < len(left) else ()
        other = right[index] if index < len(right) else ()
        if mine == other:
            continue
        for place in range(max(len(mine), len(other))):
            one = mine[place] if place < len(mine) else ZERO
            two = other[place] if place < len(other) else ZERO
            if one != two:
                return -1 if one < two else 1
    return 0


def _trimmed(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """Without the zeros that equality ignores."""
    kept = []
    for component in components:
        end = len(component)
        while end and component[end - 1] == ZERO:
            end -= 1
        kept.append(component[:end])
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
