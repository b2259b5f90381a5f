"""Templates: environment files with Jinja's `{{ … }}` and `{% … %}` in them.

The signs are covered by characters of the same number, so that all places stay: an expression
becomes a run of HOLEs, a statement or comment becomes blank.
"""

from __future__ import annotations

from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.command import HOLE

_OPENING = late(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}


def is_template(value: str) -> bool:
    """Whether a text has Jinja's signs."""
    return ("{{" in value and "}}" in value) or ("{%" in value and "%}" in value)


def cover(text: Text) -> Text:
    """The text with its holes covered; every character keeps its place in the file."""
    value = text.value
    parts: list[str] = []
    never_closed: set[str] = set()
    at = 0
    for found in _OPENING.finditer(value):
        opening = found.group()
        if found.start() < at or opening in never_closed:
            continue
        end = value.find(_CLOSING[opening], found.end())
        if end < 0:
            never_closed.add(opening)
            continue
        filler = HOLE if opening == "{{" else " "
        sign = value[found.start() : end + 2]
        parts.append(value[at : found.start()])
        parts.append("".join(one if one in "\r\n" else filler for one in sign))
        at = end + 2
    parts.append(value[at:])
    return Text("".join(parts), text.source, text.pieces)
