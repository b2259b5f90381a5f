"""LocalForward, RemoteForward and DynamicForward: what is listened on, and where it leads."""

from __future__ import annotations

from envguard.model.records import NamedTuple
from envguard.subjects.ssh.destination import read_port
from envguard.subjects.ssh.machine import Machine

SOCKS = "socks"


class Forward(NamedTuple):
    """One forwarding. A side is a path, or a host (None where not given) and a port."""

    listen_host: str | None
    listen_port: int
    listen_path: str | None
    connect_host: str | None
    connect_port: int
    connect_path: str | None

    @property
    def listener(self) -> str:
        """The listening side as `ssh -G` prints it."""
        return _spell(self.listen_host, self.listen_port, self.listen_path)

    @property
    def target(self) -> str:
        """The other side as `ssh -G` prints it."""
        return _spell(self.connect_host, self.connect_port, self.connect_path)

    @property
    def prints_as_dynamic(self) -> bool:
        """Measured: a local forwarding to a path or to `socks` also prints a dynamicforward."""
        return self.connect_path is not None or self.connect_host == SOCKS


def read_forward(
    specification: str, machine: Machine, dynamic: bool, remote: bool
) -> Forward | None:
    """The forwarding that `listen` or `listen:connect` spells; None where ssh refuses it.

    Fields are parted by colons, brackets hold a field with colons, a backslash takes the next
    character as it is; a field with a slash is a path where the form allows one.
    """
    fields = _fields(specification)
    if fields is None or not fields:
        return None
    listener, target = _sides(fields, dynamic)
    if listener is None:
        return None
    listen_host: str | None = None
    listen_path: str | None = None
    listen_port = 0
    if len(listener) == 1 and listener[0].path:
        listen_path = listener[0].value
    else:
        port = _port(listener[-1].value, machine, allow_zero=remote)
        if port is None:
            return None
        listen_host = listener[0].value if len(listener) == 2 else None
        listen_port = port
    if target is None:
        return Forward(listen_host, listen_port, listen_path, SOCKS, 0, None)
    if len(target) == 1:
        return Forward(listen_host, listen_port, listen_path, None, 0, target[0].value)
    port = _port(target[1].value, machine, allow_zero=False)
    if port is None:
        return None
    return Forward(listen_host, listen_port, listen_path, target[0].value, port, None)


class _Field(NamedTuple):
    value: str
    path: bool


_Sides = tuple["tuple[_Field, ...] | None", "tuple[_Field, ...] | None"]


def _sides(fields: list[_Field], dynamic: bool) -> _Sides:
    """Which fields belong to the listener and which to the target; (None, None) if refused."""
    count = len(fields)
    if dynamic:
        return (tuple(fields), None) if count <= 2 else (None, None)
    if count == 2 and fields[1].path:
        return (fields[0],), (fields[1],)
    if count == 3:
        if fields[0].path:
            return (fields[0],), tuple(fields[1:])
        if fields[2].path:
            return tuple(fields[:2]), (fields[2],)
        return (fields[0],), tuple(fields[1:])
    if count == 4:
        return tuple(fields[:2]), tuple(fields[2:])
    return None, None


def _fields(specification: str) -> list[_Field] | None:
    fields: list[_Field] = []
    at, length = 0, len(specification)
    while at < length:
        bracketed = specification[at] == "["
        read = _bracketed(specification, at) if bracketed else _bare(specification, at)
        if read is None or len(fields) == 4:
            return None
        field, at = read
        fields.append(field)
    return fields


def _bracketed(specification: str, at: int) -> tuple[_Field, int] | None:
    close = specification.find("]", at)
    behind = specification[close + 1 : close + 2]
    if close < 0 or behind not in ("", ":"):
        return None
    value = specification[at + 1 : close]
    return _Field(value, "/" in value), close + 2


def _bare(specification: str, at: int) -> tuple[_Field, int]:
    characters: list[str] = []
    path, length = False, len(specification)
    while at < length and specification[at] != ":":
        if specification[at] == "\\" and at + 1 < length:
            at += 1
        elif specification[at] == "/":
            path = True
        characters.append(specification[at])
        at += 1
    return _Field("".join(characters), path), at + 1


def _port(written: str, machine: Machine, allow_zero: bool) -> int | None:
    if allow_zero and written and not written.strip("0"):
        return 0
    return read_port(written, machine)


def _spell(host: str | None, port: int, path: str | None) -> str:
    if path is not None:
        return path
    return str(port) if host is None else f"[{host}]:{port}"
