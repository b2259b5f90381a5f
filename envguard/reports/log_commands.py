"""Keeps words of files from being commands to the CI system that reads envguard's output."""

from __future__ import annotations

import os
import re

from envguard.model.patterns import late

# GitHub's runner obeys `##[command]` anywhere in a line, and Azure's agent also `##vso[`; both take
# `::command::` at the beginning of one, white space aside.
_ANYWHERE = late(r"##(?=\[|vso\[)")
_AT_START = late(r"(^|\r)([ \t]*):(?=:)", re.MULTILINE)
_SPELLINGS = {
    "json": "#\\u0023", "sarif": "#\\u0023", "gitlab": "#\\u0023",
    "html": "#&#35;", "junit": "#&#35;", "markdown": "#&#35;",
}  # fmt: skip


def printed(words: str, kind: str) -> str:
    """What to print of a report: as it is, or where a runner reads along, quoted."""
    runner = os.environ.get("GITHUB_ACTIONS") or os.environ.get("TF_BUILD")
    return quoted(words, kind) if runner else words


def quoted(words: str, kind: str) -> str:
    """A report of this kind, saying the same to its reader and nothing to a runner."""
    words = _ANYWHERE.sub(lambda _: _SPELLINGS.get(kind, "#\\x23"), words)
    return words if kind == "github" else _AT_START.sub(r"\1\2\\x3a", words)
