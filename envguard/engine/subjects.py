"""From a file to the subjects in it that rules speak of."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from envguard.model import Source, Text
from envguard.project.kinds import Kind, classify
from envguard.project.project import Project

if TYPE_CHECKING:
    from envguard.subjects.pip.requirements import PipRequirements

# A file without any of these words starts nothing that a rule speaks of, so it is not parsed.
_PROGRAMS = re.compile(
    r"conda|mamba|\bpip|jupyter|notebook|ssh|curl|wget|\buv\b|SSH|\bscp\b|sftp|ANSIBLE_|id_rsa|_KEY\b"
)
_KEYS = re.compile(r"rsa|dsa|ed25519|\.ssh|key|\.ppk", re.IGNORECASE)
_SOCKETS = re.compile(r"SSH_AUTH_SOCK|ssh-auth|ssh[-_]agent|/ssh-|/keyring/|gpg-agent")
_SSH_WORDS = re.compile(r"ssh|\bscp\b|sftp|_RSH\b")

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
    elif kind.name == "requirements":
        yield from _requirements(text, source, project)
    elif kind.name == "lock":
        yield from _lock(source, project)
    elif kind.name == "ssh-config":
        yield from _ssh(text, source, project)
    elif kind.name == "private-key":
        yield from _private_keys(text, source, project)
    elif kind.name in ("ansible-config", "ansible-inventory", "ansible-variables"):
        yield from _ansible_connections(text, kind)
    elif kind.name == "jupyterhub-config":
        yield from _hub_config(text, source, project)
    elif kind.name == "helm-values":
        yield from _hub_values(text, source, project)
    elif kind.name in ("nginx", "caddyfile"):
        yield from _proxies(text, source, kind, project)
    elif kind.name.startswith("jupyter-"):
        yield from _jupyter_config(text, source, project)
    elif kind.carrier:
        if kind.name == "kubernetes" and _HUB_ROLES.search(source.content):
            yield from _roles(text)
        if everything or _PROGRAMS.search(source.content):
            yield from _commands(text, source, kind, project)
            yield from _around_ssh(text, source, kind, project)
        elif kind.structured:
            _refuse_broken(text, kind)


def _refuse_broken(text: Text, kind: Kind) -> None:
    """SyntaxProblem where a file that holds nothing of interest does not even parse."""
    if kind.name == "notebook":
        import json

        try:
            json.loads(text.value)
        except ValueError:
            from envguard.formats.notebook import parse

            parse(text)
    elif kind.name != "devcontainer":
        from envguard.formats.yaml import parse_all

        parse_all(text)


def _environment(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.environment.reading import read_environment

    environment = read_environment(text, source.path)
    if environment.broken is not None and environment.broken.category == "syntax":
        # of a file that YAML refuses nothing else can be said
        yield "EnvironmentProblem", environment.broken
    else:
        yield "CondaEnvironment", environment
        if environment.pip_sections or "pypi" in source.content:
            from envguard.subjects.pip.reading import read_section

            section = read_section(environment, project.look)
            if section is not None:
                yield "PipRequirements", section
                yield from _included(section)
        yield from _locked(environment.text, source.path, project)


def _requirements(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.pip.reading import read_file

    requirements = read_file(text, source.path, project.look)
    yield "PipRequirements", requirements
    yield from _included(requirements)


def _included(requirements: PipRequirements) -> Iterator[tuple[str, Any]]:
    """The included files that nobody would take for requirements by their names."""
    for one in requirements.files(constraints=True):
        if one is not requirements and classify(one.path, lambda: None) is None:
            yield "PipRequirements", one


def _locked(text: Text, path: str, project: Project) -> Iterator[tuple[str, Any]]:
    """What the locks of an environment file say of it, where it has any."""
    from envguard.project.locks import project_locks

    judged = project_locks(project).judged_at_environment(path, text)
    if judged is not None:
        yield "JudgedLocks", judged


def _lock(source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.project.locks import project_locks

    locks = project_locks(project)
    lock = locks.lock(source.path)
    if lock is None:
        return
    yield "Lock", lock
    judged = locks.judged_at_lock(lock)
    if judged is not None:
        yield "JudgedLocks", judged


def _ssh(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.subjects.ssh.includes import project_includes
    from envguard.subjects.ssh.reading import read_ssh_config

    def beside(pattern: str) -> list[Text]:
        folder = os.path.dirname(source.path) or "."
        found = (project.read(path) for path in project.matching(folder, pattern))
        return [one for one in found if one is not None]

    config = read_ssh_config(
        text,
        source.path,
        project_includes(os.path.abspath(source.path), beside),
        version=project.settings.text("ssh-version"),
        templates=True,
    )
    yield "SshConfig", config
    if "dentityfile" in source.content.lower():
        from envguard.project.keys import configured_keys

        for key in configured_keys(config, project):
            yield "ConfiguredKey", key


def _around_ssh(
    text: Text, source: Source, kind: Kind, project: Project
) -> Iterator[tuple[str, Any]]:
    """What a file says of ssh beside its commands: keys in images, sockets, Ansible's variables."""
    if kind.name == "ansible":
        yield from _ansible_connections(text, kind)
    elif kind.name == "dockerfile" and _KEYS.search(source.content):
        from envguard.formats.dockerfile_stages import parse
        from envguard.subjects.image_keys import keys_in_image

        def read(path: str) -> list[Text]:
            below = path.lstrip("/")
            for folder in (os.path.dirname(source.path) or ".", project.root):
                names = project.matching(folder, below) or project.matching(folder, below + "/*")
                if names:
                    return [file for file in map(project.read, names[:50]) if file is not None]
            return []

        for key in keys_in_image(parse(text), read):
            yield "ImageKey", key
    elif kind.name in ("compose", "devcontainer", "kubernetes") and _SOCKETS.search(source.content):
        from envguard.subjects import agent_mounts

        mounts = {
            "compose": agent_mounts.in_compose,
            "devcontainer": agent_mounts.in_devcontainer,
        }.get(kind.name, agent_mounts.in_pods)
        for mount in mounts(text):
            yield "AgentMount", mount


def _ansible_connections(text: Text, kind: Kind) -> Iterator[tuple[str, Any]]:
    from envguard.subjects import ansible_connection

    read = {
        "ansible-config": ansible_connection.of_configuration,
        "ansible-inventory": ansible_connection.of_inventory,
    }.get(kind.name, ansible_connection.of_variables)
    for connection in read(text):
        yield "AnsibleConnection", connection


def _private_keys(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    from envguard.project.keys import keys_of_file

    for key in keys_of_file(text, source.path, project):
        yield type(key).__name__, key


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
    if _SSH_WORDS.search(source.content):
        from envguard.subjects.ssh_command import ssh_commands

        for ssh in ssh_commands(found):
            yield "SshCommand", ssh
    if _SOCKETS.search(source.content):
        from envguard.subjects import agent_mounts

        for mount in agent_mounts.in_commands(found):
            yield "AgentMount", mount
    if "ANSIBLE_" in source.content or "ansible" in source.content:
        from envguard.subjects import ansible_connection

        for connection in ansible_connection.of_commands(found):
            yield "AnsibleConnection", connection
    if not _SERVERS.search(source.content):
        return
    if kind.name == "compose" and "traefik" in source.content:
        yield from _proxies(text, source, kind, project)
    from envguard.project.jupyter_launches import servers_of

    yield from _servers(text, servers_of(text, source.path, kind, project, found))
