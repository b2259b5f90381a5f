"""The whole command line, by click: help, errors, every option and every command."""

from __future__ import annotations

import os
from typing import Any

import click

from envguard import __version__
from envguard.engine.request import Request
from envguard.reports import FORMATS

_SEVERITY = click.Choice(["info", "warning", "error"])
_FORMAT = click.Choice(FORMATS)
_FORMAT_OF_PAGES = click.Choice(["text", "json"])

_CHECK_HELP = """Check files and folders (default: the folder you are in).

\b
Examples:
  envguard check                      everything below this folder
  envguard check environment.yml      one file
  envguard check --fix                mend what can be mended safely
  envguard check --profile paper      before a submission: locks, digests, full pins
  envguard check --write-baseline     accept what is there; --baseline FILE shows what is new
  envguard check --output sarif=envguard.sarif --output-format github    in a workflow
  conda env export | envguard check - --stdin-filename environment.yml

\b
Exit codes:
  0  nothing at or above --fail-on     3  nothing to check was found
  1  findings                          4  a rule or a plugin failed
  2  wrong usage or settings           5  a channel, an index or the disk failed
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="envguard")
def envguard() -> None:
    """Says what in a project will not reproduce and what stands open; never runs it."""


def _codes(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> Any:
    return tuple(code.strip() for given in value for code in given.split(",") if code.strip())


def _day(context: click.Context, parameter: click.Parameter, value: Any) -> str | None:
    return None if value is None else str(value.date())


def _outputs(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> Any:
    for given in value:
        kind, equals, path = given.partition("=")
        if not equals or not path or kind not in _FORMAT.choices:
            raise click.BadParameter(f"{given!r} is not FORMAT=FILE ({', '.join(_FORMAT.choices)})")
    paths = [given.partition("=")[2] for given in value]
    if len(set(paths)) < len(paths):
        raise click.BadParameter("two reports cannot go into one file")
    return value


@envguard.command(help=_CHECK_HELP)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--fix", is_flag=True, help="Write the safe fixes, each proved first.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the others, too.")
@click.option("--diff", is_flag=True, help="Print what --fix would write, and write nothing.")
@click.option("--profile", type=click.Choice(["default", "paper"]), help="Which rules hold.")
@click.option(
    "--select",
    multiple=True,
    callback=_codes,
    metavar="CODE,…",
    help="Only these rules or families.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=_codes,
    metavar="CODE,…",
    help="Not these rules or families.",
)
@click.option(
    "--fail-on", type=_SEVERITY, help="Exit with 1 from this severity on (default: warning)."
)
@click.option("--min-severity", type=_SEVERITY, help="Show nothing below; changes no exit code.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only: no notes, no closing line.")
@click.option("--output-format", type=_FORMAT, default="text", help="What is printed.")
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
@click.option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1.")
@click.option("--statistics", is_flag=True, help="How often each rule spoke.")
@click.option("--show-settings", is_flag=True, help="The settings in force, and where each is set.")
@click.option("--show-files", is_flag=True, help="Each file and its kind, or why it was not read.")
@click.option(
    "--settings",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="A policy that outranks the project's own settings.",
)
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    help="Judge ends of support and of ignores as of this day (default: today).",
)
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


@envguard.command()
@click.option("--output-format", type=_FORMAT_OF_PAGES, default="text")
def rules(output_format: str) -> int:
    """List every rule."""
    from envguard.cli.pages import list_rules

    return list_rules(output_format)


@envguard.command()
@click.argument("code")
def explain(code: str) -> int:
    """Print the page of a rule, by its code or its name."""
    from envguard.cli.pages import explain_rule

    return explain_rule(code)


@envguard.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="What ssh would do for this host; exactly one file.",
)
@click.option("--output-format", type=_FORMAT_OF_PAGES, default="text")
def inspect(paths: tuple[str, ...], hosts: tuple[str, ...], output_format: str) -> int:
    """Print what was understood of files: commands, environments, servers, hosts, with origins."""
    from envguard.cli.inspecting import run_inspect

    return run_inspect(list(paths), list(hosts), output_format)


_LOCK_HELP = """Solve environment files for all their platforms and write conda-lock.yml.

\b
Examples:
  envguard lock                                  environment.yml to conda-lock.yml
  envguard lock --exclude-newer 2026-03-31       as of the day of the paper
  envguard lock --update pandas                  that alone, the rest as it is locked
  envguard lock --virtual-package __cuda=12.9    for machines with that driver
  envguard lock --check                          is it fresh? No network, no solver

Several files make one lock; the key `category:` of a file names its optional group.

\b
Exit codes:
  0  written, or fresh                    2  wrong usage, or a file that cannot be locked
  1  unsatisfiable, or stale, or no lock  5  a channel, an index or the disk failed
