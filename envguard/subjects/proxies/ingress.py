"""Ingresses and routes of a cluster: what they lead to, and what they ask for by annotations.

Source of the facts: the annotations of ingress-nginx, Traefik, the AWS and Google controllers; an
OpenShift Route and a Traefik IngressRoute have `tls` of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.tree import Mapping, Scalar, Sequence, walk
from envguard.formats.yaml import parse_all
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.proxies.location import ProxiedLocation, Target

MAXIMUM_NODES = 2000

_KINDS = ("Ingress", "Route", "IngressRoute")
_ASKING = late(
    r"/(?:auth-url|auth-type|auth-signin|auth-tls-secret|auth-tls-verify-client|whitelist-source-range|"
    r"allowlist-source-range|denylist-source-range|auth-secret|enable-global-auth|"
    r"ip-whitelist|inbound-cidrs|auth-idp-\w+)$"
)
_AUTH_WORD = late(r"auth|oidc|oauth|allowlist|whitelist", re.IGNORECASE)
_TLS = late(
    r"/(?:certificate-arn|managed-certificates|pre-shared-cert|router\.tls|force-ssl-redirect|"
    r"ssl-passthrough|tls-acme|cluster-issuer|issuer)$"
)
_OFF = ("", "false", "none", "no", "off")


def proxied_locations(text: Text) -> list[ProxiedLocation]:
    """What a manifest's Ingresses lead to, service by service. SyntaxProblem for a broken file."""
    return [one for root in parse_all(text) for one in _of_object(root)]


def _of_object(root: object) -> Iterator[ProxiedLocation]:
    if not isinstance(root, Mapping):
        return
    for item in root.sequence("items") or ():
        yield from _of_object(item)
    kind, spec, metadata = root.scalar("kind"), root.mapping("spec"), root.mapping("metadata")
    if kind is None or kind.value not in _KINDS or spec is None:
        return
    notes = _annotations(metadata)
    name = metadata.scalar("name") if metadata else None
    for backend in _backends(spec):
        found = ProxiedLocation(backend, "ingress", name.text if name is not None else kind.text)
        found.targets = (Target(backend.value, 0),)
        found.asks = "a login" if _asks(spec, notes) else ""
        found.tls = _speaks_tls(spec, notes) or "unknown"
        found.upgrade = found.http11 = True
        found.host = "$host"
        found.cors = _cors(notes)
        yield found


def _annotations(metadata: Mapping | None) -> dict[str, Text]:
    held = metadata.mapping("annotations") if metadata else None
    pairs = held.pairs() if held else ()
    return {key.value: value.text for key, value in pairs if isinstance(value, Scalar)}


def _backends(spec: Mapping) -> Iterator[Text]:
    """The words that name services: `serviceName`, `service.name`, a Route's `to.name`."""
    for node in walk(spec, MAXIMUM_NODES):
        if not isinstance(node, Mapping):
            continue
        service = node.mapping("service") or node.mapping("to")
        name = node.scalar("serviceName") or (service.scalar("name") if service else None)
        if name is not None:
            yield name.text
        services = node.sequence("services")  # Traefik's IngressRoute
        for one in services if services is not None else ():
            inner = one.scalar("name") if isinstance(one, Mapping) else None
            if inner is not None:
                yield inner.text


def _asks(spec: Mapping, notes: dict[str, Text]) -> bool:
    for name, value in notes.items():
        if _ASKING.search(name) and value.value.lower() not in _OFF:
            return True
        if name.endswith("router.middlewares") and _AUTH_WORD.search(value.value):
            return True
    for node in walk(spec, MAXIMUM_NODES):
        used = node.sequence("middlewares") if isinstance(node, Mapping) else None
        for one in used if used is not None else ():
            name_ = one.scalar("name") if isinstance(one, Mapping) else None
            if name_ is not None and _AUTH_WORD.search(name_.value):
                return True
    return False


def _speaks_tls(spec: Mapping, notes: dict[str, Text]) -> bool:
    tls = spec.get("tls")
    if (isinstance(tls, Sequence) and tls.items) or isinstance(tls, Mapping):
        return True
    for name, value in notes.items():
        if _TLS.search(name) and value.value.lower() not in _OFF:
            return True
        if name.endswith("router.entrypoints") and value.value.strip() == "websecure":
            return True
    return False


def _cors(notes: dict[str, Text]) -> Text | None:
    """ingress-nginx answers every origin once CORS is on, unless it is told which one."""
    for name, value in notes.items():
        if name.endswith("/enable-cors") and value.value.lower() == "true":
            prefix = name[: -len("enable-cors")]
            return notes.get(f"{prefix}cors-allow-origin")
    return None
