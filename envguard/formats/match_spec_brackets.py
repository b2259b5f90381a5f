"""The `[key=value, …]` of a match spec, as conda 26.7.1 reads it."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats import conda_channel, conda_constraint
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

Span = tuple[int, int]

FIELDS = frozenset((
    "channel", "subdir", "name", "version", "build", "build_number", "track_features", "features",
    "url", "md5", "sha256", "license", "license_family", "fn", "when", "extras", "flags",
))  # fmt: skip
"""What a package can be matched on."""

_SETTINGS = ("optional", "target")
_KEY = late(r"(?<![a-zA-Z0-9_-])[a-zA-Z0-9_-]+=")
_STOP = late(r"""[, '"]""")


class RefusedBrackets(ValueError):
    """Brackets that conda refuses."""


class Brackets(NamedTuple):
    """What was read: `values` by key with their `spans`, and the words that conda skips."""

    span: Span
    values: dict[str, str]
    spans: dict[str, Span]
    channel: str | None
    subdir: str | None
    unread: str


def read_brackets(words: str, begin: int) -> Brackets:
    """Read `[…]`, which stands at `begin` of its spec. Raises RefusedBrackets."""
    inner = words[1:-1]
    values: dict[str, str] = {}
    spans: dict[str, Span] = {}
    skipped: list[str] = []
    at = 0
    for key, start, (value_start, value_end), end in _pairs(inner):
        if value_start == value_end:
            raise RefusedBrackets(f"`{key}=` in the brackets has no value")
        skipped.append(inner[at:start])
        at = end
        values[key] = inner[value_start:value_end]
        spans[key] = (begin + 1 + value_start, begin + 1 + value_end)
    skipped.append(inner[at:])
    unread = " ".join(word for word in (part.strip(" ,") for part in skipped) if word)
    for key in values:
        if key not in FIELDS and key not in _SETTINGS:
            raise RefusedBrackets(f"conda knows no `{key}` to match on")
        _check(key, values[key])
    channel, subdir = None, values.get("subdir")
    if "channel" in values:
        channel, in_channel = conda_channel.canonical(values["channel"])
        subdir = subdir or in_channel
    return Brackets((begin, begin + len(words)), values, spans, channel, subdir, unread)


def _pairs(inner: str) -> Iterator[tuple[str, int, Span, int]]:
    """Each `key=value`: the key, where the pair begins, where its value stands, where it ends.

    A value is one quoted text, or runs up to a comma or space and holds no quote; what fits
    neither is skipped.
    """
    at = stop = 0
    for found in _KEY.finditer(inner):
        start, begin = found.start(), found.end()
        if start < at:
            continue
        stop = _next_stop(inner, max(stop, begin))
        if stop == begin and inner[begin : begin + 1] in ("'", '"'):
            value_begin, value_end = begin + 1, _next_quote(inner, begin + 1)
            if inner[value_end : value_end + 1] != inner[begin]:
                continue
            end = value_end + 1
            if inner[end : end + 1] not in ("", ",", " "):
                continue
        else:
            value_begin, value_end = begin, stop
            if inner[stop : stop + 1] in ("'", '"') and stop < len(inner):
                continue
            end = stop
        at = min(end + 1, len(inner))
        yield found.group()[:-1], start, (value_begin, value_end), at


def _next_stop(inner: str, begin: int) -> int:
    found = _STOP.search(inner, begin)
    return found.start() if found else len(inner)


def _next_quote(inner: str, begin: int) -> int:
    ends = [at for at in (inner.find("'", begin), inner.find('"', begin)) if at >= 0]
    return min(ends, default=len(inner))


def _check(key: str, value: str) -> None:
    if key == "build_number" and value.strip()[:1] in ("=", "<", ">", "!"):
        conda_constraint.check_relation(value.strip())
    elif key in ("build", "build_number", "license", "license_family", "when"):
        conda_constraint.check_pattern(value)
