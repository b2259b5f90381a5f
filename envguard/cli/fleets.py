"""`envguard fleet`: many clones in, one report out."""

from __future__ import annotations

import sys

from envguard.cli.checking import BROKEN, CLEAN, FOUND, USAGE
from envguard.cli.saying import say
from envguard.engine.fleet.model import Fleet
from envguard.engine.fleet.running import FleetRequest
from envguard.reports.log_commands import printed

FORMATS = ("text", "json", "html")


def run_fleet_report(
    request: FleetRequest, since: str | None, kind: str, outputs: tuple[str, ...], exit_zero: bool
) -> int:
    """Check all clones; print and write what was asked for."""
    from envguard.engine.fleet.earlier import EarlierProblem, read_earlier
    from envguard.engine.fleet.running import exit_code, run_fleet

    def tell(name: str) -> None:
        if sys.stderr.isatty():
            say(f"checked {name}")

    try:
        earlier = read_earlier(since) if since else None
        fleet = run_fleet(request, earlier, tell)
    except EarlierProblem as problem:
        say(str(problem))
        return USAGE
    except KeyboardInterrupt:
        return 130
    sys.stdout.write(printed(rendered(fleet, kind), kind))
    sys.stdout.flush()
    if not _written(fleet, outputs):
        return BROKEN
    code = exit_code(fleet)
    return CLEAN if code == FOUND and exit_zero else code


def _written(fleet: Fleet, outputs: tuple[str, ...]) -> bool:
    from envguard.cli.writing import OutputProblem, write_whole

    written = True
    for output in outputs:
        kind, _, path = output.partition("=")
        try:
            write_whole(path, rendered(fleet, kind))
        except OutputProblem as problem:
            say(str(problem))
            written = False
    return written


def rendered(fleet: Fleet, kind: str) -> str:
    """The report of one format."""
    if kind == "json":
        from envguard.reports.fleet import json

        return json.render(fleet)
    if kind == "html":
        from envguard.reports.fleet import html

        return html.render(fleet)
    from envguard.reports.fleet import text

    return text.render(fleet)
