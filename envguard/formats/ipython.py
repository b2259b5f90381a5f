"""What a notebook cell hands to something else than Python: `!command`, `%magic`, `%%magic`.

Source: IPython's input transformers and its documentation of magics.
"""

from __future__ import annotations

import re

from envguard.formats.line_ranges import LineRange, line_ranges
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple


class Escape(NamedTuple):
    """One escape of a cell.

    `kind` is "shell" for `!words` and `!!words`, "line" for `%name words`, "cell" for
    `%%name words` above a `body`. `words` of a line magic begin with its name, without the `%`.
    """

    kind: str
    name: str
    words: Text
    body: Text | None = None


_CELL_MAGIC = late(r"\s*%%(!|[A-Za-z_][\w.]*)[ \t]*([^\r\n]*)(?:\r\n|\n|\r|$)")
_TRANSPARENT = ("capture", "time", "timeit", "prun", "notify", "wandb")
_TARGET = r"[ \t]*(?:[A-Za-z_][\w.,\[\]'\" \t*]{0,200}?(?<![=!<>+*/-])=[ \t]*)?"
_SHELL = late(rf"{_TARGET}(?:%time(?:it)?[ \t]+)?(!!?)(?!=)")
_MAGIC = late(rf"{_TARGET}%(?:time(?:it)?[ \t]+%)?([A-Za-z_]\w*)")
# what IPython takes for a magic even without the percent sign, and Python could not take
_AUTOMATIC = late(r"(pip|conda|mamba|micromamba|uv)[ \t]+[a-z-]")
_QUOTE = late(r"\"\"\"|'''|\"[^\"\\]*(?:\\.[^\"\\]*)*\"?|'[^'\\]*(?:\\.[^'\\]*)*'?|#.*", re.DOTALL)


def parse_cell(source: Text) -> list[Escape]:
    """The escapes of a code cell in their order; lines inside of a string literal are none."""
    magic = _CELL_MAGIC.match(source.value)
    if magic:
        name = magic.group(1)
        body = source[magic.end() :]
        if name in _TRANSPARENT:
            return _lines(body)
        return [Escape("cell", name, source[magic.start(2) : magic.end(2)], body)]
    return _lines(source)


def _lines(source: Text) -> list[Escape]:
    found: list[Escape] = []
    value = source.value
    ranges = line_ranges(value)
    at, quote = 0, ""
    while at < len(ranges):
        line = ranges[at]
        at += 1
        if not quote:
            escape_start = _escape(value, line)
            if escape_start is not None:
                kind, name, start = escape_start
                while at < len(ranges) and value[line.start : line.end].endswith("\\"):
                    line = ranges[at]
                    at += 1
                found.append(Escape(kind, name, source[start : line.end].strip()))
                continue
        quote = _open_quote(value[line.start : line.end], quote)
    return found


def _escape(value: str, line: LineRange) -> tuple[str, str, int] | None:
    """Kind, name and the place where the words begin; None for a line of Python."""
    shell = _SHELL.match(value, line.start, line.end)
    if shell:
        return "shell", shell.group(1), shell.end()
    magic = _MAGIC.match(value, line.start, line.end)
    if magic is None:
        magic = _AUTOMATIC.match(value, line.start, line.end)
    return ("line", magic.group(1), magic.start(1)) if magic else None


def _open_quote(line: str, quote: str) -> str:
    """The triple quote that is open behind a line, "" for none."""
    at = 0
    while at < len(line):
        if quote:
            close = line.find(quote, at)
            if close < 0:
                return quote
            at, quote = close + 3, ""
            continue
        found = _QUOTE.search(line, at)
        if found is None:
            return ""
        at = found.end()
        if found.group() in ('"""', "'''"):
            quote = found.group()
    return quote
