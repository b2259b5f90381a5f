"""`envguard check`."""

from __future__ import annotations

import os

import click

from envguard.cli.commands.group import (
    FORMAT,
    SEVERITY,
    as_of,
    codes,
    envguard,
    exit_zero,
    policy,
    profile,
)
from envguard.engine.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CHECK_HELP = """Check files and folders (default: the folder you are in).

\b
Examples:
  envguard check                      everything below this folder
  envguard check environment.yml      one file
  envguard check --fix                mend what can be mended safely
  envguard check --profile paper      before a submission: locks, digests, full pins
  envguard check --write-baseline     accept what is there; --baseline FILE shows what is new
  envguard check --trusted ../base    a stranger's change: the base's settings and ignores hold
  envguard check --output sarif=envguard.sarif --output-format github    in a workflow
  conda env export | envguard check - --stdin-filename environment.yml

\b
Exit codes:
  0  nothing at or above --fail-on     3  nothing to check was found
  1  findings                          4  a rule or a plugin failed
  2  wrong usage or settings           5  a channel, an index or the disk failed
"""


def _outputs(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> Any:
    for given in value:
        kind, equals, path = given.partition("=")
        if not equals or not path or kind not in FORMAT.choices:
            raise click.BadParameter(f"{given!r} is not FORMAT=FILE ({', '.join(FORMAT.choices)})")
    paths = [os.path.abspath(given.partition("=")[2]) for given in value]
    if len(set(paths)) < len(paths):
        raise click.BadParameter("two reports cannot go into one file")
    return value


@envguard.command(help=_CHECK_HELP)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--fix", is_flag=True, help="Write the safe fixes, each proved first.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the others, too.")
@click.option("--diff", is_flag=True, help="Print what --fix would write, and write nothing.")
@profile
@click.option(
    "--select",
    multiple=True,
    callback=codes,
    metavar="CODE,…",
    help="Only these rules or families.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=codes,
    metavar="CODE,…",
    help="Not these rules or families.",
)
@click.option(
    "--fail-on", type=SEVERITY, help="Exit with 1 from this severity on (default: warning)."
)
@click.option("--min-severity", type=SEVERITY, help="Show nothing below; changes no exit code.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only: no notes, no closing line.")
@click.option("--output-format", type=FORMAT, default="text", help="What is printed.")
@click.option(
    "--output",
    "outputs",
    multiple=True,
    callback=_outputs,
    metavar="FORMAT=FILE",
    help="Write a report to a file, too.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    help="List what this file holds as ignored; say which of its entries are mended.",
)
@click.option(
    "--write-baseline",
    metavar="[FILE]",
    is_flag=False,
    flag_value="",
    help="Write the findings into the baseline; reasons, owners and days stay.",
)
@click.option(
    "--changed-since",
    metavar="REV",
    help="Check everything, report what touches lines changed since this git revision.",
)
@click.option("--no-ignores", is_flag=True, help="Count what comments and settings ignore.")
@click.option("--stdin-filename", metavar="NAME", help="What to take `-` for.")
@exit_zero
@click.option("--allow-empty", is_flag=True, help="Exit with 0 where there is nothing to check.")
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Processes that share a thousand files or more (default: one a core, at most 8).",
)
@click.option("--no-cache", is_flag=True, help="Check again what was checked and did not change.")
@click.option("--statistics", is_flag=True, help="How often each rule spoke.")
@click.option("--show-settings", is_flag=True, help="The settings in force, and where each is set.")
@click.option("--show-files", is_flag=True, help="Each file and its kind, or why it was not read.")
@policy
@click.option(
    "--trusted",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A checkout of the base: its settings, ignores and baseline decide, not this change's.",
)
@as_of
def check(paths: tuple[str, ...], **given: Any) -> int:
    from envguard.cli.checking import run_check

    return run_check(check_request(paths, given))


def check_request(paths: tuple[str, ...], given: dict[str, Any]) -> Request:
    """The request that click's reading of the arguments makes."""
    written = given.get("write_baseline")
    if written and os.path.isdir(written):
        # `--write-baseline .`: no file has a folder's name, so this is a path to check
        paths, given["write_baseline"] = (written, *paths), ""
    return Request(paths=paths or (".",), **given)
