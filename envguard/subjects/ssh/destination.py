"""Names of hosts: the argument of ssh, the hops of ProxyJump, and how ssh spells addresses."""

from __future__ import annotations

import re

from envguard.formats.ssh_config import lower
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.machine import NOWHERE, Machine

_HOST_REFUSED = late(r"[\x00-\x20\x7f\"$&'();<>\\`{|}]")
_USER_REFUSED = late(r"[\"&'();<>`{|}]|(?:^| )-|\\$")
_URI_HOST = late(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NUMBER_PART = late(r"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*")
_DIGITS = late(r"[ \t\n\v\f\r]*[+]?[0-9]+")


class Destination(NamedTuple):
    """Where to: user and port are None where not given."""

    user: str | None
    host: str
    port: int | None


def read_destination(written: str, machine: Machine = NOWHERE) -> Destination | None:
    """What ssh makes of its first argument: `host`, `user@host` or `ssh://user@host:port`.

    None where ssh only prints its usage.
    """
    if written.startswith("ssh://"):
        return read_uri(written, machine)
    user, at, host = written.rpartition("@")
    if not at:
        return Destination(None, written, None)
    return Destination(user, host, None) if user else None


def refusal(destination: Destination, version: tuple[int, int]) -> str | None:
    """Why ssh would not even read its configuration for such a name; None where it would."""
    host, user = destination.host, destination.user
    if host.startswith("-") or _HOST_REFUSED.search(host):
        return "hostname contains invalid characters"
    if version >= (10, 0) and "," in host:
        return "hostname contains invalid characters"
    if user is not None and _USER_REFUSED.search(user):
        return "remote username contains invalid characters"
    return None


def read_uri(written: str, machine: Machine) -> Destination | None:
    """An ssh URI; None where ssh refuses it."""
    rest = written[len("ssh://") :]
    user: str | None = None
    if "@" in rest:
        quoted, _, rest = rest.partition("@")
        user = _unquoted(quoted.partition(";")[0])
        if not user:
            return None
    rest, slash, path = rest.partition("/")
    if slash and path:
        return None
    parsed = _host_and_port(user, rest, machine)
    # measured: a URI takes names only, no IPv6 address even in brackets
    if parsed is None or not _URI_HOST.fullmatch(parsed.host) or ".." in parsed.host:
        return None
    return parsed


def read_hop(written: str, machine: Machine) -> Destination | None:
    """One `[user@]host[:port]` or URI of ProxyJump; None where ssh refuses it."""
    if written.startswith("ssh://"):
        return read_uri(written, machine)
    user: str | None = None
    rest = written
    if "@" in written:
        user, _, rest = written.rpartition("@")
        if not user:
            return None
    return _host_and_port(user, rest, machine)


def read_port(written: str, machine: Machine) -> int | None:
    """A port from 1 to 65535 or the name of a service; None where ssh refuses it.

    Measured: leading white space, `+` and zeros pass, anything behind the digits does not.
    """
    if _DIGITS.fullmatch(written):
        number = int(written) if len(written) < 20 else 0
        return number if 1 <= number <= 65535 else None
    return machine.service(written) if written else None


def spell_host(name: str, family: str = "any") -> str:
    """A host name as ssh goes on with it, for an AddressFamily.

    Measured: `127.1` becomes 127.0.0.1 (not where only IPv6 is wanted), names with a colon or a
    percent sign stay as they are, all others go to lower case.
    """
    if ":" in name or "%" in name:
        return name
    dotted = None if family == "inet6" or not name[:1].isdigit() else _dotted(name)
    return dotted or lower(name)


def _dotted(name: str) -> str | None:
    parts = name.split(".")
    if len(parts) > 4 or any(not _NUMBER_PART.fullmatch(part) for part in parts):
        return None
    numbers = [_number(part) for part in parts]
    if any(number > 255 for number in numbers[:-1]):
        return None
    room = 8 * (5 - len(parts))
    if numbers[-1] >> room:
        return None
    value = numbers[-1]
    for index, number in enumerate(numbers[:-1]):
        value |= number << (24 - 8 * index)
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _number(part: str) -> int:
    if len(part) > 40:
        return 1 << 40
    if part[:2] in ("0x", "0X"):
        return int(part, 16)
    return int(part, 8 if part.startswith("0") else 10)


def _unquoted(value: str) -> str | None:
    """Percent-decoded; None where a `%` has no two hexadecimal digits."""
    if re.search(r"%(?![0-9a-fA-F]{2})", value):
        return None
    decoded = re.sub(r"%([0-9a-fA-F]{2})", lambda found: chr(int(found.group(1), 16)), value)
    return decoded.partition("\0")[0]


def _host_and_port(user: str | None, rest: str, machine: Machine) -> Destination | None:
    """The end of a destination; brackets hold a host with colons."""
    if rest.startswith("["):
        host, close, behind = rest[1:].partition("]")
        if not close or (behind and not behind.startswith(":")):
            return None
        port = behind[1:]
    else:
        host, colon, port = rest.partition(":")
        if "/" in rest or (colon and ":" in port):
            return None
        if not host:
            return None
    if not port:
        return Destination(user, host, None)
    number = read_port(port, machine)
    return Destination(user, host, number) if number else None
