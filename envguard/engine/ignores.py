"""`# envguard: ignore[CODE] reason (until 2027-01-31)` and `ignore-file`, wherever comments go."""

from __future__ import annotations

import re

from envguard.model import Source, Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_IGNORE = late(
    r"envguard:[ \t]*(?P<scope>ignore-file|ignore)[ \t]*"
    r"(?:\[(?P<codes>[^\]\r\n]*)\])?[ \t]*(?P<reason>[^\r\n]*)"
)
_UNTIL = late(r"\(?until[ \t]+(\d{4}-\d{2}-\d{2})\)?")
_OPENING = late(r"(?:#|//|<!--|;|--|%)[ \t]*$")
_HTML = late(r"<!--[ \t]*$")
_LEADER = late(r"^[ \t]*(?:#|//|<!--|;|--|%)")

# A notebook's line of code is a string of JSON, and nbformat gives each a line of the file.
_LINE_OF_CELL = late(r'\s*(?:"source":\s*(?:\[\s*)?)?"(?:[^"\\]|\\[^n])*(?:\\n)?"[\s,\]}]*$')
_IN_STRING = late(r'(?:[^"\\]|\\[^n])*')


class Ignore(NamedTuple):
    """One ignore comment.

    `lines` are the 1-based lines that it covers, None for the whole file. `codes` each with its
    place; none at all means that the comment names no code, which ignores nothing.
    """

    text: Text
    codes: tuple[Text, ...]
    lines: range | None
    reason: str
    until: str


def ignores(source: Source, kind: str = "") -> list[Ignore]:
    """The ignore comments of a file, in order.

    In Markdown only HTML comments count: what stands in its fences is shown, not meant.
    """
    if "envguard:" not in source.content:
        return []
    leader = _HTML if kind == "markdown" else _OPENING
    whole = Text.whole(source)
    found: list[Ignore] = []
    covered = _Covered(source)
    for match in _IGNORE.finditer(source.content):
        line = source.position(match.start()).line
        begin = source.line_starts()[line - 1]
        before = source.content[begin : match.start()]
        if not leader.search(before):
            continue
        end = match.end()
        if kind == "notebook":
            # where lines of code share one of the file, the comment would cover all of them
            if match["scope"] == "ignore" and not _LINE_OF_CELL.match(source.line_at(begin)):
                continue
            inside = _IN_STRING.match(source.content, match.start("reason"), match.end())
            end = inside.end() if inside is not None else end
        codes = tuple(_codes(whole, match))
        reason = source.content[match.start("reason") : end]
        closed = reason.rstrip(" \t")
        if closed.endswith(("-->", "*/")):
            reason = closed.removesuffix("-->").removesuffix("*/").rstrip(" \t")
        until = _UNTIL.search(reason)
        own_line = bool(_LEADER.match(before)) and not before.strip(" \t#/<!-;%")
        found.append(
            Ignore(
                whole[match.start() : end].strip(),
                codes,
                None if match["scope"] == "ignore-file" else covered.by(line, own_line),
                _UNTIL.sub("", reason).strip(" \t\"',:-"),
                until.group(1) if until else "",
            )
        )
    return found


def _codes(whole: Text, match: re.Match[str]) -> list[Text]:
    if match["codes"] is None:
        return []
    inner = whole[match.start("codes") : match.end("codes")]
    found, at = [], 0
    for part in inner.value.split(","):
        piece = inner[at : at + len(part)].strip()
        at += len(part) + 1
        if piece:
            found.append(piece)
    return found


class _Covered:
    """Which lines a comment covers; what the last one found is kept for the next one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = range(0)
        self.end = 0

    def by(self, line: int, own_line: bool) -> range:
        """A comment at the end of a line covers it; one on its own line, the next of substance."""
        if not own_line:
            return range(line, line + 1)
        if line not in self.found:
            # of a hundred comments above one line each would look for it again
            last = self._substance(line)
            self.found, self.end = range(line, last), _block_end(self.source, last)
        return range(line, self.end + 1)

    def _substance(self, line: int) -> int:
        """The next line that holds more than a comment; the last line where there is none."""
        starts = self.source.line_starts()
        last = line
        while last < len(starts):
            words = self.source.line_at(starts[last]).strip()
            last += 1
            if words and not _LEADER.match(words):
                break
        return last


def _block_end(source: Source, line: int) -> int:
    """The last line of a YAML block scalar that begins on this line; the line itself otherwise."""
    starts = source.line_starts()
    header = source.line_at(starts[line - 1])
    if not re.search(r"[|>][-+]?[0-9]?[ \t]*$", header):
        return line
    indent = len(header) - len(header.lstrip())
    while line < len(starts):
        words = source.line_at(starts[line])
        if words.strip() and len(words) - len(words.lstrip()) <= indent:
            break
        line += 1
    return line
