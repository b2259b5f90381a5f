"""A rule's docstring as its page: sections, and the example files in its fences."""

from __future__ import annotations

import re

from envguard.model.patterns import late
from envguard.model.records import NamedTuple


class Example(NamedTuple):
    """One Bad or Good of a page: its files by name, in order."""

    heading: str
    files: dict[str, str]


class Page(NamedTuple):
    """A rule's page: the first paragraph, the whole Markdown, and the examples."""

    summary: str
    markdown: str
    bad: list[Example]
    good: list[Example]


_FENCE = late(r"^(`{3,})([\w+-]*)[ \t]*title=\"([^\"]+)\"[^\n]*\n(.*?)^\1[ \t]*$", re.M | re.S)
_SECTION = late(r"^## (.+)$", re.MULTILINE)


def page(docstring: str | None) -> Page:
    """Read a rule's docstring. A rule without one has an empty page."""
    markdown = dedent(docstring or "")
    summary = markdown.partition("\n\n")[0].replace("\n", " ").strip()
    bad, good = [], []
    for heading, body in _sections(markdown):
        files = {found[3]: found[4] for found in _FENCE.finditer(body)}
        if heading.startswith("Bad"):
            bad.append(Example(heading, files))
        elif heading.startswith("Good"):
            good.append(Example(heading, files))
    return Page(summary, markdown, bad, good)


def dedent(docstring: str) -> str:
    """The docstring without the indentation of its source, tabs inside its lines untouched.

    inspect.cleandoc expands tabs, which would change a Makefile's recipe.
    """
    lines = docstring.split("\n")
    margins = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    kept = [lines[0].lstrip(" "), *(line[margin:] for line in lines[1:])]
    return "\n".join(kept).strip("\n") + "\n"


def _sections(markdown: str) -> list[tuple[str, str]]:
    """(heading, body) of each second-level section; fences may hold `## ` themselves."""
    outside = _blanked(markdown)
    starts = list(_SECTION.finditer(outside))
    ends = [found.start() for found in starts[1:]] + [len(markdown)]
    return [
        (found.group(1).strip(), markdown[found.end() : end]) for found, end in zip(starts, ends)
    ]


def _blanked(markdown: str) -> str:
    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found.group())

    return re.sub(r"^(`{3,})[^\n]*\n.*?^\1[ \t]*$", blank, markdown, flags=re.M | re.S)
