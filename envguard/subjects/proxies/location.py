"""One place at which a proxy passes requests on, and what it asks and says on the way."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer

UNKNOWN = "unknown"


class Target(NamedTuple):
    """Where requests go: host and port as written, `port` 0 where it is not known."""

    host: str
    port: int


class ProxiedLocation:
    """A location that passes requests on. `text` is the word that names the target.

    `path`: the location's own pattern. `site`: a word that stands for the whole site. `tls`: True,
    False or "unknown"; `plain_listen`: the word that makes it listen without TLS. `asks`: what
    it demands before it passes anything on ("a password", "an address", …), "" for nothing.
    `upgrade`, `host`: what is known of those headers, `cors`: the value of
    Access-Control-Allow-Origin. `further`: it includes files that are not in sight, so headers
    may be missing; `unseen`: the first of these that may ask a visitor for something.
    `local`: it listens on the loopback address alone. `behind_another`: it believes the word of
    another proxy on how it is reached. `websockets_elsewhere`: another location of the same site
    passes those on. `servers`: the Jupyter servers of the project that it leads to.
    """

    __slots__ = (
        "asks",
        "behind_another",
        "cors",
        "further",
        "host",
        "http11",
        "kind",
        "local",
        "path",
        "plain_listen",
        "servers",
        "site",
        "targets",
        "text",
        "tls",
        "unseen",
        "upgrade",
        "websockets_elsewhere",
    )  # fmt: skip

    spans_files = True
    """Several locations share their server's words, of which only one finding is made."""

    def __init__(self, text: Text, kind: str, site: Text) -> None:
        self.text = text
        self.kind = kind
        self.site = site
        self.path = ""
        self.targets: tuple[Target, ...] = ()
        self.tls: bool | str = UNKNOWN
        self.plain_listen: Text | None = None
        self.local = False
        self.asks = ""
        self.upgrade = False
        self.http11 = False
        self.host = ""
        self.cors: Text | None = None
        self.further = False
        self.unseen: Text | None = None
        self.behind_another = False
        self.websockets_elsewhere = False
        self.servers: tuple[JupyterServer, ...] = ()

    @property
    def serves_jupyter(self) -> bool:
        """Whether a Jupyter server or hub stands behind it, by its name or by the project."""
        return bool(self.servers) or self.names_jupyter

    @property
    def names_jupyter(self) -> bool:
        """Whether the target, the path, the site or the file names Jupyter.

        The port does not: many programs listen on 8888.
        """
        file = self.text.source.path.replace("\\", "/").rpartition("/")[2]
        words = [*(target.host for target in self.targets), self.path, self.site.value, file]
        return any(_NAMED.search(word) for word in words)


_NAMED = late(r"jupyter|notebook|ipython|api/kernels", re.IGNORECASE)


def target_of(address: str) -> Target | None:
    """The target of `http://host:port/path` or `host:port`; None for a socket or a variable."""
    scheme, separated, rest = address.partition("://")
    if not separated:
        scheme, rest = "http", address
    if scheme not in ("http", "https", "h2c") or rest.startswith(("unix:", "/")):
        return None
    place = rest.partition("/")[0]
    host, colon, port = place.rpartition(":")
    if not colon or not port.isdigit():
        host, port = place, ""
    number = int(port[:6]) if port else {"https": 443}.get(scheme, 80 if separated else 0)
    return Target(host.strip("[]"), number)