"""


@envguard.command(help=_LOCK_HELP)
@click.argument("paths", nargs=-1, metavar="[ENV_FILE]...")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; say whether it is fresh.")
@click.option(
    "-p",
    "--platform",
    "platforms",
    multiple=True,
    metavar="NAME",
    help="Lock for this platform (default: those of the files, of the settings, or the usual four).",
)
@click.option("--exclude-newer", metavar="DATE", default="", help="Only what was built until then.")
@click.option(
    "--update",
    multiple=True,
    callback=_codes,
    metavar="PACKAGE",
    help="Change these packages, and others only where they must follow.",
)
@click.option(
    "--channel-alias", metavar="URL", default="", help="Where channels without a URL are."
)
@click.option(
    "--channel-priority",
    type=click.Choice(["strict", "disabled"]),
    default="strict",
    help="strict: the first channel that has a package is the only one for it.",
)
@click.option(
    "--virtual-package",
    "virtual_packages",
    multiple=True,
    metavar="NAME=VERSION",
    help="What the machines have, such as __cuda=12.9; without a version: have not.",
)
@click.option("-o", "--output", metavar="FILE", default="", help="Where to write it.")
@click.option(
    "--kind",
    type=click.Choice(["lock", "explicit"]),
    default="lock",
    help="explicit: one list of URLs a platform, for conda without conda-lock.",
)
@click.option("-q", "--quiet", is_flag=True, help="Notes and errors only.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="What --check prints.",
)
def lock(paths: tuple[str, ...], only_check: bool, output_format: str, **given: Any) -> int:
    from envguard.cli import locking

    if only_check:
        return locking.run_lock_check(paths, output_format)
    from envguard.lock.request import LockRequest

    return locking.run_lock(LockRequest(paths=paths, **given))


_VERIFY_HELP = """Say whether an installed environment holds what its lock says.

PREFIX is the folder of a conda environment (default: the active one). Nothing in it is started,
and no conda is needed. What only envguard itself needs is left out.

\b
Examples:
  envguard verify                              the active environment, the project's lock
  envguard verify ~/miniforge3/envs/nlp        another one
  envguard verify --lock conda-linux-64.lock   another lock
  envguard verify --strict                     hash every installed file again
  envguard verify --category dev               the lock's dev packages must be there, too

\b
Exit codes:
  0  equal     1  it differs     2  wrong usage, no environment or no lock     5  the disk failed
"""

_EXPORT_HELP = """Print a clean environment.yml of an installed environment: no builds, no prefix.

PREFIX is the folder of a conda environment (default: the active one). Nothing in it is started,
and no conda is needed. What only envguard itself needs is left out.

\b
Examples:
  envguard export                                   everything in the active environment
  envguard export --from-history                    what was asked for, at the versions there
  envguard export --from-history --output environment.yml && envguard lock
"""


@envguard.command(help=_VERIFY_HELP)
@click.argument("prefix", required=False)
@click.option(
    "--lock", metavar="FILE", help="The lock (default: the project's, as check finds it)."
)
@click.option("--category", "categories", multiple=True, help="Demand these of the lock, too.")
@click.option("--strict", is_flag=True, help="Hash every recorded file again.")
@click.option("--output-format", type=_FORMAT, default="text", help="What is printed.")
def verify(
    prefix: str | None,
    lock: str | None,
    categories: tuple[str, ...],
    strict: bool,
    output_format: str,
) -> int:
    from envguard.cli.prefixes import run_verify

    return run_verify(prefix, lock, categories, strict, output_format)


@envguard.command(help=_EXPORT_HELP)
@click.argument("prefix", required=False)
@click.option("--from-history", is_flag=True, help="What was asked for, pinned to what is there.")
@click.option("--output", metavar="FILE", help="Write it to a file, at once or not at all.")
def export(prefix: str | None, from_history: bool, output: str | None) -> int:
    from envguard.cli.prefixes import run_export

    return run_export(prefix, from_history, output)


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
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    help="Judge as of this day (default: today).",
)
@click.option(
    "--settings",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="A policy that outranks the project's own settings.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1.")
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
@click.option("--profile", type=click.Choice(["default", "paper"]), help="Which rules hold.")
@click.option(
    "--settings",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="A policy that outranks the projects' own settings.",
)
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    help="Judge as of this day (default: today).",
)
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
@click.option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1.")
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


def run(arguments: list[str]) -> int:
    """Run a command line through click; usage errors give 2, and no traceback is shown."""
    try:
        done = envguard.main(arguments, prog_name="envguard", standalone_mode=False)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except BrokenPipeError:
        return 0
    except Exception as error:
        if os.environ.get("ENVGUARD_TRACEBACK"):
            raise
        click.echo(
            f"envguard: this is a fault of envguard's own, not of your files: {error!r}\n"
            "To report it, run the same with ENVGUARD_TRACEBACK=1 and send what is printed.",
            err=True,
        )
        return 4
    return done if isinstance(done, int) else 0
