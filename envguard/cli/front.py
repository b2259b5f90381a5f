"""The front door: takes the common forms without click, which costs more than the work itself.

They are `check` with its usual options and `lock --check`, which hooks run at every commit.

Everything else (help, errors, rarer options, other commands) goes to click. A property test
holds the two readings of the same arguments against each other.
"""

from __future__ import annotations

import gc
import os
import sys

from envguard.engine.request import Request
from envguard.reports import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_SWITCHES = {
    "--fix": "fix",
    "--unsafe-fixes": "unsafe_fixes",
    "--diff": "diff",
    "--quiet": "quiet",
    "-q": "quiet",
    "--no-ignores": "no_ignores",
    "--exit-zero": "exit_zero",
    "--allow-empty": "allow_empty",
    "--no-cache": "no_cache",
}
_CHOICES = {
    "--output-format": ("output_format", FORMATS),
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
        elif argument == "--":
            # hooks hand over file names behind it, and one may look like an option
            paths.extend(rest)
        elif argument.startswith("-") or not argument:
            return None
        else:
            paths.append(argument)
    if not all(paths):
        return None
    return Request(paths=tuple(paths) or (".",))._replace(**given)


def lock_check(arguments: list[str]) -> tuple[tuple[str, ...], bool] | None:
    """The paths of `lock --check …`, and whether `--if-locked` is there; None: click reads it."""
    if arguments[:1] != ["lock"]:
        return None
    words = arguments[1:]
    end = words.index("--") if "--" in words else len(words)
    options = [word for word in words[:end] if word.startswith("-")]
    if "--check" not in options or not set(options) <= {"--check", "--if-locked"}:
        return None
    paths = (*(word for word in words[:end] if word not in options), *words[end + 1 :])
    return (paths, "--if-locked" in options) if all(paths) else None


def main(arguments: list[str] | None = None) -> int:
    """Run one command line; the exit code is the return value."""
    words = sys.argv[1:] if arguments is None else arguments
    request = common(words)
    if request is not None:
        # hardly anything here is garbage in circles; the usual threshold of 700 costs a tenth
        gc.set_threshold(20_000, 20, 50)
        from envguard.cli.checking import run_check

        return run_check(request)
    locks = lock_check(words)
    if locks is not None:
        from envguard.cli.locking import run_lock_check

        return run_lock_check(*locks)
    from envguard.cli.commands.line import run

    return run(words)


def program() -> NoReturn:
    """The whole process: run the command line and end with its exit code.

    Threads of py-rattler 0.28 may still let go of Python's objects while the interpreter ends:
    measured, one failed request in four ended in a segmentation fault. So a process that solved
    leaves at once.
    """
    code = main()
    if "rattler" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
