"""How conda 26.7.1 reads a match spec, on plain strings: the forms that nearly all have.

`match_spec_grammar` reads every other form; a test proves that the two agree.
"""

from __future__ import annotations

from functools import lru_cache

from envguard.model.patterns import late
from envguard.model.records import NamedTuple

Span = tuple[int, int]

MAXIMUM_LENGTH = 1000
PACKAGE_EXTENSIONS = (".tar.bz2", ".conda")

_NUMBER = r"[0-9]{1,18}(?:\.[0-9]{1,18}){0,9}"
_LIMIT = rf"(?:[<>]=?|!=){_NUMBER}"
_COMMON = late(
    r"(?:(?P<channel>[a-zA-Z0-9_-]+)::)?(?P<name>_?[a-z0-9]+(?:[._-][a-z0-9]+)*)"
    rf"(?:\ ?(?P<sign>==?)(?P<number>{_NUMBER})(?:=(?P<build>[a-zA-Z0-9_]+))?"
    rf"|\ ?(?P<limits>{_LIMIT}(?:,{_LIMIT})*)|\ (?P<exact>{_NUMBER}))?\Z"
)


class Reading(NamedTuple):
    """What conda makes of a match spec, and where its parts stand in the string.

    `name`, `version`, `build`, `channel` and `subdir` are conda's own words for what it took:
    `=3.11` is the version `3.11.*`. `version_words` is what `Constraint.parse` takes for it. The
    spans are places of what was written.
    """

    refusal: str = ""
    misread: str = ""
    name: str = "*"
    version: str | None = None
    build: str | None = None
    channel: str | None = None
    subdir: str | None = None
    version_words: str | None = None
    name_span: Span | None = None
    version_span: Span | None = None
    build_span: Span | None = None
    channel_span: Span | None = None
    subdir_span: Span | None = None
    brackets_span: Span | None = None


@lru_cache(maxsize=4096)
def read_words(words: str) -> Reading:
    """What conda takes a string for. The spans count in the string."""
    if len(words) > MAXIMUM_LENGTH:
        return Reading(refusal="it is too long to be a package")
    found = common(words)
    if found is not None:
        return found
    from envguard.formats.match_spec_grammar import read_any

    return read_any(words)


def common(words: str) -> Reading | None:
    """The forms that nearly every dependency has, in one go; None for all others."""
    found = _COMMON.match(words)
    if found is None or words.endswith(PACKAGE_EXTENSIONS):
        return None
    channel, name, sign, number, build, limits, exact = found.groups()
    if sign is None:
        version = printed = limits or exact
        version_span = found.span("limits" if limits else "exact") if version else None
    else:
        begin, end = found.span("sign")[0], found.span("number")[1]
        loose = sign == "=" and build is None
        version, printed = (f"{number}*", f"{number}.*") if loose else (number, number)
        version_span = (begin, end)
    return Reading(
        "", "", name, printed, build, channel, None, version, found.span("name"), version_span,
        found.span("build") if build else None, found.span("channel") if channel else None,
    )  # fmt: skip
