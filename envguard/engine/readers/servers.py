"""Jupyter servers, hubs, and the proxies before them."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Source, Text
from envguard.project.kinds import Kind
from envguard.project.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def config_subjects(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    """A Jupyter server's config file, with the launches that read it."""
    from envguard.project.jupyter_launches import servers_with_config

    yield from server_subjects(text, servers_with_config(text, source.path, project))


def hub_subjects(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    """A hub's config file."""
    from envguard.project.hubs import hub_of_config
    from envguard.subjects.jupyter.configs import ConfigFile
    from envguard.subjects.jupyter.start import start

    yield "Hub", hub_of_config(text, source.path, project)
    yield "JupyterServer", start(None, [ConfigFile("jupyterhub_config.py", text)])


def hub_values_subjects(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    """The values of a hub's Helm chart."""
    from envguard.project.hubs import hubs_of_values

    for hub in hubs_of_values(text, source.path, project):
        yield from _hub_of_chart(hub)


def release_subjects(text: Text) -> Iterator[tuple[str, Any]]:
    """The hubs whose chart a controller of the cluster installs by a manifest."""
    from envguard.project.hubs import hubs_of_releases

    for hub in hubs_of_releases(text):
        yield from _hub_of_chart(hub)


def _hub_of_chart(hub: Any) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.jupyterhub.started import started

    yield "Hub", hub
    server = started(hub)
    if server is not None:
        yield "JupyterServer", server


def role_subjects(text: Text) -> Iterator[tuple[str, Any]]:
    """The cluster's roles that a hub is given."""
    from envguard.subjects.jupyterhub.roles import hub_roles

    for role in hub_roles(text):
        yield "HubRole", role


def proxy_subjects(
    text: Text, source: Source, kind: Kind, project: Project
) -> Iterator[tuple[str, Any]]:
    """The proxies before Jupyter."""
    from envguard.project.proxies import link, read_proxy

    locations = read_proxy(text, kind.name, project)
    link(locations, source.path, project)
    for location in locations:
        yield "ProxiedLocation", location


def server_subjects(text: Text, servers: list[Any]) -> Iterator[tuple[str, Any]]:
    """Servers one by one, and the file that they stand in."""
    for server in servers:
        yield "JupyterServer", server
    if servers:
        from envguard.subjects.jupyter.servers import ServerFile

        yield "ServerFile", ServerFile(text, tuple(servers))
