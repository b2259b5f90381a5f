"""What Caddy passes on. It speaks TLS on its own unless a site says http:// or port 80."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.caddyfile import Line, parse
from envguard.model import Text
from envguard.subjects.proxies.location import ProxiedLocation, target_of

_ASKS = {
    "basic_auth": "a password",
    "basicauth": "a password",
    "forward_auth": "a login",
    "authorize": "a login",
    "authenticate": "a login",
    "jwtauth": "a token",
}


def proxied_locations(text: Text) -> list[ProxiedLocation]:
    """Every `reverse_proxy` of a Caddyfile. SyntaxProblem where the file does not parse."""
    found = []
    for site in parse(text):
        if site.block is None or site.values == ["{"] or site.values[0].startswith("("):
            continue
        asks = next((_ASKS[one.values[0]] for one in _all(site) if one.values[0] in _ASKS), "")
        for line in _all(site):
            if line.values[0] != "reverse_proxy":
                continue
            words = [word for word in line.words[1:] if not word.value.startswith(("/", "*", "@"))]
            if not words:
                words = [
                    w for one in line.block or () if one.values[0] == "to" for w in one.words[1:]
                ]
            targets = tuple(t for word in words if (t := target_of(word.value)) is not None)
            if not words or not targets:
                continue
            location = ProxiedLocation(words[0], "caddy", site.words[0])
            location.targets = targets
            location.asks = asks
            location.upgrade = location.http11 = True
            location.host = "$host"
            _listens(site, location)
            found.append(location)
    return found


def _all(site: Line) -> Iterator[Line]:
    pending = list(site.block or ())
    while pending:
        line = pending.pop(0)
        yield line
        pending.extend(line.block or ())


def _listens(site: Line, location: ProxiedLocation) -> None:
    names = [word for word in site.words if word.value not in (",", "{")]
    plain = [word for word in names if _is_plain(word.value.rstrip(","))]
    location.tls = not plain
    location.plain_listen = plain[0] if plain else None
    location.local = all(
        word.value.partition("://")[2].startswith(("localhost", "127."))
        or word.value.startswith(("localhost", "127."))
        for word in names
    )


def _is_plain(name: str) -> bool:
    """`:80` and other ports without a name have no certificate, and http:// wants none."""
    return name.startswith(("http://", ":")) and not name.startswith(":443")
