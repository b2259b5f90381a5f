"""The group of all commands, and what several of them take."""

from __future__ import annotations

import click

from envguard import __version__
from envguard.reports import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SEVERITY = click.Choice(["info", "warning", "error"])
FORMAT = click.Choice(FORMATS)
FORMAT_OF_PAGES = click.Choice(["text", "json"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="envguard")
def envguard() -> None:
    """Says what in a project will not reproduce and what stands open; never runs it."""


def codes(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> Any:
    """A callback: `A,B C` as given by one option or several, as single words."""
    return tuple(code.strip() for given in value for code in given.split(",") if code.strip())


def day(context: click.Context, parameter: click.Parameter, value: Any) -> str | None:
    """A callback: a date in ISO form."""
    return None if value is None else str(value.date())


profile = click.option(
    "--profile", type=click.Choice(["default", "paper"]), help="Which rules hold."
)
policy = click.option(
    "--settings",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="A policy that outranks a project's own settings.",
)
as_of = click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=day,
    help="Judge ends of support and of ignores as of this day (default: today).",
)
exit_zero = click.option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1.")
