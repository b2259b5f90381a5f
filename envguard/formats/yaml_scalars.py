"""How a YAML scalar's value maps to its spelling, and how an edit is spelled back into it.

libyaml says what the value is; the readers here find where each of its characters stands. Where
a reader does not arrive at libyaml's value, the scalar becomes one indivisible piece: the value
is then still right, only its inner places are coarse.
"""

from __future__ import annotations

import re
from functools import lru_cache

from envguard.formats.tree import Scalar
from envguard.model import Piece, Text, Writer, refuse
from envguard.model.patterns import late

_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f",
    "r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEX_LENGTH = {"x": 2, "u": 4, "U": 8}
_BREAK = late(r"(?<![ \t])[ \t]*(?:\r\n|\r|\n)((?:[ \t]*(?:\r\n|\r|\n))*)[ \t]*")
_PLAIN = late(r"[A-Za-z0-9_./=<>!~+*$@^,()|-](?:[^:#\n\r\t\[\]{},]|:(?! |$)|(?<! )#)*")
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"


def is_verbatim(text: Text) -> bool:
    """Whether a text is one run of its file, each character as it stands there."""
    piece = text.pieces[0]
    return (
        len(text.pieces) == 1
        and piece.writer is None
        and piece.length == piece.outer_end - piece.outer_start
    )


def leaf(text: Text, begin: int, end: int, value: str, style: str, tag: str | None) -> Scalar:
    """The leaf that `text[begin:end]` spells, of a value that the parser found."""
    verbatim = text.value[begin:end] == value and is_verbatim(text)
    if style == "plain" and tag is None and verbatim:
        return plain_leaf(text, begin, end)
    raw = text[begin:end]
    return Scalar(decode(raw, value, style), raw, style, tag)


def plain_leaf(text: Text, begin: int, end: int) -> Scalar:
    """The leaf whose value is what stands in a verbatim text: nearly every leaf of every file."""
    low, source = begin + text.pieces[0].outer_start, text.source
    written = Piece(0, end - begin, low, low + end - begin, plain_writer)
    return Scalar(Text(text.value[begin:end], source, (written,)), None)


def decode(raw: Text, value: str, style: str) -> Text:
    """`value` as a Text whose pieces lie in `raw`, the scalar's spelling with its quotes."""
    if style == "plain":
        if raw.value == value:
            return raw.through(plain_writer)
        found = _folded(raw, plain_writer)
    elif style == "'":
        found = _single_quoted(raw)
    elif style == '"':
        found = _double_quoted(raw)
    else:
        found = _block(raw, value)
    if found is not None and found.value == value:
        return found
    return raw.decoded(value, refuse)


def plain_writer(value: str) -> str | None:
    """Spells a value as a plain scalar, None where it would not stay one; the check is strict."""
    if not value:
        return value
    if "\n" in value or "\r" in value or ": " in value or " #" in value or value.endswith(":"):
        return None
    return value if not any(c in value for c in "[]{}") and "\t" not in value else None


def _single_writer(value: str) -> str | None:
    return None if "\n" in value or "\r" in value else value.replace("'", "''")


def _double_writer(value: str) -> str | None:
    import json

    return json.dumps(value, ensure_ascii=False)[1:-1]


def _folded(raw: Text, writer: Writer) -> Text | None:
    """A scalar over several lines: breaks between lines fold to a space, or to fewer breaks."""
    value, parts, at = raw.value, [], 0
    for found in _BREAK.finditer(value):
        parts.append(raw[at : found.start()].through(writer))
        parts.append(_fold(raw, found))
        at = found.end()
    parts.append(raw[at:].through(writer))
    return Text.join(parts)


def _fold(raw: Text, found: re.Match[str]) -> Text:
    breaks = len(re.findall(r"\r\n|\r|\n", found.group(1)))
    return raw[found.start() : found.end()].decoded("\n" * breaks or " ")


def _single_quoted(raw: Text) -> Text | None:
    inner = raw[1:-1]
    value, parts, at = inner.value, [], 0
    for found in re.finditer(rf"''|{_BREAK.pattern}", value):
        parts.append(inner[at : found.start()].through(_single_writer))
        if found.group() == "''":
            parts.append(inner[found.start() : found.end()].decoded("'", _single_writer))
        else:
            parts.append(_fold(inner, found))
        at = found.end()
    parts.append(inner[at:].through(_single_writer))
    return Text.join(parts)


def _double_quoted(raw: Text) -> Text | None:
    inner = raw[1:-1]
    value, parts, at = inner.value, [], 0
    pattern = rf"\\(?:\r\n|\r|\n)[ \t]*|\\x..|\\u....|\\U........|\\.|{_BREAK.pattern}"
    for found in re.finditer(pattern, value, re.DOTALL):
        if found.start() < at:
            continue
        parts.append(inner[at : found.start()].through(_double_writer))
        spelled, region = found.group(), inner[found.start() : found.end()]
        if spelled[0] != "\\":
            parts.append(_fold(inner, found))
        elif spelled[1] in "\r\n":
            parts.append(region.decoded(""))
        else:
            character = _escape(spelled)
            if character is None:
                return None
            parts.append(region.decoded(character, _double_writer))
        at = found.end()
    parts.append(inner[at:].through(_double_writer))
    return Text.join(parts)


def _escape(spelled: str) -> str | None:
    if spelled[1] in _HEX_LENGTH:
        try:
            return chr(int(spelled[2:], 16))
        except (ValueError, OverflowError):
            return None
    return _ESCAPES.get(spelled[1])


def _block(raw: Text, value: str) -> Text | None:
    """A literal or folded block: each value line is found in the raw line that spells it."""
    header, *lines = raw.lines()
    indent = _indentation(header.value, lines)
    writer = _block_writer(indent)
    folded = header.value.startswith(">")
    parts: list[Text] = []
    at = 0
    for line in lines:
        content = line[indent:] if line.value[:indent].strip(" ") == "" else line
        words = content.value
        while at < len(value) and not value.startswith(words, at):
            # only breaks and the spaces they fold to stand between the lines of a block
            if value[at] not in "\n ":
                return None
            parts.append(line[:0].decoded(value[at]))
            at += 1
        if at >= len(value):
            break
        parts.append(content.through(writer))
        at += len(words)
        if folded or at >= len(value):
            continue
        if value[at] != "\n":
            return None
        parts.append(_line_break(line))
        at += 1
    tail = value[at:]
    if tail.strip("\n") or not parts:
        return None
    if tail:
        parts.append(raw[len(raw) :].decoded(tail))
    return Text.join(parts)


def _line_break(line: Text) -> Text:
    source, end = line.source, line.end
    width = 2 if source.content.startswith("\r\n", end) else 1
    whole = Text.whole(source)[end : end + width]
    return whole.decoded("\n")


def _indentation(header: str, lines: list[Text]) -> int:
    first = next((line.value for line in lines if line.value.strip()), "")
    found = len(first) - len(first.lstrip(" "))
    explicit = re.match(r"[|>][-+]?([1-9])", header)
    if not explicit:
        return found
    # an indicator counts from the parent's indentation, which the raw text does not show;
    # the first line that is not deeper than its neighbours gives it
    return min(
        (len(x.value) - len(x.value.lstrip(" ")) for x in lines if x.value.strip()), default=0
    )


@lru_cache(maxsize=64)
def _block_writer(indent: int) -> Writer:
    def write(value: str) -> str | None:
        if "\r" in value:
            return None
        return value.replace("\n", "\n" + " " * indent)

    return write
