"""How pip takes one line of a requirements file, on plain strings: the common forms.

What packaging accepts (PEP 508, PEP 440) is accepted here, without importing it, which would cost
more than reading the file. All other lines go to `requirement_forms`.
"""

from __future__ import annotations

from functools import lru_cache

from envguard.model.patterns import late
from envguard.model.records import NamedTuple

Span = tuple[int, int]

MAXIMUM_LENGTH = 4000

ARCHIVES = (
    ".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz",
    ".tar.lz", ".tar.lzma",
)  # fmt: skip
"""How a file that pip installs may end; such a word is a path and no name."""

_SEPARATORS = late(r"[-_.]+")
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_RELEASE = r"[0-9]+(?:\.[0-9]+)*"
_SUFFIX = r"(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?(?:\.dev[0-9]+)?"
_CLAUSE = (
    rf"(?:[=!]=\ *{_RELEASE}(?:\.\*|{_SUFFIX}(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?)"
    rf"|[<>]=?\ *{_RELEASE}{_SUFFIX}|~=\ *[0-9]+(?:\.[0-9]+)+{_SUFFIX})"
)
# nearly every line; compiling what takes the rest costs as much as checking a small file
_BOUND = rf"(?:[=!<>]=|[<>])\ *{_RELEASE}"
_PLAIN = late(rf"({_NAME})(?:\ *({_BOUND}(?:\ *,\ *{_BOUND})*))?\ *\Z")
_COMMON = late(
    rf"({_NAME})(?:\ *\[(\ *{_NAME}(?:\ *,\ *{_NAME})*\ *)\])?"
    rf"(?:\ *((?:{_CLAUSE}(?:\ *,\ *(?=[=!<>~])|(?=\ *\Z)))+))?\ *\Z"
)


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """A project's name as PyPI compares it: `Foo.Bar_baz` is `foo-bar-baz`."""
    return _SEPARATORS.sub("-", name).lower()


class Option(NamedTuple):
    """An option by its long name, and where its words and its value stand."""

    name: str
    span: Span
    value: Span | None


class Reading(NamedTuple):
    """What pip makes of a line; the spans count in the line.

    `kind`: "requirement" (a name), "url" (also by version control), "path", "editable",
    "option" or "empty".
    """

    kind: str
    refusal: str = ""
    name: Span | None = None
    extras: Span | None = None
    specifier: Span | None = None
    marker: Span | None = None
    url: Span | None = None
    vcs: str = ""
    revision: Span | None = None
    options: tuple[Option, ...] = ()
    comment: Span | None = None


@lru_cache(maxsize=8192)
def read_words(words: str) -> Reading:
    """Read one logical line. Never raises; a refused line says why."""
    found = common(words)
    if found is not None:
        return found
    if len(words) > MAXIMUM_LENGTH:
        return Reading("requirement", "it is too long to be a requirement")
    from envguard.formats.requirement_forms import read_line

    return read_line(words)


def common(words: str) -> Reading | None:
    """A name, its extras and its version; None for every other form."""
    if words.lower().endswith(ARCHIVES):
        return None
    found = _PLAIN.match(words)
    if found is not None:
        return Reading("requirement", "", found.span(1), None, found.span(2) if found[2] else None)
    found = _COMMON.match(words)
    if found is None:
        return None
    extras, specifier = (found.span(group) if found[group] else None for group in (2, 3))
    return Reading("requirement", "", found.span(1), extras, specifier)
