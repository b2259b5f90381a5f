"""The plain lines of a configuration that Jinja, Go or ERB templates make."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.subjects.command import HOLE

_ENDINGS = (".tmpl", ".j2", ".erb", ".jinja", ".jinja2", ".gotmpl", ".mustache")
_BEGINS = re.compile(r"[ \t]*(?:\{\{|\{%|\{#|<%)")
_WITHIN = re.compile(r"[ \t]*(?!\w*Command\b|Match\b|#)\w+[^\n]*(?:\{\{|\{%|<%)", re.IGNORECASE)
_CLOSING = re.compile(r"\}\}|%\}|#\}|%>")
_EXPRESSION = re.compile(r"\{\{[^\n]*?\}\}|\{%[^\n]*?%\}|<%[^\n]*?%>")
_HEADER = re.compile(r"[ \t]*(?:Host|Match)\b", re.IGNORECASE)


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
        line = value[begin:end]
        if is_open or _BEGINS.match(line):
            is_open = not _CLOSING.search(line)
        elif not ("{{" in line or "{%" in line or "<%" in line):
            parts.append(text[begin:end])
            begin = end
            continue
        elif _HEADER.match(line):
            parts.extend(_with_holes(text[begin:end]))
            begin = end
            continue
        if feed >= 0:
            parts.append(text[feed:end])
        begin = end
    return Text.join(parts) if parts else text[:0]


def _with_holes(line: Text) -> list[Text]:
    parts: list[Text] = []
    at = 0
    for found in _EXPRESSION.finditer(line.value):
        parts.append(line[at : found.start()])
        parts.append(line[found.start() : found.end()].decoded(HOLE))
        at = found.end()
    return [*parts, line[at:]]
