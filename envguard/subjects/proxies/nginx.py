"""What nginx passes on, location by location, with what each inherits from its server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from envguard.formats.nginx import Directive, parse
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.proxies.location import ProxiedLocation, Target, target_of

Included = Callable[[str], "Text | None"]

MAXIMUM_INCLUDES = 30
MAXIMUM_DEPTH = 5
MAXIMUM_ADDRESS = 10_000

_VARIABLE = late(r"\$(?:\{(\w+)\}|(\w+))")

# what packages bring, none of which asks a visitor for anything
_HARMLESS = late(
    r"(^|/)(mime\.types|proxy_params|fastcgi\S*|uwsgi_params|(?=[\w.-]*$)[\w.-]*?ssl[\w.-]*)$"
)


def proxied_locations(text: Text, included: Included | None = None) -> list[ProxiedLocation]:
    """Every location with a `proxy_pass`. SyntaxProblem where the file does not parse.

    `included` gives the text of an `include` by its path, None where it is not in sight.
    """
    top = parse(text)
    if included is not None:
        top = _with_included(top, included, [MAXIMUM_INCLUDES], MAXIMUM_DEPTH)
    http = [one for outer in top if outer.name.value == "http" for one in outer.block or ()]
    outer = [*top, *http]
    outermost = Directive([text[:0]], [*http, *top])
    upstreams = {one.values[0]: one for one in outer if one.name.value == "upstream" and one.values}
    found = []
    for server in outer:
        if server.name.value == "server" and server.block is not None:
            for chain in _locations([server]):
                location = _location(chain, outermost, upstreams)
                if location is not None:
                    found.append(location)
    upgrading = {_place(one.site) for one in found if one.upgrade}
    for one in found:
        one.websockets_elsewhere = _place(one.site) in upgrading
    return found


def _with_included(
    directives: list[Directive], included: Included, left: list[int], depth: int
) -> list[Directive]:
    """Directives with those of the files that they include in their places, as nginx has them."""
    found: list[Directive] = []
    for one in directives:
        if one.block is not None:
            one.block = _with_included(one.block, included, left, depth)
        inner = None
        if one.name.value == "include" and one.values and left[0] > 0 and depth > 0:
            left[0] -= 1
            inner = _parsed(included(one.values[0]))
        found += [one] if inner is None else _with_included(inner, included, left, depth - 1)
    return found


def _parsed(text: Text | None) -> list[Directive] | None:
    try:
        return parse(text) if text is not None else None
    except SyntaxProblem:
        return None


def _locations(chain: list[Directive]) -> Iterator[list[Directive]]:
    """A server and its locations, each with the blocks around it, the innermost last."""
    if any(one.name.value == "proxy_pass" for one in chain[-1].block or ()):
        yield chain
    for one in chain[-1].block or ():
        if one.name.value in ("location", "if", "limit_except") and one.block is not None:
            yield from _locations([*chain, one])


def _location(
    chain: list[Directive], top: Directive, upstreams: dict[str, Directive]
) -> ProxiedLocation | None:
    server, own = chain[0], chain[-1]
    passed = own.last("proxy_pass")
    if passed is None or not passed.arguments:
        return None
    names = server.last("server_name")
    site = names.arguments[0] if names is not None and names.arguments else server.name
    found = ProxiedLocation(passed.arguments[0], "nginx", site)
    found.path = " ".join(own.values) if own.name.value == "location" else "/"
    found.targets = tuple(_targets(_filled(passed.values[0], chain), upstreams))
    found.tls, found.local, found.plain_listen = _listening(server)
    found.asks = _asks(chain, top)
    _headers(chain, top, found)
    return found


def _place(text: Text) -> tuple[str, int]:
    return text.source.path, text.start


def _targets(address: str, upstreams: dict[str, Directive]) -> Iterator[Target]:
    target = target_of(address)
    if target is None:
        return
    group = upstreams.get(target.host)
    if group is None:
        yield target
        return
    for server in group.every("server"):
        inner = target_of(server.values[0]) if server.values else None
        if inner is not None:
            yield inner
    yield Target(target.host, 0)


def _filled(address: str, chain: list[Directive]) -> str:
    """An address with the values that `set` gives to its variables."""

    def value(found: re.Match[str]) -> str:
        name = f"${found[1] or found[2]}"
        values = (held[name] for held in map(_set_in, reversed(chain)) if name in held)
        return next(values, found.group())

    for _ in range(MAXIMUM_DEPTH):
        before, address = address, _VARIABLE.sub(value, address)
        if address == before or len(address) > MAXIMUM_ADDRESS:
            break
    return address


@lru_cache(maxsize=64)
def _set_in(block: Directive) -> dict[str, str]:
    return {one.values[0]: one.values[1] for one in block.every("set") if len(one.values) == 2}


@lru_cache(maxsize=64)
def _listening(server: Directive) -> tuple[bool, bool, Text | None]:
    """Whether it speaks TLS, listens for its own machine, and the word that lets anybody in."""
    listens = server.every("listen")
    ssl = server.last("ssl")
    everywhere = ssl is not None and ssl.values[:1] == ["on"]
    plain = [
        one
        for one in listens
        if one.arguments and not everywhere and not {"ssl", "quic", "http3"} & set(one.values[1:])
    ]
    tls = bool(everywhere or (listens and not plain))
    local = bool(listens) and all(_is_local(one.values[0]) for one in listens if one.values)
    word = plain[0].arguments[0] if plain else (None if listens else server.name)
    if word is not None and _redirects(server):
        # `if ($scheme = http) { return 301 https://… }`, or the same by rewrite
        return True, local, None
    return tls, local, word


def _is_local(address: str) -> bool:
    return address.startswith(("127.", "localhost:", "[::1]", "unix:"))


def _redirects(server: Directive) -> bool:
    for one in server.block or ():
        words = " ".join(one.values)
        if one.name.value in ("return", "rewrite") and "https://" in words:
            return True
        if one.name.value == "if" and ("$scheme" in words or "$https" in words.lower()):
            inner = " ".join(" ".join(each.values) for each in one.block or ())
            if "https://" in inner:
                return True
    return False


def _nearest(chain: list[Directive], top: Directive, *names: str) -> Directive:
    """The innermost block that has such directives: only then does nginx inherit."""
    inner = (block for block in reversed(chain) if any(block.every(name) for name in names))
    return next(inner, top)


def _asks(chain: list[Directive], top: Directive) -> str:
    """What is demanded of a visitor: a password, another service's word, an address, a key."""
    for name, what in (
        ("auth_basic", "a password"),
        ("auth_request", "a login"),
        ("auth_jwt", "a token"),
        ("access_by_lua_block", "a script's word"),
        ("access_by_lua_file", "a script's word"),
        ("auth_digest", "a password"),
        ("auth_pam", "a password"),
    ):
        held = _nearest(chain, top, name).last(name)
        if held is not None and held.values[:1] != ["off"]:
            return what
    if _denies_all(_nearest(chain, top, "allow", "deny")):
        return "an address"
    verified = _nearest(chain, top, "ssl_verify_client").last("ssl_verify_client")
    if verified is not None and verified.values[:1] == ["on"]:
        return "a certificate"
    return ""


