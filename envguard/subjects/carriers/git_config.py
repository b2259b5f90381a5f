"""Commands in Git's configuration: core.sshCommand, and aliases that begin with `!`.

Git hands both to `sh -c`. Source: git-config(1), "Syntax".
"""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.command import Context, Document, Launch

_SECTION = late(r"[ \t]*\[([A-Za-z0-9.-]+)(?:[ \t]+\"[^\"\n]*\")?\]")
_ENTRY = late(r"[ \t]*([A-Za-z][A-Za-z0-9-]*)[ \t]*=[ \t]*")
_VALUE = late(r"\"((?:[^\"\\\n]|\\.)*)\"|([^\"\\#;\n]*)")
_ESCAPE = late(r"\\([\"\\])")


def launches(document: Document) -> Iterator[Launch]:
    """One launch an entry that is a command; lines of another form are passed over."""
    section = ""
    for line in document.text.lines():
        header = _SECTION.match(line.value)
        rest = line
        if header:
            section = header.group(1).lower()
            rest = line[header.end() :]
        entry = _ENTRY.match(rest.value)
        if not entry:
            continue
        name = entry.group(1).lower()
        value = _value(rest[entry.end() :])
        if section == "core" and name == "sshcommand" and value:
            yield Launch(value, Context("git-config", "script", "core.sshCommand"), "sh")
        elif section == "alias" and value.value.startswith("!"):
            yield Launch(value[1:], Context("git-config", "script", f"alias {name}"), "sh")


def _value(text: Text) -> Text:
    """A value on one line: all of it in quotes, or none of it; anything else is left out."""
    found = _VALUE.match(text.value)
    if not found:
        return text[:0]
    if found.group(1) is None:
        return text[: found.end()].strip().through(_one_line)
    inner = text[found.start(1) : found.end(1)]
    parts: list[Text] = []
    at = 0
    for escape in _ESCAPE.finditer(inner.value):
        parts.append(inner[at : escape.start()])
        parts.append(inner[escape.start() : escape.end()].decoded(escape.group(1)))
        at = escape.end()
    return Text.join([*parts, inner[at:]]).through(_quoted)


def _one_line(value: str) -> str | None:
    return None if any(c in value for c in '\n\r"\\#;') else value


def _quoted(value: str) -> str | None:
    if "\n" in value or "\r" in value:
        return None
    return value.replace("\\", "\\\\").replace('"', '\\"')
