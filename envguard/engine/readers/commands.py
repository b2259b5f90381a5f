"""Commands, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.engine.readers.connections import ssh_in_commands
from envguard.engine.readers.servers import proxy_subjects, server_subjects
from envguard.model import Source, Text
from envguard.project.kinds import Kind
from envguard.project.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.subjects.command import Command

# Where none of these stands, no Jupyter server is started, not even by a script of the project.
# Without the first letter they are found in either case; one expression of them all takes twenty
# times as long over a notebook's pictures, and a copy in small letters takes their memory again.
_SERVERS = (
    "upyter", "UPYTER", "otebook", "OTEBOOK", "ernel_gateway", "ERNEL_GATEWAY", ".sh", ".SH",
    "ntrypoint", "ntryPoint", "NTRYPOINT",
)  # fmt: skip


def command_subjects(
    text: Text, source: Source, kind: Kind, project: Project, found: list[Command]
) -> Iterator[tuple[str, Any]]:
    """The commands of a file, one by one and in their groups, and what they start."""
    from envguard.subjects.group import groups

    for command in found:
        yield "Command", command
    if found:
        yield "CommandFile", _command_file(text, source.path, kind, found)
    for group in groups(found):
        yield "CommandGroup", group
    yield from ssh_in_commands(source, found)
    if "docker" in source.content or "podman" in source.content:
        from envguard.subjects.published import published_by_command

        for command in found:
            for published in published_by_command(command):
                yield "PublishedPort", published
    if not any(word in source.content for word in _SERVERS):
        return
    if kind.name == "kubernetes" or (kind.name == "compose" and "traefik" in source.content):
        yield from proxy_subjects(text, source, kind, project)
    if kind.name == "compose" and "docker.sock" in source.content:
        from envguard.project.hubs import hub_in_compose

        hub = hub_in_compose(text)
        if hub is not None:
            yield "Hub", hub
    from envguard.project.jupyter_launches import servers_of

    servers = servers_of(text, source.path, kind, project, found)
    yield from server_subjects(text, servers)
    if any(server.program == "hub" for server in servers):
        from envguard.project.hubs import hubs_of_launches

        for hub in hubs_of_launches(servers, project):
            yield "Hub", hub


def _command_file(text: Text, path: str, kind: Kind, found: list[Command]) -> Any:
    from envguard.subjects.group import CommandFile

    file = CommandFile(path, tuple(found))
    if kind.name == "dockerfile":
        from envguard.subjects.image import copies

        return file._replace(copies=copies(text))
    if kind.name == "workflow":
        from envguard.subjects.workflow import read_workflow

        workflow = read_workflow(text, path)
        return file._replace(environments=workflow.environment_names(), bringer=workflow.bringer())
    return file
