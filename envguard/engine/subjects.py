"""From a file to the subjects in it that rules speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Source, Text
from envguard.model.patterns import late
from envguard.project.kinds import Kind
from envguard.project.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

# A file without any of these words starts nothing that a rule speaks of, so it is not parsed.
_PROGRAMS = (
    "conda", "mamba", "activate", "jupyter", "notebook", "ssh", "curl", "wget", "SSH", "sftp",
    "ANSIBLE_", "id_rsa", "twine", "huggingface",
)  # fmt: skip
# each begins with letters, so that `re` leaps from one occurrence to the next: one expression of
# all the words took a quarter of the time of a whole run
_BOUNDED = [
    late(words)
    for words in (
        r"pip(?<!\wpip)", r"uv\b(?<!\wuv)", r"scp\b(?<!\wscp)", r"hf\b(?<!\whf)", r"_KEY\b",
        r"8888\b(?<!\w8888)", r"://[^/\s]{1,200}@", r"ADD\s[^\n]{0,300}(?:https?:|\$)",
    )
]  # fmt: skip
_HUB_ROLES = late(r"^[ \t]*kind[ \t]*:[ \t]*(?:Cluster)?Role[ \t]*$", re.MULTILINE)

_RELEASES = late(
    r"^[ \t]*kind[ \t]*:[ \t]*(?:HelmRelease|HelmChart|Application|ApplicationSet)\b", re.MULTILINE
)

# What these kinds say beside their commands is read by engine.facts.
_FACTS = ("dockerfile", "compose", "devcontainer", "workflow", "ansible", "notebook")

Subjects: TypeAlias = "Iterator[tuple[str, Any]]"


def subjects(source: Source, kind: Kind, project: Project, everything: bool = False) -> Subjects:
    """(type name, subject) for everything in a file; SyntaxProblem where it does not parse.

    `everything`: also of files in which no program of interest is named.
    """
    text = Text.whole(source)
    if kind.name in ("environment", "requirements", "lock", "manifest"):
        yield from _of_environments(text, source, kind, project)
    elif kind.name in _CONNECTIONS:
        yield from _of_connections(text, source, kind, project)
    elif kind.name in _SERVERS or kind.name.startswith("jupyter-"):
        yield from _of_servers(text, source, kind, project)
    elif kind.carrier:
        yield from _of_carriers(text, source, kind, project, everything)


_CONNECTIONS = (
    "ssh-config", "private-key", "ansible-config", "ansible-inventory", "ansible-variables",
)  # fmt: skip
_SERVERS = ("jupyterhub-config", "helm-values", "nginx", "caddyfile")


def _of_environments(text: Text, source: Source, kind: Kind, project: Project) -> Subjects:
    from envguard.engine.readers import environments

    if kind.name == "environment":
        yield from environments.environment_subjects(text, source, project)
    elif kind.name == "requirements":
        yield from environments.requirements_subjects(text, source, project)
    elif kind.name == "manifest":
        yield from environments.manifest_subjects(source, project)
    else:
        yield from environments.lock_subjects(source, project)


def _of_connections(text: Text, source: Source, kind: Kind, project: Project) -> Subjects:
    from envguard.engine.readers import connections

    if kind.name == "ssh-config":
        yield from connections.ssh_subjects(text, source, project)
    elif kind.name == "private-key":
        yield from connections.private_key_subjects(text, source, project)
    else:
        yield from connections.ansible_connections(text, kind)


def _of_servers(text: Text, source: Source, kind: Kind, project: Project) -> Subjects:
    from envguard.engine.readers import servers

    if kind.name == "jupyterhub-config":
        yield from servers.hub_subjects(text, source, project)
    elif kind.name == "helm-values":
        yield from servers.hub_values_subjects(text, source, project)
    elif kind.name in ("nginx", "caddyfile"):
        yield from servers.proxy_subjects(text, source, kind, project)
    else:
        yield from servers.config_subjects(text, source, project)


def _of_carriers(
    text: Text, source: Source, kind: Kind, project: Project, everything: bool
) -> Subjects:
    found: list[Any] = []
    if kind.name == "kubernetes" and _HUB_ROLES.search(source.content):
        from envguard.engine.readers.servers import role_subjects

        yield from role_subjects(text)
    if kind.name == "kubernetes" and _RELEASES.search(source.content):
        from envguard.engine.readers.servers import release_subjects

        yield from release_subjects(text)
    if everything or _names_a_program(source.content):
        from envguard.engine.readers.commands import command_subjects
        from envguard.engine.readers.connections import around_ssh
        from envguard.project.commands import commands_of

        found = commands_of(text, source.path, kind, project)
        yield from command_subjects(text, source, kind, project, found)
        yield from around_ssh(text, source, kind, project)
    elif kind.structured and kind.name not in _FACTS:
        _refuse_broken(text)
    if kind.name in _FACTS:
        from envguard.engine.facts import facts
        from envguard.project.commands import neighbour_of
        from envguard.subjects.command import Document

        document = Document(source.path, text, neighbour_of(source.path, project))
        yield from facts(text, kind, found, document)


def _names_a_program(content: str) -> bool:
    return any(word in content for word in _PROGRAMS) or any(
        words.search(content) for words in _BOUNDED
    )


def _refuse_broken(text: Text) -> None:
    """SyntaxProblem where a file that holds nothing of interest does not even parse."""
    from envguard.formats.yaml import parse_all

    parse_all(text)
