"""`envguard lock`, `verify` and `export`."""

from __future__ import annotations

import click

from envguard.cli.commands.group import FORMAT_OF_PAGES, codes, envguard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
    "--if-locked",
    is_flag=True,
    help="With --check, for hooks: fail only where a lock is stale or broken.",
)
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
    callback=codes,
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
def lock(
    paths: tuple[str, ...], only_check: bool, if_locked: bool, output_format: str, **given: Any
) -> int:
    from envguard.cli import locking

    if only_check:
        return locking.run_lock_check(paths, if_locked, output_format)
    if if_locked:
        raise click.UsageError("--if-locked belongs to --check")
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
@click.option("--output-format", type=FORMAT_OF_PAGES, default="text", help="What is printed.")
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
