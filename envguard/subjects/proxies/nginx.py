"""What nginx passes on, location by location, with what each inherits from its server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from envguard.formats.nginx import Directive, parse
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.proxies.location import ProxiedLocation, Target, target_of

Included = Callable[[str], "Text | None"]

MAXIMUM_INCLUDES = 30
MAXIMUM_DEPTH = 5

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
    upstreams = {one.values[0]: one for one in outer if one.name.value == "upstream" and one.values}
    found = []
    for server in outer:
        if server.name.value == "server" and server.block is not None:
            for chain in _locations([server]):
                location = _location(chain, [*http, *top], upstreams)
                if location is not None:
                    found.append(location)
    for one in found:
        one.websockets_elsewhere = any(
            other.upgrade and _place(other.site) == _place(one.site) for other in found
        )
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
    chain: list[Directive], top: list[Directive], upstreams: dict[str, Directive]
) -> ProxiedLocation | None:
    server, own = chain[0], chain[-1]
    passed = own.last("proxy_pass")
    if passed is None or not passed.arguments:
        return None
    names = server.last("server_name")
    site = names.arguments[0] if names is not None and names.arguments else server.name
    found = ProxiedLocation(passed.arguments[0], "nginx", site)
    found.path = " ".join(own.values) if own.name.value == "location" else "/"
    variables = {
        one.values[0]: one.values[1]
        for block in chain
        for one in block.every("set")
        if len(one.values) == 2
    }
    address = passed.values[0]
    for name, value in variables.items():
        address = address.replace(name, value)
    found.targets = tuple(_targets(address, upstreams))
    _listens(server, found)
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


def _listens(server: Directive, found: ProxiedLocation) -> None:
    """Whether it speaks TLS, and the word that makes it listen without."""
    listens = server.every("listen")
    ssl = server.last("ssl")
    everywhere = ssl is not None and ssl.values[:1] == ["on"]
    plain = [
        one
        for one in listens
        if one.arguments and not everywhere and not {"ssl", "quic", "http3"} & set(one.values[1:])
    ]
    found.tls = bool(everywhere or (listens and not plain))
    found.local = bool(listens) and all(_is_local(one.values[0]) for one in listens if one.values)
    if plain:
        found.plain_listen = plain[0].arguments[0]
    elif not listens:
        found.plain_listen = server.name
    if found.plain_listen is not None and _redirects(server):
        # `if ($scheme = http) { return 301 https://… }`, or the same by rewrite
        found.plain_listen = None
        found.tls = True


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


def _nearest(chain: list[Directive], top: list[Directive], *names: str) -> list[Directive]:
    """The directives of the innermost block that has any: only then does nginx inherit."""
    for block in reversed(chain):
        held = [one for one in block.block or () if one.name.value in names]
        if held:
            return held
    return [one for one in top if one.name.value in names]


def _asks(chain: list[Directive], top: list[Directive]) -> str:
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
        held = _nearest(chain, top, name)
        if held and held[-1].values[:1] != ["off"]:
            return what
    rules = _nearest(chain, top, "allow", "deny")
    if any(one.name.value == "deny" and one.values[:1] == ["all"] for one in rules):
        return "an address"
    verified = _nearest(chain, top, "ssl_verify_client")
    if verified and verified[-1].values[:1] == ["on"]:
        return "a certificate"
    return ""


def _headers(chain: list[Directive], top: list[Directive], found: ProxiedLocation) -> None:
    headers = {
        one.values[0].lower(): one.values[1]
        for one in _nearest(chain, top, "proxy_set_header")
        if len(one.values) > 1
    }
    found.upgrade = "upgrade" in headers and "connection" in headers
    found.host = headers.get("host", "")
    found.behind_another = "$http_x_forwarded" in headers.get("x-forwarded-proto", "")
    version = _nearest(chain, top, "proxy_http_version")
    found.http11 = bool(version) and version[-1].values[:1] in (["1.1"], ["2"])
    for one in _nearest(chain, top, "add_header"):
        if one.values[:1] and one.values[0].lower() == "access-control-allow-origin":
            found.cors = one.arguments[1] if len(one.arguments) > 1 else None
    includes = [one for block in chain for one in block.every("include") if one.arguments]
    unseen = [one.arguments[0] for one in includes if not _HARMLESS.search(one.values[0])]
    found.unseen = unseen[0] if unseen else None
    found.further = bool(includes) or any(
        one.name.value == "include" and "mime.types" not in one.values for one in top
    )
