"""Routers of Traefik in the labels of a compose service."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.proxies.location import ProxiedLocation, Target

_ROUTER = late(r"traefik\.(?:http\.)?routers\.([^.]+)\.(.+)", re.IGNORECASE)
_PORT = late(r"traefik\.http\.services\.[^.]+\.loadbalancer\.server\.port", re.IGNORECASE)
_ASKING = late(r"auth|oauth|authelia|authentik|whitelist|allowlist|keycloak", re.IGNORECASE)


def proxied_location(service: str, labels: dict[str, Text]) -> ProxiedLocation | None:
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
    tls = any(
        ".tls" in name.lower() and word.value.lower() != "false" for name, word in routers.items()
    )
    entry = [word.value.lower() for name, word in routers.items() if name.endswith("entrypoints")]
    secure = any("secure" in value or "https" in value or "443" in value for value in entry)
    found.tls = True if tls or secure else "unknown"
    used = [word.value for name, word in routers.items() if name.endswith(".middlewares")]
    if any(_ASKING.search(value) for value in used):
        found.asks = "a login"
    found.upgrade = found.http11 = True
    found.host = "$host"
    return found
