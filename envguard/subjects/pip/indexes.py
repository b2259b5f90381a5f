"""Where pip is told to look for packages, and where a local version is published."""

from __future__ import annotations

import re

from envguard.model.patterns import late
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

IndexKind: TypeAlias = "Literal['pypi', 'vendor', 'mirror', 'other']"
"""pypi: PyPI itself. vendor: a maker's own wheels. mirror: a regional copy of PyPI."""

_HOST = late(r"[a-z][a-z0-9+.-]*://(?:([^/@]*)@)?([^/:?#]*)", re.IGNORECASE)


class Address(NamedTuple):
    """An index's or a page's URL: who is named before the @, and the host."""

    scheme: str
    user: str
    host: str


def address(url: str) -> Address:
    """Take a URL apart; of anything else all is empty."""
    found = _HOST.match(url.strip())
    if found is None:
        return Address("", "", "")
    scheme = url.strip().partition(":")[0].lower()
    return Address(scheme, found.group(1) or "", found.group(2).lower())


def index_kind(url: str) -> IndexKind:
    """Whose index it is, as far as the tables know."""
    from envguard.data.conda_channels import MIRROR_HOSTS
    from envguard.data.wheel_indexes import VENDOR_HOSTS

    host = address(url).host
    if host in ("pypi.org", "pypi.python.org", "test.pypi.org"):
        return "pypi"
    if host in MIRROR_HOSTS:
        return "mirror"
    return "vendor" if host in VENDOR_HOSTS.split() else "other"


def is_page_of_wheels(url: str) -> bool:
    """Whether a URL is a page of links, which is for --find-links and no index."""
    from envguard.data.wheel_indexes import PAGE_OF_WHEELS

    return re.search(PAGE_OF_WHEELS, url) is not None


def index_line(name: str, local: str) -> str:
    """The option and URL under which a project's local version is published; "" if not known."""
    from envguard.data.wheel_indexes import INDEXES

    for names, pattern, option, url in INDEXES:
        found = re.fullmatch(pattern, local)
        if found is not None and name in names.split():
            return f"{option} {url.format(local=local, **found.groupdict())}"
    return ""
