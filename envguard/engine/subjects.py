"""From a file to the subjects in it that rules speak of."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from envguard.model import Source, Text
from envguard.project.kinds import Kind
from envguard.project.project import Project

# A file without any of these words starts nothing that a rule speaks of, so it is not parsed.
_PROGRAMS = re.compile(r"conda|mamba|\bpip|jupyter|notebook|\bssh|curl|wget|\buv\b|SSH_")

# Where none of these stands, no Jupyter server is started, not even by a script of the project.
_SERVERS = re.compile(r"jupyter|notebook|kernel_gateway|\.sh\b|entrypoint", re.IGNORECASE)

_HUB_ROLES = re.compile(r"^[ \t]*kind[ \t]*:[ \t]*(?:Cluster)?Role[ \t]*$", re.MULTILINE)


def subjects(
    source: Source, kind: Kind, project: Project, everything: bool = False
) -> Iterator[tuple[str, Any]]:
    """(type name, subject) for everything in a file; SyntaxProblem where it does not parse.

    `everything`: also of files in which no program of interest is named.
    """
    text = Text.whole(source)
    if kind.name == "environment":
        yield from _environment(text, source, project)
    elif kind.name == "ssh-config":
        yield from _ssh(text, source, project)
    elif kind.name == "jupyterhub-config":
        yield from _hub_config(text, source, project)
    elif kind.name == "helm-values":
        yield from _hub_values(text, source, project)
    elif kind.name in ("nginx", "caddyfile"):
        yield from _proxies(text, source, kind, project)
    elif kind.name.startswith("jupyter-"):
        yield from _jupyter_config(text, source, project)
    elif kind.name == "kubernetes" and _HUB_ROLES.search(source.content):
        yield from _roles(text)
        yield from _commands(text, source, kind, project)
    elif kind.carrier and (everything or _PROGRAMS.search(source.content)):
        yield from _commands(text, source, kind, project)


def _environment(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.environment.reading import read_environment

    environment = read_environment(text, source.path)
    if environment.broken is not None and environment.broken.category == "syntax":
        # of a file that YAML refuses nothing else can be said
        yield "EnvironmentProblem", environment.broken
    else:
        yield "CondaEnvironment", environment


def _ssh(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.ssh.includes import project_includes
    from envguard.subjects.ssh.reading import read_ssh_config

    def beside(pattern: str) -> list[Text]:
        folder = os.path.dirname(source.path) or "."
        found = (project.read(path) for path in project.matching(folder, pattern))
        return [one for one in found if one is not None]

    yield (
        "SshConfig",
        read_ssh_config(
            text,
            source.path,
            project_includes(os.path.abspath(source.path), beside),
            version=project.settings.text("ssh-version"),
        ),
    )


def _jupyter_config(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.project.jupyter_launches import servers_with_config

    yield from _servers(text, servers_with_config(text, source.path, project))


def _hub_config(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.project.hubs import hub_of_config
    from envguard.subjects.jupyter.configs import ConfigFile
    from envguard.subjects.jupyter.start import start

    yield "Hub", hub_of_config(text, source.path, project)
    yield "JupyterServer", start(None, [ConfigFile("jupyterhub_config.py", text)])


def _hub_values(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.project.hubs import hubs_of_values

    for hub in hubs_of_values(text, source.path, project):
        yield "Hub", hub


def _roles(text: Text) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.jupyterhub.roles import hub_roles

    for role in hub_roles(text):
        yield "HubRole", role


def _proxies(text: Text, source: Source, kind: Kind, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.project.proxies import labelled_proxies, link, read_proxy

    is_compose = kind.name == "compose"
    locations = labelled_proxies(text) if is_compose else read_proxy(text, kind.name)
    link(locations, source.path, project)
    for location in locations:
        yield "ProxiedLocation", location


def _servers(text: Text, servers: list[Any]) -> Iterator[tuple[str, Any]]:
    for server in servers:
        yield "JupyterServer", server
    if servers:
        from envguard.subjects.jupyter.servers import ServerFile

        yield "ServerFile", ServerFile(text, tuple(servers))


def _commands(
    text: Text, source: Source, kind: Kind, project: Project
) -> Iterator[tuple[str, Any]]:
    from envguard.project.commands import commands_of
    from envguard.subjects.group import CommandFile, groups

    found = commands_of(text, source.path, kind, project)
    for command in found:
        yield "Command", command
    if found:
        yield "CommandFile", CommandFile(source.path, tuple(found))
    for group in groups(found):
        yield "CommandGroup", group
    if not _SERVERS.search(source.content):
        return
    if kind.name == "compose" and "traefik" in source.content:
        yield from _proxies(text, source, kind, project)
    if kind.name == "compose" and "docker.sock" in source.content:
        from envguard.project.hubs import hub_in_compose

        hub = hub_in_compose(text)
        if hub is not None:
            yield "Hub", hub
    from envguard.project.jupyter_launches import servers_of

    yield from _servers(text, servers_of(text, source.path, kind, project, found))
