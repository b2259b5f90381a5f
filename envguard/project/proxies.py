"""The proxies that stand around a file of the project, and the one before a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.formats.tree import Mapping, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.project.project import Project
from envguard.subjects.proxies.location import ProxiedLocation

if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer

_FOLDERS = (
    "nginx", "proxy", "caddy", "traefik", "reverse-proxy", "conf.d", "sites-available",
    "sites-enabled", "docker", "deploy", "etc", "config", "conf",
)  # fmt: skip
MAXIMUM_FILES = 40


def read_proxy(text: Text, kind: str) -> list[ProxiedLocation]:
    """What a proxy's own file ("nginx" or "caddyfile") passes on. SyntaxProblem if broken."""
    if kind == "nginx":
        if "proxy_pass" not in text.value:
            return []
        from envguard.subjects.proxies.nginx import proxied_locations
    else:
        from envguard.subjects.proxies.caddy import proxied_locations
    return proxied_locations(text)


def proxies_around(path: str, project: Project) -> Iterator[ProxiedLocation]:
    """What the proxies beside and above a file pass on, labels in compose files included."""
    from envguard.project.kinds import classify

    seen: set[str] = set()
    for folder in project.folders_above(path):
        for place in _places(folder):
            for name in _names(place):
                whole = os.path.join(place, name)
                real = project.real(whole)
                if real in seen or not os.path.isfile(whole):
                    continue
                seen.add(real)
                kind = classify(whole.replace(os.sep, "/"), lambda: None)
                if kind is None or kind.name not in ("nginx", "caddyfile", "compose"):
                    continue
                text = project.read(whole)
                if text is None or len(seen) > MAXIMUM_FILES * 20:
                    continue
                try:
                    yield from _of_file(text, kind.name)
                except SyntaxProblem:
                    continue


def _of_file(text: Text, kind: str) -> list[ProxiedLocation]:
    return _labelled(text) if kind == "compose" else read_proxy(text, kind)


def _places(folder: str) -> Iterator[str]:
    yield folder
    for name in _FOLDERS:
        yield os.path.join(folder, name)
        for below in ("conf.d", "sites-available", "sites-enabled", "templates"):
            yield os.path.join(folder, name, below)


def _labelled(text: Text) -> list[ProxiedLocation]:
    """Traefik's routers in the labels of a compose file."""
    if "traefik" not in text.value:
        return []
    from envguard.formats.yaml import parse_all
    from envguard.subjects.proxies.traefik import proxied_location

    found = []
    for root in parse_all(text):
        services = root.mapping("services") if isinstance(root, Mapping) else None
        for name, service in services.pairs() if services else ():
            node = service.get("labels") if isinstance(service, Mapping) else None
            labels: dict[str, Text] = {}
            if isinstance(node, Mapping):
                labels = {k.value: v.text for k, v in node.pairs() if isinstance(v, Scalar)}
            elif isinstance(node, Sequence):
                for item in node:
                    if isinstance(item, Scalar):
                        key, _, _ = item.value.partition("=")
                        labels[key] = item.text[len(key) + 1 :]
            location = proxied_location(name.value, labels)
            if location is not None:
                found.append(location)
    return found


def leads_to(location: ProxiedLocation, server: JupyterServer) -> bool:
    """Whether a proxy's target is a server: the same port, and a name that may be its own."""
    port = server.port.value
    command = server.command
    service = command.context.group if command and command.context.carrier == "compose" else ""
    for target in location.targets:
        if target.port and isinstance(port, int) and target.port != port:
            continue
        if server.program == "hub" or server.listens.value == "socket":
            continue
        if target.host == service or (target.host in _HERE and target.port == port):
            return True
        if target.port == port and "jupyter" in target.host.lower() and not service:
            return True
    return False


_HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0", "host.docker.internal")


def link(locations: list[ProxiedLocation], path: str, project: Project) -> None:
    """Note at each location the Jupyter servers of the project that it leads to."""
    if not locations:
        return
    from envguard.project.jupyter_launches import servers_around

    servers = servers_around(path, project)
    for location in locations:
        location.servers = tuple(one for one in servers if leads_to(location, one))


def labelled_proxies(text: Text) -> list[ProxiedLocation]:
    """What Traefik passes on by the labels of a compose file."""
    return _labelled(text)


def tls_before(server: JupyterServer, path: str, project: Project) -> bool:
    """Whether a proxy of the project speaks TLS before a server."""
    return any(
        location.tls is True and leads_to(location, server)
        for location in proxies_around(path, project)
    )


def tls_proxy(path: str, project: Project) -> str:
    """The kind of proxy that speaks TLS around a file, whatever it leads to; "" for none."""
    for location in proxies_around(path, project):
        if location.tls is True:
            return location.kind
    return ""


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
