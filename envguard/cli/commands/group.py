"""The group of all commands, and what several of them take."""

from __future__ import annotations

from typing import Any

import click

from envguard import __version__
from envguard.reports import FORMATS

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
