"""Commands in a Procfile: `name: command`, each a shell line."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model.patterns import late
from envguard.subjects.command import Context, Document, Launch

_PROCESS = late(r"([A-Za-z0-9_-]+):[ \t]*(?=\S)")


def launches(document: Document) -> Iterator[Launch]:
    """One launch a process type; lines of another form are passed over, as Heroku does."""
    for line in document.text.lines():
        found = _PROCESS.match(line.value)
        if found:
            context = Context("procfile", "service", found.group(1))
            yield Launch(line[found.end() :].strip().through(_one_line), context, "bash")


def _one_line(value: str) -> str | None:
    return None if "\n" in value or "\r" in value else value
