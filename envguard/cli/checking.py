"""`envguard check`: a request in, reports out, an exit code back."""

from __future__ import annotations

import os
import sys

from envguard.engine.check import Check
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.engine.selection import SEVERITIES
from envguard.project.settings import SettingsProblem

CLEAN, FOUND, USAGE, NOTHING, RULE_FAILED, BROKEN = range(6)


def run_check(request: Request) -> int:
    """Check, print, and say by the exit code what came of it (see `--help` for the codes)."""
    try:
        return _run(request)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # the reader has gone (`| head`); nothing more can be said, also not at exit
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115
            return CLEAN
        print(f"envguard: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return BROKEN
    except SettingsProblem as problem:
        print(f"envguard: {problem}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 130


def _run(request: Request) -> int:
    if "-" in request.paths and request.fix:
        print(
            "envguard: --fix cannot write to standard input; --diff shows the fixes",
            file=sys.stderr,
        )
        return USAGE
    check = Check(request)
    if request.show_settings:
        from envguard.cli.showing import show_settings

        return show_settings(check)
    stdin = sys.stdin.buffer.read() if "-" in request.paths else b""
    write_problem = ""
    try:
        result = check.run(stdin)
    except Exception as error:
        from envguard.engine.fixing import WriteProblem

        if not isinstance(error, WriteProblem):
            raise
        write_problem = str(error)
        result = check.result
    _print(check, result)
    if write_problem:
        print(f"envguard: {write_problem}", file=sys.stderr)
        return BROKEN
    return exit_code(check, result)


def exit_code(check: Check, result: Result) -> int:
    """The code of DESIGN's table: a failed rule beats findings, `--exit-zero` turns 1 into 0."""
    request = check.request
    if request.show_files:
        return CLEAN
    if result.rule_failed:
        return RULE_FAILED
    if not result.checked and not result.skipped and not result.reported:
        print("envguard: nothing to check was found", file=sys.stderr)
        return NOTHING
    threshold = SEVERITIES[check.settings(_anchor(request)).text("fail-on")]
    worst = result.worst()
    found = worst is not None and worst >= threshold
    return FOUND if found and not request.exit_zero else CLEAN


def _anchor(request: Request) -> str:
    """A path whose settings decide for the whole run: that of the first path given."""
    first = request.paths[0]
    return os.path.join(first, "file") if os.path.isdir(first) else first


def _print(check: Check, result: Result) -> None:
    request = check.request
    shown = _filtered(result, request)
    hidden = len(result.reported) - len(shown.reported)
    if hidden and not request.quiet and request.output_format == "text":
        print(f"envguard: --min-severity hides {hidden} of the findings", file=sys.stderr)
    result = shown
    if request.show_files:
        from envguard.cli.showing import show_files

        sys.stdout.write(show_files(result))
    elif request.diff and request.output_format == "text":
        from envguard.cli.showing import show_diff

        sys.stdout.write(show_diff(check.changes))
    elif request.statistics:
        from envguard.reports.text import statistics

        sys.stdout.write(statistics(result))
    else:
        _write(rendered(result, request.output_format, request.quiet, True))
    for output in request.outputs:
        kind, _, path = output.partition("=")
        with open(path, "w", encoding="utf-8", newline="") as stream:
            stream.write(rendered(result, kind, request.quiet, False))


def _write(words: str) -> None:
    try:
        sys.stdout.write(words)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(words.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def rendered(result: Result, kind: str, quiet: bool, to_stdout: bool) -> str:
    """The report of one format."""
    if kind == "json":
        from envguard.reports import json

        return json.render(result)
    from envguard.reports import text

    color = to_stdout and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return text.render(result, color=color, quiet=quiet)


def _filtered(result: Result, request: Request) -> Result:
    if not request.min_severity:
        return result
    least = SEVERITIES[request.min_severity]
    return result._replace(reported=[r for r in result.reported if r.severity >= least])
