"""What envguard says of itself, on standard error: one line, and no command to anybody's log."""

from __future__ import annotations

import sys

from envguard.reports.log_commands import printed
from envguard.reports.wording import visible


def say(words: str) -> None:
    """Print a line of our own; what it quotes of files, settings or arguments is spelled out."""
    print(printed(f"envguard: {visible(words)}", "text"), file=sys.stderr)
