"""The proxies that stand around a file of the project, and the one before a server."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.project.project import Project
from envguard.subjects.proxies.location import ProxiedLocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer

_FOLDERS = (
    "nginx", "proxy", "caddy", "traefik", "reverse-proxy", "conf.d", "sites-available",
    "sites-enabled", "docker", "deploy", "etc", "config", "conf",
)  # fmt: skip
MAXIMUM_FILES = 40


def read_proxy(text: Text, kind: str, project: Project) -> list[ProxiedLocation]:
    """What a proxy's own file passes on: "nginx", "caddyfile", a "compose" file's labels, a
    "kubernetes" manifest's Ingresses. SyntaxProblem if broken."""
    if kind == "nginx":
        if "proxy_pass" not in text.value and "include" not in text.value:
            return []
        from envguard.subjects.proxies import nginx

        return nginx.proxied_locations(
            text, lambda name: _included(name, text.source.path, project)
        )
    if kind == "caddyfile":
        from envguard.subjects.proxies import caddy

        return caddy.proxied_locations(text)
    if kind == "compose" and "traefik" in text.value:
        from envguard.subjects.proxies import traefik

        return traefik.proxies_in_compose(text)
    if kind == "kubernetes" and _ROUTES.search(text.value):
        from envguard.subjects.proxies import ingress

        return ingress.proxied_locations(text)
    return []


_ROUTES = late(r"^[ \t]*(?:- [ \t]*)?kind[ \t]*:[ \t]*(?:Ingress|Route|IngressRoute)\b", re.M)


def _included(name: str, path: str, project: Project) -> Text | None:
    """A file that nginx includes, as the project has it: below its own folder or one above.

    nginx looks below its own configuration, mostly /etc/nginx, which an image or a playbook fills
    from one of these folders.
    """
    inner = re.sub(r"^(/usr/local|/opt)?/etc/nginx/|^\./", "", name)
    if "*" in name or ".." in name.split("/"):
        return None
    names = [] if inner.startswith("/") else [inner]
    folders = project.folders_above(path)
    places = [os.path.join(folder, one) for folder in folders for one in names]
    for place in [*places, os.path.join(folders[0], inner.rpartition("/")[2])]:
        text = project.read(place)
        if text is not None and os.path.realpath(place) != os.path.realpath(path):
            return text
    return None


def proxies_around(path: str, project: Project) -> Iterator[ProxiedLocation]:
    """What the proxies beside and above a file pass on, labels in compose files included."""
    seen: set[str] = set()
    for folder in project.folders_above(path):
        for place in _places(folder, project):
            for whole, kind in _proxies_in(place, project):
                real = project.real(whole)
                if real in seen or not os.path.isfile(whole):
                    continue
                seen.add(real)
                text = project.read(whole)
                if text is None or len(seen) > MAXIMUM_FILES * 20:
                    continue
                try:
                    yield from read_proxy(text, kind, project)
                except SyntaxProblem:
                    continue


def _proxies_in(folder: str, project: Project) -> list[tuple[str, str]]:
    """The files of a folder that may pass requests on, each with its kind."""
    from envguard.project.kinds import classify

    def named() -> list[tuple[str, str]]:
        paths = [os.path.join(folder, name) for name in project.names_in(folder)]
        kinds = [(path, classify(path.replace(os.sep, "/"), lambda: None)) for path in paths]
        return [
            (path, kind.name)
            for path, kind in kinds
            if kind is not None and kind.name in ("nginx", "caddyfile", "compose")
        ]

    return project.by_names(f"proxies in {folder}", named)


def _places(folder: str, project: Project) -> Iterator[str]:
    yield folder
    inside = project.names_in(folder)
    for name in _FOLDERS:
        if name in inside:
            place = os.path.join(folder, name)
            yield place
            below = project.names_in(place)
            for one in ("conf.d", "sites-available", "sites-enabled", "templates"):
                if one in below:
                    yield os.path.join(place, one)


def leads_to(location: ProxiedLocation, server: JupyterServer) -> bool:
    """Whether a proxy's target is a server: the same port, and a name that may be its own."""
    port = server.port.value
    command = server.command
    service = command.context.group if command and command.context.carrier == "compose" else ""
    if command is not None and command.context.carrier == "kubernetes":
        return any(_same_words(word, location.text) for word in command.context.ports)
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


def _same_words(one: Text, other: Text) -> bool:
    return one.source.path == other.source.path and one.start == other.start


_HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0", "host.docker.internal")


def link(locations: list[ProxiedLocation], path: str, project: Project) -> None:
    """Note at each location the Jupyter servers of the project that it leads to."""
    if not locations:
        return
    from envguard.project.jupyter_launches import servers_around

    servers = servers_around(path, project)
    for location in locations:
        location.servers = tuple(one for one in servers if leads_to(location, one))


def tls_before(server: JupyterServer, path: str, project: Project) -> bool:
    """Whether a proxy of the project speaks TLS before a server; a pod's stands beside it."""
    command = server.command
    # a file of many services is asked for each of them
    folder = os.path.dirname(path)
    before = project.once(f"proxies around {folder}", lambda: [*proxies_around(path, project)])
    if command is not None and command.context.carrier == "kubernetes":
        before = project.once(f"routes of {path}", lambda: [*_beside(path, project)])
    return any(location.tls is True and leads_to(location, server) for location in before)


def _beside(path: str, project: Project) -> Iterator[ProxiedLocation]:
    text = project.read(path)
    try:
        yield from read_proxy(text, "kubernetes", project) if text is not None else ()
    except SyntaxProblem:
        return


def tls_proxy(path: str, project: Project) -> str:
    """The kind of proxy that speaks TLS around a file, whatever it leads to; "" for none."""
    for location in proxies_around(path, project):
        if location.tls is True:
            return location.kind
    return ""
