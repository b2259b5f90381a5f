"""Routers of Traefik in the labels of a compose file's services."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from envguard.formats.tree import Mapping, Scalar, Sequence
from envguard.formats.yaml import parse_all
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.proxies.location import ProxiedLocation, Target

_ROUTER = late(r"traefik\.(?:http\.)?routers\.([^.]+)\.(.+)", re.IGNORECASE)
_PORT = late(r"traefik\.http\.services\.[^.]+\.loadbalancer\.server\.port", re.IGNORECASE)
_ASKING = late(r"auth|oauth|authelia|authentik|whitelist|allowlist|keycloak", re.IGNORECASE)
_GUARD = late(
    r"traefik\.http\.middlewares\.([^.]+)\.(?:basicauth|digestauth|forwardauth|ipallowlist|"
    r"ipwhitelist)\.",
    re.IGNORECASE,
)
_ENTRY = late(r"--entrypoints\.([^.=]+)\.(\S+?)(?:=(.*))?", re.IGNORECASE)

_HERE = ("127.", "localhost:", "[::1]")

Labels = dict[str, Text]


class Entries:
    """What compose says of Traefik's entry points: those that speak plain http, and where it is.

    `plain`: names of entry points of which no option turns TLS or a redirect on. `local`: its
    ports are published on the loopback address alone.
    """

    def __init__(self) -> None:
        self.plain: set[str] = set()
        self.local = False


def proxies_in_compose(text: Text) -> list[ProxiedLocation]:
    """What Traefik passes on by a compose file's labels. SyntaxProblem for a broken file."""
    found = []
    for root in parse_all(text):
        services = root.mapping("services") if isinstance(root, Mapping) else None
        pairs = (
            [(k.value, v) for k, v in services.pairs() if isinstance(v, Mapping)]
            if services
            else []
        )
        entries = _entries(service for _, service in pairs)
        for name, service in pairs:
            location = proxied_location(name, _labels(service), entries)
            if location is not None:
                found.append(location)
    return found


def _labels(service: Mapping) -> Labels:
    node = service.get("labels")
    if isinstance(node, Mapping):
        return {key.value: value.text for key, value in node.pairs() if isinstance(value, Scalar)}
    labels: Labels = {}
    for item in node if isinstance(node, Sequence) else ():
        if isinstance(item, Scalar):
            key, _, _ = item.value.partition("=")
            labels[key] = item.text[len(key) + 1 :]
    return labels


def _entries(services: Iterator[Mapping]) -> Entries:
    found = Entries()
    for service in services:
        image = service.scalar("image")
        if image is None or "traefik" not in image.value.partition(":")[0]:
            continue
        options: dict[str, dict[str, str]] = {}
        for word in _words(service):
            held = _ENTRY.fullmatch(word)
            if held:
                options.setdefault(held[1].lower(), {})[held[2].lower()] = held[3] or "true"
        found.plain = {name for name, given in options.items() if _is_plain(given)}
        ports = [p.value for p in service.sequence("ports") or () if isinstance(p, Scalar)]
        found.local = bool(ports) and all(port.startswith(_HERE) for port in ports)
    return found


def _words(service: Mapping) -> list[str]:
    node = service.get("command")
    if isinstance(node, Scalar):
        try:
            return shlex.split(node.value)
        except ValueError:
            return []
    return (
        [one.value for one in node if isinstance(one, Scalar)] if isinstance(node, Sequence) else []
    )


def _is_plain(options: dict[str, str]) -> bool:
    """Port 80 or another one of which nothing says that it speaks TLS or sends visitors on."""
    return "address" in options and not any(
        name.startswith(("http.tls", "http.redirections", "http.middlewares", "forwardedheaders"))
        for name in options
    )


def proxied_location(
    service: str, labels: Labels, entries: Entries | None = None
) -> ProxiedLocation | None:
    """What Traefik passes on to a service by its labels; None where it passes nothing on."""
    routers = {name: word for name, word in labels.items() if _ROUTER.fullmatch(name)}
    if not routers or labels.get("traefik.enable", Text.of("true")).value.lower() == "false":
        return None
    rule = next((word for name, word in routers.items() if name.endswith(".rule")), None)
    first = rule if rule is not None else next(iter(routers.values()))
    found = ProxiedLocation(first, "traefik", first)
    ports = [word.value for name, word in labels.items() if _PORT.fullmatch(name)]
    port = int(ports[0][:6]) if ports and ports[0].isdigit() else 0
    found.targets = (Target(service, port),)
    used = [
        one.strip()
        for name, word in routers.items()
        if name.endswith(".middlewares")
        for one in word.value.split(",")
    ]
    guards = {held[1].lower() for name in labels if (held := _GUARD.match(name))}
    if any(_ASKING.search(one) or one.partition("@")[0].lower() in guards for one in used):
        found.asks = "a login"
    _tls(found, routers, used, entries or Entries())
    found.upgrade = found.http11 = True
    found.host = "$host"
    return found


def _tls(found: ProxiedLocation, routers: Labels, middlewares: list[str], entries: Entries) -> None:
    """Whether a visitor is spoken to with TLS: by the routers, or by their entry points."""
    tls = any(
        ".tls" in name.lower() and word.value.lower() != "false" for name, word in routers.items()
    )
    words = [word for name, word in routers.items() if name.lower().endswith("entrypoints")]
    names = [one.strip().lower() for word in words for one in word.value.split(",")]
    secure = any("secure" in name or "https" in name or "443" in name for name in names)
    found.local = entries.local
    found.tls = True if tls or secure else "unknown"
    redirected = any("redirect" in one.lower() or "https" in one.lower() for one in middlewares)
    if found.tls != "unknown" or redirected or not names:
        return
    if all(name in entries.plain for name in names):
        found.tls = False
        found.plain_listen = words[0]
