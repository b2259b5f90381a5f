"""How the ports of a compose service get out of its container."""

from __future__ import annotations

from envguard.formats.tree import Mapping, Scalar, Sequence
from envguard.model import Text
from envguard.subjects.carriers.compose_service import Service
from envguard.subjects.command import known

MAXIMUM_SHARED = 10


def published(service: Service, depth: int = 0) -> tuple[str, tuple[Text, ...]]:
    """ "everywhere", "loopback", "none" or "unknown", and the words that say so."""
    mode = service.text("network_mode")
    if mode is not None and mode.value in ("host", "none"):
        return ("everywhere" if mode.value == "host" else "none"), (mode,)
    if mode is not None and mode.value.startswith("service:"):
        other = service.project.service(mode.value.partition(":")[2])
        if other is None or depth >= MAXIMUM_SHARED:
            return "unknown", (mode,)
        return published(other, depth + 1)
    if mode is not None and mode.value.startswith("container:"):
        return "unknown", (mode,)
    ways: set[str] = set()
    ports: list[Text] = []
    for node in service.every("ports"):
        for item in node if isinstance(node, Sequence) else ():
            found = _long(service, item) if isinstance(item, Mapping) else _short(service, item)
            if found:
                ways.add(found[0])
                ports.append(found[1])
    for way in ("everywhere", "unknown", "loopback"):
        if way in ways:
            return way, tuple(ports)
    return "none", ()


def _short(service: Service, item: object) -> tuple[str, Text] | None:
    """`[[ip:]host:]container[/protocol]`; without an address every interface is meant."""
    if not isinstance(item, Scalar):
        return None
    text = service.interpolated(item)
    parts = text.value.rsplit(":", 2)
    if len(parts) == 1 and not known(text.value):
        return "unknown", text
    return way_of(parts[0] if len(parts) == 3 else ""), text


def _long(service: Service, item: Mapping) -> tuple[str, Text]:
    host = item.scalar("host_ip")
    return way_of(service.interpolated(host).value if host else ""), service.placed(item.text)


def way_of(address: str) -> str:
    """How far a port gets that is bound to an address of the host; "" is every interface."""
    bare = address.strip("[]")
    if not known(bare):
        return "unknown"
    return "loopback" if bare.startswith("127.") or bare in ("::1", "localhost") else "everywhere"
