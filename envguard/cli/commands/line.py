"""The whole command line, by click: help, errors, every option and every command."""

from __future__ import annotations

import os

import click

from envguard.cli.commands import check, lock, pages, paper, start  # noqa: F401 they join the group
from envguard.cli.commands.group import envguard


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