@lru_cache(maxsize=64)
def _denies_all(block: Directive) -> bool:
    return any(one.values[:1] == ["all"] for one in block.every("deny"))


@lru_cache(maxsize=64)
def _set_headers(block: Directive) -> dict[str, str]:
    held = (one.values for one in block.every("proxy_set_header"))
    return {values[0].lower(): values[1] for values in held if len(values) > 1}


@lru_cache(maxsize=64)
def _cors(block: Directive) -> Text | None:
    """The origins that the last header of its kind lets in."""
    found = None
    for one in block.every("add_header"):
        if one.values[:1] and one.values[0].lower() == "access-control-allow-origin":
            found = one.arguments[1] if len(one.arguments) > 1 else None
    return found


@lru_cache(maxsize=64)
def _unseen(block: Directive) -> Text | None:
    """The first included file that may ask a visitor for something."""
    includes = (one.arguments[0] for one in block.every("include") if one.arguments)
    return next((name for name in includes if not _HARMLESS.search(name.value)), None)


@lru_cache(maxsize=64)
def _goes_on(top: Directive) -> bool:
    return any("mime.types" not in one.values for one in top.every("include"))


def _headers(chain: list[Directive], top: Directive, found: ProxiedLocation) -> None:
    headers = _set_headers(_nearest(chain, top, "proxy_set_header"))
    found.upgrade = "upgrade" in headers and "connection" in headers
    found.host = headers.get("host", "")
    found.behind_another = "$http_x_forwarded" in headers.get("x-forwarded-proto", "")
    version = _nearest(chain, top, "proxy_http_version").last("proxy_http_version")
    found.http11 = version is not None and version.values[:1] in (["1.1"], ["2"])
    found.cors = _cors(_nearest(chain, top, "add_header"))
    unseen = (_unseen(block) for block in chain)
    found.unseen = next((one for one in unseen if one is not None), None)
    includes = any(one.arguments for block in chain for one in block.every("include"))
    found.further = includes or _goes_on(top)
