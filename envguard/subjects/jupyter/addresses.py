"""What Jupyter listens on for an `ip`."""

from __future__ import annotations

from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.jupyter.server import Answer


class Bound(NamedTuple):
    """`listens`: loopback, all, address, unknown, or "fails" where nothing can be bound."""

    listens: str
    why: str = ""
    doubtful: bool = False


_NUMBERS = late(r"(0[xX][0-9a-fA-F]+|[0-9]+)(\.(0[xX][0-9a-fA-F]+|[0-9]+)){0,3}")
_NAME = late(r"(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
_LOOPBACK_NAMES = ("localhost", "localhost.", "localhost.localdomain", "ip6-localhost")


def bound(ip: Answer) -> Bound:
    """Where an ip leads: `*` and the empty string are every interface, as measured."""
    if not ip.known or not isinstance(ip.value, str):
        return Bound("unknown", ip.why)
    value = ip.value
    if value in ("", "*"):
        return Bound("all", "every interface, IPv4 and IPv6")
    if value.lower() in _LOOPBACK_NAMES:
        return Bound("loopback")
    if ":" in value:
        return _six(value)
    if _NUMBERS.fullmatch(value):
        return _four(value)
    if not _NAME.fullmatch(value) or value.rstrip(".").rpartition(".")[2].isdigit():
        return Bound("fails", "this is neither an address nor a host name")
    return Bound("unknown", "a host name, which is only resolved at the start", True)


def _four(value: str) -> Bound:
    import socket

    try:
        packed = socket.inet_aton(value)
    except (OSError, ValueError):
        return Bound("fails", "this is neither an address nor a host name")
    if packed == bytes(4):
        return Bound("all", "every interface")
    return Bound("loopback") if packed[0] == 127 else Bound("address")


def _six(value: str) -> Bound:
    import ipaddress

    try:
        address = ipaddress.IPv6Address(value.partition("%")[0])
    except ValueError:
        return Bound("fails", "this is neither an address nor a host name")
    inner = address.ipv4_mapped
    if address == ipaddress.IPv6Address("::") or (inner and inner == ipaddress.IPv4Address(0)):
        return Bound("all", "every interface")
    if address.is_loopback or (inner and inner.is_loopback):
        return Bound("loopback")
    return Bound("address")
