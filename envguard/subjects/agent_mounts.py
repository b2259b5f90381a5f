"""Sockets of ssh agents that containers get: in compose, devcontainers, pods, `docker run`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from envguard.formats import json, yaml
from envguard.formats.tree import Mapping, Node, Scalar, SyntaxProblem, walk
from envguard.formats.tree import Sequence as Items
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command
from envguard.subjects.unwrap import ENGINES

_SOCKET = late(
    r"SSH_AUTH_SOCK|ssh-auth\.sock|ssh[-_]agent|S\.gpg-agent\.ssh|/keyring/ssh|/tmp/ssh-[\w*]"
)
# a part of the path that differs from user to user: then each one gets his own
_OWN = late(r"\{\{|\{user|\{uid|\$\(|\$\{?(?:USER|UID|LOGNAME)\b|%[iu]")
_MOUNTS = ("-v", "--volume", "--mount")

COMPOSE, DEVCONTAINER, POD, RUN = "compose", "devcontainer", "pod", "run"


class AgentMount(NamedTuple):
    """One mount of an agent's socket; `where` says what for, `setting` whether it is prose."""

    text: Text
    where: str
    setting: str


def in_compose(text: Text) -> Iterator[AgentMount]:
    """The volumes of a compose file's services."""
    for root in _roots(text):
        services = root.mapping("services") if isinstance(root, Mapping) else None
        for node in walk(services) if services is not None else ():
            volumes = node.get("volumes") if isinstance(node, Mapping) else None
            for item in volumes.items if isinstance(volumes, Items) else ():
                source = item.scalar("source") if isinstance(item, Mapping) else item
                if isinstance(source, Scalar) and _is_socket(source.value):
                    yield AgentMount(source.text, COMPOSE, "service")


def in_devcontainer(text: Text) -> Iterator[AgentMount]:
    """`mounts` and `runArgs` of a devcontainer.json."""
    try:
        root = json.parse(text, comments=True)
    except SyntaxProblem:
        return
    if not isinstance(root, Mapping):
        return
    for key in ("mounts", "runArgs"):
        for item in root.sequence(key) or ():
            source = item.scalar("source") if isinstance(item, Mapping) else item
            if not isinstance(source, Scalar) or not _SOCKET.search(source.value):
                continue
            if key == "mounts" or _names_mount(source.value):
                yield AgentMount(source.text, DEVCONTAINER, "interactive")


def in_pods(text: Text) -> Iterator[AgentMount]:
    """hostPath volumes of a manifest; a path with the user's name in it is that user's own."""
    for root in _roots(text):
        for node in walk(root):
            host = node.mapping("hostPath") if isinstance(node, Mapping) else None
            path = host.scalar("path") if host is not None else None
            if path is not None and _is_socket(path.value) and not _OWN.search(path.value):
                yield AgentMount(path.text, POD, "service")


def in_commands(commands: Sequence[Command]) -> Iterator[AgentMount]:
    """`-v`, `--volume` and `--mount` of docker run and its kin."""
    for command in commands:
        if command.program not in ENGINES or len(command.argv) < 2:
            continue
        previous = ""
        for word in command.argv[1:]:
            value = word.raw.value
            if _SOCKET.search(value) and _is_mount(previous, value):
                yield AgentMount(word.raw, RUN, command.context.setting)
            previous = value


def _is_mount(previous: str, value: str) -> bool:
    if previous in _MOUNTS:
        source = value.strip("\"'")
        return "source=" in source or "src=" in source or _is_socket(source)
    return value.startswith(("-v", "--volume=", "--mount=")) and _names_mount(value)


def _names_mount(value: str) -> bool:
    return ":" in value or "source=" in value or "src=" in value


def _source(value: str) -> str:
    """What stands before the colon of `SOURCE:TARGET`, a colon inside `${…}` passed over."""
    plain = re.sub(r"\$\{[^}]{0,200}\}", lambda found: found.group().replace(":", ""), value)
    return plain.partition(":")[0]


def _is_socket(mount: str) -> bool:
    return bool(_SOCKET.search(_source(mount)))


def _roots(text: Text) -> list[Node]:
    try:
        return list(yaml.parse_all(text))
    except SyntaxProblem:
        return []
