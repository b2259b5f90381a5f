"""`envguard check`: a request in, reports out, an exit code back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable

from envguard.cli.saying import say
from envguard.engine.check import Check
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.engine.selection import SEVERITIES
from envguard.project.settings import SettingsProblem
from envguard.reports.log_commands import printed

After = Callable[[Check, Result], None]

# Below it a run costs about as much as finding out that nothing has changed.
WORTH_KEEPING = 500

CLEAN, FOUND, USAGE, NOTHING, RULE_FAILED, BROKEN = range(6)


def run_check(request: Request, after: After | None = None) -> int:
    """Check, print, and say by the exit code what came of it (see `--help` for the codes).

    `after` is handed the check and the result as it was reported.
    """
    try:
        return _run(request, after)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # the reader has gone (`| head`); nothing more can be said, also not at exit
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115
            return CLEAN
        say(f"{error.filename or 'output'}: {error.strerror}")
        return BROKEN
    except SettingsProblem as problem:
        say(str(problem))
        return USAGE
    except KeyboardInterrupt:
        return 130


def _run(request: Request, after: After | None) -> int:
    if "-" in request.paths and request.fix:
        say("--fix cannot write to standard input; --diff shows the fixes")
        return USAGE
    if request.trusted is not None and request.write_baseline is not None:
        say("--write-baseline accepts what is here, and --trusted does not; choose one")
        return USAGE
    check = Check(request)
    if request.show_settings:
        from envguard.cli.showing import show_settings

        return show_settings(check)
    of_folders = after is None and all(map(os.path.isdir, request.paths))
    if of_folders and len(check.found()) >= WORTH_KEEPING:
        from envguard.cli.keeping import kept, may_be_kept

        if may_be_kept(request):
            return kept(check, lambda: _whole(check))
    return _whole(check, after)


def _whole(check: Check, after: After | None = None) -> int:
    request = check.request
    stdin = sys.stdin.buffer.read() if "-" in request.paths else b""
    result = check.run(stdin)
    if check.new_baseline is not None and not check.unwritten:
        path, content, note = check.new_baseline
        problem = _write_baseline(path, content)
        if problem:
            check.unwritten.append(problem)
        else:
            result = result._replace(notes=(*result.notes, note))
    written = _print(check, result)
    if after is not None:
        after(check, _filtered(result, request))
    for problem in check.unwritten:
        say(problem)
    if check.unwritten:
        return BROKEN
    code = exit_code(check, result)
    return code if written or code == RULE_FAILED else BROKEN


def _write_baseline(path: str, content: str) -> str:
    """Put the baseline in place; the problem, where that fails."""
    from envguard.cli.writing import OutputProblem, write_whole

    try:
        write_whole(path, content)
    except OutputProblem as problem:
        return str(problem)
    return ""


def exit_code(check: Check, result: Result) -> int:
    """The code of DESIGN's table: a failed rule beats findings, `--exit-zero` turns 1 into 0."""
    request = check.request
    if request.show_files:
        return CLEAN
    if result.rule_failed:
        return RULE_FAILED
    if not result.checked and not result.skipped and not result.reported:
        if request.allow_empty:
            return CLEAN
        say("nothing to check was found")
        return NOTHING
    threshold = SEVERITIES[check.terms.settings(_anchor(request)).text("fail-on")]
    worst = result.worst()
    found = worst is not None and worst >= threshold
    return FOUND if found and not request.exit_zero else CLEAN


def _anchor(request: Request) -> str:
    """A path whose settings decide for the whole run: that of the first path given."""
    first = request.paths[0]
    return os.path.join(first, "file") if os.path.isdir(first) else first


def _print(check: Check, result: Result) -> bool:
    """Print and write what was asked for; False where a file could not be written."""
    request = check.request
    result = _filtered(result, request)
    # GitHub's format has the notes in itself
    if not request.quiet and request.output_format != "github":
        for note in result.notes:
            say(note)
    if request.show_files:
        from envguard.cli.showing import show_files

        _write(show_files(result), "text")
    elif request.diff and request.output_format == "text":
        from envguard.cli.showing import show_diff

        _write(show_diff(check.changes), "text")
    elif request.statistics:
        from envguard.reports.text import statistics

        _write(statistics(result), "text")
    else:
        for words in rendered(check, result, request.output_format, True):
            _write(words, request.output_format)
    sys.stdout.flush()
    return _write_files(check, result)


def _write_files(check: Check, result: Result) -> bool:
    """Write each `--output`; one that fails is said and does not keep the others from theirs."""
    if not check.request.outputs:
        return True
    from envguard.cli.writing import OutputProblem, write_whole

    written = True
    for output in check.request.outputs:
        kind, _, path = output.partition("=")
        try:
            write_whole(path, "".join(rendered(check, result, kind, False)))
        except OutputProblem as problem:
            say(str(problem))
            written = False
    return written


def _write(words: str, kind: str) -> None:
    words = printed(words, kind)
    try:
        sys.stdout.write(words)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(words.encode(encoding, "backslashreplace").decode(encoding))


def rendered(check: Check, result: Result, kind: str, to_stdout: bool) -> Iterable[str]:
    """The report of one format, in pieces."""
    if kind == "text":
        from envguard.reports import text

        color = to_stdout and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        return text.rendered(result, color=color, quiet=check.request.quiet)
    import time

    from envguard.reports.report import Report, render

    threshold = SEVERITIES[check.terms.settings(_anchor(check.request)).text("fail-on")]
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    return [render(kind, Report(result, check.terms.rules_in_force(), threshold, now))]


def _filtered(result: Result, request: Request) -> Result:
    if not request.min_severity:
        return result
    least = SEVERITIES[request.min_severity]
    kept = [r for r in result.reported if r.severity >= least]
    hidden = len(result.reported) - len(kept)
    if not hidden:
        return result
    note = f"--min-severity hides {hidden} of the findings"
    return result._replace(reported=kept, notes=(*result.notes, note))
