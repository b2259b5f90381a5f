"""`envguard rules`, `explain` and `inspect`."""

from __future__ import annotations

import click

from envguard.cli.commands.group import FORMAT_OF_PAGES, envguard


@envguard.command()
@click.option("--output-format", type=FORMAT_OF_PAGES, default="text")
def rules(output_format: str) -> int:
    """List every rule with its severity, its fix and its first sentence.

    \b
    Examples:
      envguard rules
      envguard rules --output-format json
    """
    from envguard.cli.pages import list_rules

    return list_rules(output_format)


@envguard.command()
@click.argument("code")
def explain(code: str) -> int:
    """Print the page of a rule, by its code or its name.

    \b
    Examples:
      envguard explain ENV001
      envguard explain python-unpinned
    """
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
@click.option("--output-format", type=FORMAT_OF_PAGES, default="text")
def inspect(paths: tuple[str, ...], hosts: tuple[str, ...], output_format: str) -> int:
    """Print what was understood of files: commands, environments, servers, hosts, with origins.

    \b
    Examples:
      envguard inspect Dockerfile compose.yml
      envguard inspect ~/.ssh/config --host gpu1    what ssh would do for this host
      envguard inspect environment.yml --output-format json
    """
    from envguard.cli.inspecting import run_inspect

    return run_inspect(list(paths), list(hosts), output_format)
