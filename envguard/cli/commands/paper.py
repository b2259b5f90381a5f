"""`envguard report` and `fleet`."""

from __future__ import annotations

import click

from envguard.cli.commands.group import as_of, envguard, exit_zero, policy, profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REPORT_HELP = """Write the page that goes with a paper: for its authors, and for its reviewers.

It says what the environment is and how to have it again, what was checked and found, which
questions of reproducibility checklists the files answer, and what was not checked. It runs nothing.

\b
Examples:
  envguard report --output report.html            to attach, or to print
  envguard report --format markdown               to put beside the code
  envguard report --anonymous --output report.html    for double-blind review
  envguard report --as-of 2026-11-01              the same bytes on any day

\b
Exit codes:
  0  ready     1  not ready, or cannot tell     2  wrong usage or settings
  3  nothing to check was found     4  a rule failed     5  the disk failed
"""

_FLEET_HELP = """Check many clones at once, and say in one report where it is worst.

DIR is a clone, or a folder of clones. Each is checked with its own settings. One that fails is
listed, and the others go on. With CODEOWNERS, findings are counted by owner, too.

\b
Examples:
  envguard fleet clones/                                       every clone in that folder
  envguard fleet a b c --output html=fleet.html --output json=today.json
  envguard fleet clones/ --since yesterday.json                what is new, and what is mended

Exit codes are those of check; of several, the first of 4, 5, 2, 1, 0 counts. 3: nothing at all.
"""


@envguard.command(help=_REPORT_HELP)
@click.argument("path", default=".", metavar="[PATH]")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["html", "markdown"]),
    help="What is written (default: by the name of --output, else html).",
)
@click.option("-o", "--output", metavar="FILE", help="Write it to a file (default: print it).")
@click.option(
    "--anonymous",
    is_flag=True,
    help="List what tells of the authors, and repeat none of it; no remote, no commit.",
)
@as_of
@policy
@exit_zero
def report(path: str, kind: str | None, output: str | None, **given: Any) -> int:
    from envguard.cli.papers import run_report

    by_name = "markdown" if (output or "").endswith((".md", ".markdown")) else "html"
    return run_report(path, kind or by_name, output, **given)


def _fleet_outputs(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> Any:
    for given in value:
        kind, equals, path = given.partition("=")
        if not equals or not path or kind not in ("json", "html"):
            raise click.BadParameter(f"{given!r} is not json=FILE or html=FILE")
    return value


@envguard.command(help=_FLEET_HELP)
@click.argument("folders", nargs=-1, required=True, metavar="DIR...")
@click.option(
    "--since", metavar="FILE", help="Last time's JSON: say what is new and what is fixed."
)
@profile
@policy
@as_of
@click.option("--jobs", type=click.IntRange(1), default=None, help="How many at once.")
@click.option(
    "--output-format",
    "kind",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    help="What is printed.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    callback=_fleet_outputs,
    metavar="FORMAT=FILE",
    help="Write a report to a file, too.",
)
@exit_zero
def fleet(
    folders: tuple[str, ...],
    since: str | None,
    kind: str,
    outputs: tuple[str, ...],
    exit_zero: bool,
    jobs: int | None,
    **given: Any,
) -> int:
    from envguard.cli.fleets import run_fleet_report
    from envguard.engine.fleet.running import FleetRequest

    request = FleetRequest(folders, jobs=jobs or 0, **given)
    return run_fleet_report(request, since, kind, outputs, exit_zero)
