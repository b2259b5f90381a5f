"""The plain lines of a configuration that Jinja, Go or ERB templates make."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.carriers.templates import between
from envguard.subjects.command import HOLE

_ENDINGS = (".tmpl", ".j2", ".erb", ".jinja", ".jinja2", ".gotmpl", ".mustache")
_BEGINS = late(r"[ \t]*(?:\{\{|\{%|\{#|<%)")
_WITHIN = late(r"[ \t]*(?!\w*Command\b|Match\b|#)\w[^\n]*(?:\{\{|\{%|<%)", re.IGNORECASE)
_CLOSING = late(r"\}\}|%\}|#\}|%>")
_LEADING = late(r"[ \t]*(?:\{\{[^\n]*?\}\}|\{%[^\n]*?%\}|\{#[^\n]*?#\}|<%[^\n]*?%>)")
_PAIRS = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>"))
_MARKS = tuple(opening for opening, _ in _PAIRS)
_HEADER = late(r"[ \t]*(?:Host|Match)\b", re.IGNORECASE)


def is_template(path: str, text: Text) -> bool:
    """Whether a file is written for a template engine: by its name, or by what its lines hold."""
    if path.lower().endswith(_ENDINGS):
        return True
    if not ("{{" in text.value or "{%" in text.value or "<%" in text.value):
        return False
    return any(_BEGINS.match(line) or _WITHIN.match(line) for line in text.value.split("\n"))


def plain_lines(text: Text) -> Text:
    """The text with the template's own lines empty, so that every other keeps its number.

    In a Host or Match line an expression is a HOLE; any other line that has one is emptied.
    """
    parts: list[Text] = []
    value, begin, is_open = text.value, 0, False
    while begin < len(value):
        feed = value.find("\n", begin)
        end = len(value) if feed < 0 else feed + 1
        line = text[begin:end]
        if is_open or (_BEGINS.match(line.value) and not _CLOSING.search(line.value)):
            is_open = not _CLOSING.search(line.value)
            parts.append(_emptied(line))
        else:
            parts.extend(_plain(line))
        begin = end
    return Text.join(parts) if parts else text[:0]


def _plain(line: Text) -> list[Text]:
    """What is plain in a line: all of it, or what stands beside expressions at its ends."""
    value = line.value
    if not any(mark in value for mark in _MARKS):
        return [line]
    if _HEADER.match(value):
        return _with_holes(line)
    # `{{ if x }} UseKeychain yes {{ end }}`: the expressions only say when the line is there
    begin, end = 0, len(value.rstrip())
    while found := _LEADING.match(value, begin):
        begin = found.end()
    last = [first for first, behind in _expressions(value) if behind == end and first >= begin]
    if begin and last:
        end = last[-1]
    rest = line[begin:end]
    if any(mark in rest.value for mark in _MARKS):
        return [_emptied(line)]
    return [rest, _emptied(line)]


def _emptied(line: Text) -> Text:
    """The line's break alone."""
    return line[len(line) - 1 :] if line.value.endswith("\n") else line[:0]


def _with_holes(line: Text) -> list[Text]:
    parts: list[Text] = []
    at = 0
    for begin, end in _expressions(line.value):
        parts.append(line[at:begin])
        parts.append(line[begin:end].decoded(HOLE))
        at = end
    return [*parts, line[at:]]


def _expressions(value: str) -> list[tuple[int, int]]:
    """Where the expressions of a line stand, apart from each other and in order."""
    found = sorted(place for marks in _PAIRS for place in between(value, *marks))
    kept: list[tuple[int, int]] = []
    for begin, end in found:
        if not kept or begin >= kept[-1][1]:
            kept.append((begin, end))
    return kept
