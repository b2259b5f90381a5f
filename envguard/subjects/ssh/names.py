"""Under which name ssh goes on: HostName, its tokens, and what CanonicalizeHostname asks of DNS."""

from __future__ import annotations

from envguard.formats.ssh_config import lower
from envguard.subjects.ssh.destination import spell_host
from envguard.subjects.ssh.expand import Expansion, Unset, expand
from envguard.subjects.ssh.options import HostProblem
from envguard.subjects.ssh.resolving import Resolution
from envguard.subjects.ssh.settings import PROXY

DNS = "DNS decides under which name ssh goes on"


def resolved_name(resolution: Resolution) -> str:
    """The host name that HostName and its tokens come to, spelled as ssh goes on with it.

    HostProblem where HostName has a token other than %h and %%.
    """
    if resolution.second:
        return resolution.names[0]
    held = resolution.slots.get("hostname")
    decided = held.decided if held else None
    if decided is None:
        return spell_host(resolution.host)
    try:
        return spell_host(expand(str(decided.value), {"h": lower(resolution.host)}))
    except Expansion as expansion:
        raise HostProblem(f"HostName: {expansion.message}", decided.line) from None
    except Unset:
        return spell_host(str(decided.value))


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


def canonical_names(resolution: Resolution, name: str) -> list[str]:
    """The names that CanonicalDomains may make of one; none where ssh would not ask DNS."""
    domains = resolution.value("canonicaldomains")
    dots = int(str(resolution.value("canonicalizemaxdots") or "1"))
    proxied = resolution.value(PROXY) is not None
    always = resolution.value("canonicalizehostname") == "always"
    if not isinstance(domains, tuple) or domains == ("none",) or name.endswith("."):
        return []
    if name.count(".") > dots or (proxied and not always) or ":" in name:
        return []
    return [f"{name}.{domain}" for domain in domains]


def name_doubt(resolution: Resolution) -> str:
    """Why the resolved name is not certain, "" where it is."""
    rules = resolution.value("canonicalizepermittedcnames")
    doubt = canonicalizes(resolution)[1]
    if len(resolution.names) > 1 or (rules is not None and rules != ("none",)):
        return doubt or DNS
    return doubt
