"""`envguard init` and `completion`."""

from __future__ import annotations

import re

import click

from envguard.cli.commands.group import envguard

_INIT_HELP = """Write the settings, the hook and the workflow of a project, where they are missing.

Nothing is overwritten without --force, and .pre-commit-config.yaml keeps its comments. Away from a
terminal nothing is asked.

\b
Examples:
  envguard init                                   envguard.toml, the hook, the workflow
  envguard init --yes                             the same without questions
  envguard init --action owner/envguard@COMMIT    with your own copy of the Action
"""

_COMPLETION_HELP = """Print what makes a shell complete envguard's commands and options.

\b
Examples:
  eval "$(envguard completion bash)"                                in ~/.bashrc
  eval "$(envguard completion zsh)"                                 in ~/.zshrc
  envguard completion fish > ~/.config/fish/completions/envguard.fish
"""


def _action_of(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value and not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)+@[\w./-]+", value):
        raise click.BadParameter("it should look like owner/name@commit")
    return value


@envguard.command(help=_INIT_HELP)
@click.option("--force", is_flag=True, help="Overwrite settings and workflow where they are there.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@click.option("--action", metavar="OWNER/NAME@COMMIT", default="", callback=_action_of,
              help="The Action that the workflow uses.")  # fmt: skip
def init(force: bool, yes: bool, action: str) -> int:
    from envguard.cli import starting

    return starting.run_init(force, action, None if yes else starting.ask_at_terminal())


@envguard.command(help=_COMPLETION_HELP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click has no completion for {shell}")
    click.echo(kind(envguard, {}, "envguard", "_ENVGUARD_COMPLETE").source())
    return 0
