"""`envguard report`: the page that goes with a paper."""

from __future__ import annotations

import os
import sys

from envguard.cli.checking import BROKEN, CLEAN, FOUND, NOTHING, RULE_FAILED, USAGE
from envguard.cli.saying import say
from envguard.project.settings import SettingsProblem
from envguard.reports.log_commands import printed


def run_report(
    path: str,
    kind: str,
    output: str | None,
    anonymous: bool,
    as_of: str | None,
    settings: str | None,
    exit_zero: bool,
) -> int:
    """Print or write the report of a folder; 0 ready, 1 not ready or cannot tell."""
    from envguard.engine.paper.writing import write_paper

    if not os.path.isdir(path):
        what = "it is a file; name the folder of the paper" if os.path.exists(path) else (
            "there is no such folder"
        )  # fmt: skip
        say(f"{path}: {what}")
        return USAGE
    try:
        paper, check = write_paper(path, anonymous, as_of, settings)
    except SettingsProblem as problem:
        say(str(problem))
        return USAGE
    except OSError as error:
        say(f"{error.filename or path}: {error.strerror}")
        return BROKEN
    except KeyboardInterrupt:
        return 130
    if kind == "html":
        from envguard.reports.paper import html

        words = html.render(paper)
    else:
        from envguard.reports.paper import markdown

        words = markdown.render(paper)
    if not _put(words, kind, output):
        return BROKEN
    if check.gathered.failed:
        return RULE_FAILED
    if not check.gathered.checked:
        say("nothing to check was found")
        return NOTHING
    return CLEAN if paper.state == "ready" or exit_zero else FOUND


def _put(words: str, kind: str, output: str | None) -> bool:
    """Write a report to its file, else to standard output; False where that failed."""
    if output:
        from envguard.cli.writing import OutputProblem, write_whole

        try:
            write_whole(output, words)
        except OutputProblem as problem:
            say(str(problem))
            return False
        return True
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(printed(words, kind).encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    except OSError as error:
        say(f"output: {error.strerror}")
        return False
    return True
