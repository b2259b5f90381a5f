"""The front door: takes the common form of `check` without click, which costs more than the check.

Everything else (help, errors, rarer options, other commands) goes to click. A property test
holds the two readings of the same arguments against each other.
"""

from __future__ import annotations

import gc
import sys
from typing import Any

from envguard.engine.request import Request

_SWITCHES = {
    "--fix": "fix",
    "--unsafe-fixes": "unsafe_fixes",
    "--diff": "diff",
    "--quiet": "quiet",
    "-q": "quiet",
    "--no-ignores": "no_ignores",
    "--exit-zero": "exit_zero",
}
_CHOICES = {
    "--output-format": ("output_format", ("text", "json")),
    "--profile": ("profile", ("default", "paper")),
}


def common(arguments: list[str]) -> Request | None:
    """The request of `check …` where it uses common options only; None leaves it to click."""
    if not arguments or arguments[0] != "check":
        return None
    given: dict[str, Any] = {}
    paths: list[str] = []
    rest = iter(arguments[1:])
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument in _SWITCHES:
            given[_SWITCHES[argument]] = True
        elif name in _CHOICES:
            field, words = _CHOICES[name]
            value = value if equals else next(rest, "")
            if value not in words:
                return None
            given[field] = value
        elif argument.startswith("-") or not argument:
            return None
        else:
            paths.append(argument)
    return Request(paths=tuple(paths) or (".",))._replace(**given)


def main(arguments: list[str] | None = None) -> int:
    """Run one command line; the exit code is the return value."""
    words = sys.argv[1:] if arguments is None else arguments
    request = common(words)
    if request is not None:
        # hardly anything here is garbage in circles; the usual threshold of 700 costs a tenth
        gc.set_threshold(20_000, 20, 50)
        from envguard.cli.checking import run_check

        return run_check(request)
    from envguard.cli.commands import run

    return run(words)
