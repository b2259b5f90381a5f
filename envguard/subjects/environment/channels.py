"""Which channels an environment takes its packages from: their names, owners and mirrors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.environment.environment import CondaEnvironment

_DEFAULTS = {"defaults", "main", "anaconda", "pkgs/main"}
_NAME = late(r"(?:^|/)([A-Za-z0-9_.-]+)(?:/(?:linux|osx|win|noarch)[\w-]*)?/?$")
_SUBDIR = late(r"/(?:noarch|(?:linux|osx|win|emscripten|wasi|zos)-[a-z0-9]+)/?$")
_URL = late(r"([a-z][a-z0-9+.-]*)://(?:([^/@]*)@)?([^/:?#]*)(?::\d+)?(/[^?#]*)?", re.I)
_LOCAL = late(r"(?:\.{1,2})?[/\\]|\.{1,2}$|~|[A-Za-z]:[/\\]|file:", re.I)
# the rest are compiled where they are used: most files need none of them
_PKGS = ("main", "r", "free", "pro", "msys2", "archive", "mro")
_ANACONDAS = ("defaults", "main", "anaconda", "r", "msys2", "free")
_ANACONDA_HOSTS = ("repo.anaconda.com", "repo.continuum.io")
_USER_HOSTS = ("conda.anaconda.org", "anaconda.org", "www.anaconda.org", "conda.binstar.org")
_MIRRORED = r"/(?:cloud|anaconda\.org|conda\.anaconda\.org)/(?P<name>[\w.-]+)"
_MIRRORED_DEFAULTS = ("/pkgs/main", "/pkgs/r", "/pkgs/free", "/pkgs/pro", "/pkgs/msys2")
_INTERNAL = (
    r"(?:^|\.)(?:local|localdomain|internal|intranet|intra|corp|lan|home|private|priv|test|example)$|"
    r"^(?:localhost|10\.[\d.]+|127\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+)$|"
    r"^[^.]+$"
)
_REPOSITORY_SERVER = r"artifactory|nexus|jfrog|/repository/|/api/conda/|proget|quetz"
_WELL_KNOWN = r"/(?P<name>conda-forge|bioconda|pytorch|nvidia|rapidsai)(?:-\w+)?/?$"


def channel_name(channel: str) -> str:
    """A channel's usual name: the last part of its address, `defaults` for Anaconda's own."""
    found = _NAME.search(channel.strip())
    name = found.group(1).lower() if found else channel.strip().lower()
    return "defaults" if name in _DEFAULTS or "/pkgs/main" in channel else name


def channels_in_use(environment: CondaEnvironment) -> set[str]:
    """The names of the channels; conda's own default where the file names none."""
    names = {channel_name(channel.value) for channel in environment.channels}
    return names - {"nodefaults"} or {"defaults"}


class Channel(NamedTuple):
    """A channel as written, taken apart. Of a name alone `scheme`, `user` and `host` are empty.

    `name` is what stands behind the host, without slashes, a token and a platform.
    """

    text: Text
    scheme: str
    user: str
    host: str
    name: str
    token: bool

    @property
    def is_local(self) -> bool:
        """Whether it is a path."""
        words = self.text.value
        if self.scheme or words.replace("-", "").isalnum():
            return self.scheme == "file"
        return _LOCAL.match(words) is not None


def channel(text: Text) -> Channel:
    """Take a channel's words apart."""
    words = text.value.strip()
    found = _URL.match(words) if "://" in words else None
    if found is None:
        name = _SUBDIR.sub("", words).strip("/") if "/" in words else words
        return Channel(text, "", "", "", name, words.startswith("t/"))
    path = found.group(4) or ""
    bare = re.sub(r"^/t/[^/]+", "", path)
    name = _SUBDIR.sub("", bare).strip("/")
    return Channel(
        text,
        found.group(1).lower(),
        found.group(2) or "",
        found.group(3).lower(),
        name,
        bare != path,
    )


def channels_named(environment: CondaEnvironment) -> Iterator[Channel]:
    """The listed channels, then those that single dependencies name, `nodefaults` left out."""
    for leaf in environment.channels:
        if leaf.value.strip() != "nodefaults":
            yield channel(leaf.text)
    for one in environment.conda_dependencies:
        spec = one.spec
        # asked of every line by several rules, and hardly one names a channel
        if spec is None or spec.reading.channel_span is None or not spec.accepted:
            continue
        if spec.channel is not None:
            yield channel(spec.channel)


def is_anacondas(one: Channel) -> bool:
    """Whether it is one of Anaconda's own channels, or a mirror of one."""
    if one.host in _ANACONDA_HOSTS:
        return not one.name.startswith(("archive", "miniconda"))
    if not one.host:
        return not one.is_local and _is_anacondas_name(one.name)
    if one.host in _USER_HOSTS:
        return _is_anacondas_name(one.name)
    return ("/" + one.name).endswith(_MIRRORED_DEFAULTS)


def _is_anacondas_name(name: str) -> bool:
    if name.startswith("pkgs/"):
        return name.removeprefix("pkgs/") in _PKGS
    owner, separator, label = name.partition("/label/")
    return owner in _ANACONDAS and (not separator or bool(re.fullmatch(r"[\w.-]+", label)))


class Mirror(NamedTuple):
    """Who runs a mirror, in words, and the channel it mirrors; "" where that is not known."""

    owner: str
    canonical: str


def mirror(one: Channel) -> Mirror | None:
    """What a channel on a regional mirror or an internal host mirrors; None of all others."""
    if not one.host or one.scheme == "file":
        return None
    from envguard.data import conda_channels as table

    if one.host in _public_hosts():
        return None
    owner = table.MIRROR_HOSTS.get(one.host, "")
    path = "/" + one.name
    if not owner and (
        re.search(_INTERNAL, one.host) or re.search(_REPOSITORY_SERVER, one.host + path)
    ):
        owner = "an internal server"
    canonical = _canonical(path)
    if not owner and canonical:
        owner = "a mirror of their own"
    return Mirror(owner, canonical) if owner else None


@lru_cache(maxsize=1)
def _public_hosts() -> frozenset[str]:
    from envguard.data import conda_channels as table

    return frozenset(table.PUBLIC_HOSTS.split())


def is_private(one: Channel) -> bool:
    """Whether a channel lies on a host that serves neither everybody nor a region."""
    if not one.host or one.scheme == "file":
        return False
    from envguard.data import conda_channels as table

    return one.host not in (*_ANACONDA_HOSTS, *_USER_HOSTS, *table.MIRROR_HOSTS, *_public_hosts())


def is_allowed(one: Channel, allowed: list[str]) -> bool:
    """Whether the setting `allowed-channels` names a channel, by its name, its URL or a pattern."""
    from fnmatch import fnmatchcase

    words = one.text.value.strip().rstrip("/")
    names = (words, one.name, f"{one.host}/{one.name}")
    return any(
        fnmatchcase(name, pattern.rstrip("/")) or words.startswith(pattern.rstrip("/") + "/")
        for pattern in allowed
        for name in names
    )


def _canonical(path: str) -> str:
    if path.endswith(_MIRRORED_DEFAULTS):
        return "defaults"
    found = re.search(_MIRRORED, path) or re.search(_WELL_KNOWN, path)
    return found.group("name") if found else ""
