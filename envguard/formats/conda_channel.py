"""What conda calls a channel: `conda-forge`, `pkgs/main/linux-64`, a URL or a path.

Follows conda 26.7.1 with its own configuration and no .condarc.
"""

from __future__ import annotations

import re

from envguard.model.patterns import late

SUBDIRS = (
    "noarch", "emscripten-wasm32", "wasi-wasm32", "freebsd-64", "linux-32", "linux-64",
    "linux-aarch64", "linux-armv6l", "linux-armv7l", "linux-ppc64le", "linux-ppc64",
    "linux-riscv64", "linux-s390x", "osx-64", "osx-arm64", "win-32", "win-64", "win-arm64", "zos-z",
)  # fmt: skip
"""The platforms conda knows, and noarch."""

DEFAULTS_MEMBERS = ("pkgs/main", "pkgs/r")
"""The channels that `defaults` stands for (and pkgs/msys2 on Windows)."""

_ELSEWHERE = ("pkgs/main/", "pkgs/r/", "pkgs/pro")

ALIAS_HOST = "conda.anaconda.org"
"""Where a channel that is only a name is looked for."""

_SUBDIR = late(rf"/({'|'.join(SUBDIRS)})(?:/|$)", re.IGNORECASE)
_TOKEN = late(r"/t/[a-zA-Z0-9-]*")
_SCHEME = late(r"([a-z][a-z0-9]{0,11})://")
_PATH = late(r"\.{1,2}[/\\]|[/\\~]|[a-zA-Z]:[/\\]|\.{1,2}$")


class RefusedChannel(ValueError):
    """A channel that conda refuses, with the reason in words for the user."""


def split_subdir(channel: str) -> tuple[str, str | None]:
    """A channel without its platform, and the platform where it names one."""
    found = _SUBDIR.search(channel)
    if found is None:
        return channel.rstrip("/"), None
    subdir = found.group(1)
    return channel.replace(f"/{subdir}", "", 1).rstrip("/"), subdir


def canonical(channel: str) -> tuple[str, str | None]:
    """The name under which conda knows a channel, and its platform.

    `pkgs/main` is `defaults`; a URL at conda.anaconda.org is its name; other URLs and paths
    stay, without credentials and tokens. Raises RefusedChannel.
    """
    scheme = _SCHEME.match(channel)
    if scheme:
        return _from_url(channel, scheme.group(1))
    if _PATH.match(channel):
        return channel.rstrip("/\\"), None
    name, subdir = split_subdir(channel)
    if name in DEFAULTS_MEMBERS:
        return "defaults", subdir
    if name.startswith(_ELSEWHERE):
        return f"https://repo.anaconda.com/{name}", subdir
    if "*" in name:
        _check_pattern(name)
    return name, subdir


def _from_url(channel: str, scheme: str) -> tuple[str, str | None]:
    url, subdir = split_subdir(_TOKEN.sub("", channel, count=1).rstrip("/"))
    authority, _, path = url[len(scheme) + 3 :].partition("/")
    path = re.split(r"[?#]", path, maxsplit=1)[0].strip("/")
    host = authority.rpartition("@")[2].lower()
    port = host.partition(":")[2]
    if port and not port.isdigit():
        raise RefusedChannel(f"`{port}` is no port")
    if host == ALIAS_HOST and path:
        return path, subdir
    return f"{scheme}://{host}/{path}".rstrip("/"), subdir


def _check_pattern(name: str) -> None:
    """A * makes the whole channel a regular expression to conda, its other signs included."""
    from envguard.formats.bounded_pattern import is_pattern

    if not is_pattern(name.replace("*", ".*")):
        raise RefusedChannel(f"the channel `{name}` is a broken pattern")
