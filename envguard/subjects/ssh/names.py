"""Under which name ssh goes on: HostName, its tokens, and what CanonicalizeHostname asks of DNS."""

from __future__ import annotations

from envguard.formats.ssh_config import lower
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.destination import spell_host
from envguard.subjects.ssh.expand import Expansion, Unset, expand
from envguard.subjects.ssh.options import HostProblem
from envguard.subjects.ssh.resolving import MOST_CANDIDATES, Resolution
from envguard.subjects.ssh.settings import PROXY

LOOKED_UP = "DNS decides under which name the host is looked up"
DNS = "DNS decides under which name ssh goes on"


class Names(NamedTuple):
    """The names of a second pass, the likely one first.

    `doubt` says why there are several; `others` that there may be still more.
    """

    names: tuple[str, ...]
    doubt: str
    others: bool


def second_names(resolution: Resolution, asks: bool) -> Names:
    """What ssh may call the host when it reads a second time; `asks`: it may ask DNS.

    HostProblem where ssh stops for the host.
    """
    name = resolved_name(resolution)
    held = resolution.slots.get("hostname")
    maybe = held.maybe if held else []
    written = dict.fromkeys(written_name(resolution, str(c.value)) for c in maybe)
    others = len(written) > MOST_CANDIDATES
    names = dict.fromkeys((name, *list(written)[:MOST_CANDIDATES]))
    doubt = maybe[0].reason if maybe else ""
    if asks:
        for each in list(names):
            more = canonical_names(resolution, each, may_stop=each == name)
            doubt = doubt or (LOOKED_UP if more else "")
            names.update(dict.fromkeys(more))
    return Names(tuple(names), doubt, others)


def resolved_name(resolution: Resolution) -> str:
    """The host name that HostName and its tokens come to, spelled as ssh goes on with it.

    HostProblem where HostName has a token other than %h and %%.
    """
    if resolution.second:
        return resolution.names[0]
    held = resolution.slots.get("hostname")
    decided = held.decided if held else None
    family = str(resolution.value("addressfamily") or "any")
    if decided is None:
        return spell_host(resolution.host, family)
    try:
        name = expand(str(decided.value), {"h": lower(resolution.host)})
    except Expansion as expansion:
        raise HostProblem(f"HostName: {expansion.message}", decided.line) from None
    except Unset:
        name = str(decided.value)
    return spell_host(name, family)


def written_name(resolution: Resolution, written: str) -> str:
    """What a value of HostName would come to, the value itself where ssh would refuse it."""
    try:
        return spell_host(expand(written, {"h": lower(resolution.host)}))
    except (Expansion, Unset):
        return written


def canonicalizes(resolution: Resolution) -> tuple[bool, str]:
    """Whether ssh would ask DNS for the full name, and why that is not certain."""
    held = resolution.slots.get("canonicalizehostname")
    maybe = held.maybe if held else []
    decided = str(resolution.value("canonicalizehostname") or "false")
    doubt = next((c.reason for c in maybe if c.value != "false"), "")
    return decided != "false", doubt if decided == "false" else ""


def asks_dns(resolution: Resolution, name: str) -> bool:
    """Whether CanonicalizeHostname has ssh look a name up (9.2p1 measured).

    Not for addresses, for names with many dots, nor (with `yes`) behind a proxy; `ProxyJump none`
    counts as one there, `ProxyCommand none` does not.
    """
    dots = int(str(resolution.value("canonicalizemaxdots") or "1"))
    always = resolution.value("canonicalizehostname") == "always"
    if _is_address(name) or (_is_proxied(resolution) and not always):
        return False
    return name.rstrip(".").count(".") <= dots


def canonical_names(resolution: Resolution, name: str, may_stop: bool = True) -> list[str]:
    """The names that CanonicalDomains may make of one; none where ssh would not ask DNS.

    HostProblem where there is no domain to ask for and CanonicalizeFallbackLocal is off, unless
    it is a name that only may be asked for.
    """
    if not asks_dns(resolution, name):
        return []
    domains = resolution.value("canonicaldomains")
    if not isinstance(domains, tuple) or domains == ("none",):
        domains = ()
    fallback = resolution.slots.get("canonicalizefallbacklocal")
    decided = fallback.decided if fallback else None
    if may_stop and decided is not None and decided.value == "no" and not domains:
        raise HostProblem(f'Could not resolve host "{name}"', decided.line)
    return [] if name.endswith(".") else [f"{name}.{domain}" for domain in domains]


def name_doubt(resolution: Resolution) -> str:
    """Why the resolved name is not certain, "" where it is."""
    rules = resolution.value("canonicalizepermittedcnames")
    doubt = canonicalizes(resolution)[1]
    # measured: rules for aliases have ssh ask DNS even with CanonicalizeHostname off
    follows = rules is not None and rules != ("none",) and not _is_proxied(resolution)
    if len(resolution.names) > 1 or (follows and not _is_address(resolved_name(resolution))):
        return doubt or DNS
    return doubt


def _is_address(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdecimal()


def _is_proxied(resolution: Resolution) -> bool:
    proxy = resolution.value(PROXY)
    return proxy is not None and not (isinstance(proxy, str) and lower(proxy) == "none")
