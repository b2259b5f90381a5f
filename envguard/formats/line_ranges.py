"""Where the lines of a value lie, for readers that cut several lines out of a text at once."""

from __future__ import annotations

from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_LINE = late(r"([^\r\n]*)(\r\n|\n|\r|$)")


class LineRange(NamedTuple):
    """One line: [start:end] without its break, and where the next line starts."""

    start: int
    end: int
    next: int


def line_ranges(value: str) -> list[LineRange]:
    """The lines of a value, which break at `\\n`, `\\r\\n` and a lone `\\r`.

    >>> line_ranges("a\\nbc")
    [LineRange(start=0, end=1, next=2), LineRange(start=2, end=4, next=4)]
    """
    found = []
    for match in _LINE.finditer(value):
        if match.end() == match.start():
            break
        found.append(LineRange(match.start(), match.end(1), match.end()))
    return found
