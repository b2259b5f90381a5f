"""Which systems and languages an image's name promises, and until when they are looked after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from envguard.formats.image_reference import ImageReference
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_PART = late(
    r"(ubuntu|debian|centos|rockylinux|rocky|alpine|python|py|ubi|node|fedora)-?"
    r"(stream\d|\d+(?:\.\d+)?)(?:\.\d+)*"
)
_LEADING = late(r"v?(stream\d|\d+(?:\.\d+)?)(?:\.\d+)*(?:$|[-.])")
_NAMES = {
    "centos": "CentOS", "rockylinux": "Rocky Linux", "almalinux": "AlmaLinux", "node": "Node.js",
}  # fmt: skip
_SAME = {"rocky": "rockylinux", "py": "python"}


class Support(NamedTuple):
    """A release such as "Debian 10", and the last day of its security updates."""

    product: str
    release: str
    until: str

    @property
    def name(self) -> str:
        """How the release is called."""
        return f"{_NAMES.get(self.product, self.product.capitalize())} {self.release}"


def supports(reference: ImageReference) -> list[Support]:
    """The releases that an image's name and tag name and that the table knows."""
    if reference.tag is None:
        return []
    found = [
        Support(product, release, _table()[product, release])
        for product, release in _releases(reference)
        if (product, release) in _table()
    ]
    return list(dict.fromkeys(found))


def table_date() -> str:
    """The day on which the table was read."""
    from envguard.data.image_support import DATE

    return DATE


def _releases(reference: ImageReference) -> Iterator[tuple[str, str]]:
    from envguard.data.image_support import CODENAMES

    tag = reference.tag.value.lower() if reference.tag is not None else ""
    product = reference.repository.rpartition("/")[2].lower()
    leading = _LEADING.match(tag)
    if leading and product in {name for name, _ in _table()} and _is_official(reference):
        yield product, _shortened(product, leading.group(1))
    for word in re.split(r"[-_.]", tag):
        if word in CODENAMES:
            name, _, release = CODENAMES[word].partition(" ")
            yield name, release
    for found in _PART.finditer(tag):
        name = _SAME.get(found.group(1), found.group(1))
        yield name, _shortened(name, found.group(2))


def _is_official(reference: ImageReference) -> bool:
    """`python`, `quay.io/centos/centos`, `public.ecr.aws/docker/library/python`; not `a/python`."""
    parts = reference.repository.split("/")
    return (
        len(parts) == 1 or parts[-2] in ("library", parts[-1]) or reference.registry != "docker.io"
    )


def _shortened(product: str, release: str) -> str:
    """Releases as the table names them: Debian 11.5 is 11, Ubuntu 20.04 stays."""
    if product in ("debian", "centos", "fedora", "node", "rockylinux", "almalinux"):
        return release.partition(".")[0]
    return release


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], str]:
    from envguard.data.image_support import ROWS

    rows = (row.split() for row in ROWS.splitlines())
    return {(product, release): until for product, release, until in rows}
