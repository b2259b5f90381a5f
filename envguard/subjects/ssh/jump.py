"""ProxyJump: the hops, and how ssh prints them."""

from __future__ import annotations

from envguard.formats.ssh_config import lower
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.destination import Destination, read_hop
from envguard.subjects.ssh.machine import NOWHERE, Machine

_STOP = late(r"[ \t\r\n\f\v#]")


class Jump(NamedTuple):
    """A chain of hops, the last one next to the host; no hops where the value is `none`.

    `before` is what stands before the last hop, spelled as in the file.
    """

    hops: tuple[Destination, ...]
    before: str | None

    @property
    def printed(self) -> str:
        """The value as `ssh -G` prints it: only the last hop is spelled anew."""
        last = self.hops[-1]
        host = f"[{last.host}]" if _needs_brackets(last.host) else last.host
        user = f"{last.user}@" if last.user is not None else ""
        port = f":{last.port}" if last.port is not None else ""
        before = f"{self.before}," if self.before is not None else ""
        return f"{before}{user}{host}{port}"


def read_jump(value: str, machine: Machine = NOWHERE, cut: bool = False) -> Jump | None:
    """The hops of a ProxyJump value (the raw rest of its line); None where ssh refuses it.

    Measured: it is read up to the first white space or `#`, quotes count as letters, and `none`
    (in any case) is none only where nothing follows. `cut` forgets what is behind, as newer
    releases do; older ones print what stands before its last comma.
    """
    if lower(value) == "none":
        return Jump((), None)
    found = _STOP.search(value)
    chain = value[: found.start()] if found else value
    value = chain if cut else value
    hops = [read_hop(part, machine) for part in chain.split(",")]
    kept = tuple(hop for hop in hops if hop is not None)
    if len(kept) < len(hops):
        return None
    before, comma, _ = value.rpartition(",")
    return Jump(kept, before if comma else None)


def _needs_brackets(host: str) -> bool:
    return ":" in host or not host.strip("0123456789.")
