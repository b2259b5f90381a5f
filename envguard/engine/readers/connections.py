"""ssh: configurations, keys, agents, and what else speaks of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from envguard.model import Source, Text
from envguard.model.patterns import late
from envguard.project.kinds import Kind
from envguard.project.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KEYS = late(r"rsa|dsa|ed25519|\.ssh|key|\.ppk", re.IGNORECASE)
_SOCKETS = (
    "SSH_AUTH_SOCK", "ssh-auth", "ssh-agent", "ssh_agent", "/ssh-", "/keyring/", "gpg-agent",
)  # fmt: skip
_SSH_WORDS = ("ssh", "scp", "sftp", "_RSH")


def ssh_subjects(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    """An ssh configuration, and the keys that it names."""
    from envguard.subjects.incidents import Unjudged
    from envguard.subjects.ssh.includes import project_includes
    from envguard.subjects.ssh.judged import first_left_out
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
    left_out = first_left_out(config)
    if left_out is not None:
        yield "Unjudged", Unjudged(left_out, "its hosts are too many to ask for each of them")
    if "dentityfile" in source.content.lower():
        from envguard.project.keys import configured_keys

        for key in configured_keys(config, project):
            yield "ConfiguredKey", key


def around_ssh(
    text: Text, source: Source, kind: Kind, project: Project
) -> Iterator[tuple[str, Any]]:
    """What a file says of ssh beside its commands: keys in images, sockets, Ansible's variables."""
    if kind.name == "ansible":
        yield from ansible_connections(text, kind)
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
    elif kind.name in ("compose", "devcontainer", "kubernetes") and _names(
        source.content, _SOCKETS
    ):
        from envguard.subjects import agent_mounts

        mounts = {
            "compose": agent_mounts.in_compose,
            "devcontainer": agent_mounts.in_devcontainer,
        }.get(kind.name, agent_mounts.in_pods)
        for mount in mounts(text):
            yield "AgentMount", mount


def ansible_connections(text: Text, kind: Kind) -> Iterator[tuple[str, Any]]:
    """What Ansible's own files say of its connections."""
    from envguard.subjects import ansible_connection

    read = {
        "ansible-config": ansible_connection.of_configuration,
        "ansible-inventory": ansible_connection.of_inventory,
    }.get(kind.name, ansible_connection.of_variables)
    for connection in read(text):
        yield "AnsibleConnection", connection


def private_key_subjects(text: Text, source: Source, project: Project) -> Iterator[tuple[str, Any]]:
    """The keys of a key file."""
    from envguard.project.keys import keys_of_file

    for key in keys_of_file(text, source.path, project):
        yield type(key).__name__, key


def ssh_in_commands(source: Source, found: list[Any]) -> Iterator[tuple[str, Any]]:
    """What the commands of a file ask of ssh, its agent, and Ansible's connections."""
    if _names(source.content, _SSH_WORDS):
        from envguard.subjects.ssh_command import ssh_commands

        for ssh in ssh_commands(found):
            yield "SshCommand", ssh
    if _names(source.content, _SOCKETS):
        from envguard.subjects import agent_mounts

        for mount in agent_mounts.in_commands(found):
            yield "AgentMount", mount
    if "ANSIBLE_" in source.content or "ansible" in source.content:
        from envguard.subjects import ansible_connection

        for connection in ansible_connection.of_commands(found):
            yield "AnsibleConnection", connection


def _names(content: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in a file: much faster than one expression of them all."""
    return any(word in content for word in words)
