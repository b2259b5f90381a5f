"""The virtual packages that conda-lock puts into its content hash: __glibc, __cuda and the like.

The tables and the odd forms are conda-lock 4.0.3's own (`conda_lock.virtual_package`,
`conda_lock.content_hash`): its earlier releases wrote some of them another way, and it takes both.
"""

from __future__ import annotations

from collections.abc import Iterable

from envguard.formats.tree import Mapping, Node, Scalar
from envguard.model import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Packages = dict[str, str]
"""A version by name; a build string may stand behind the version and a space."""

_COMMON = {"__linux": "5.10", "__glibc": "2.28", "__cuda": "11.4", "__unix": "0"}
DEFAULT: dict[str, Packages] = {
    "linux-64": {**_COMMON, "__archspec": "1 x86_64"},
    "linux-aarch64": {**_COMMON, "__archspec": "1 aarch64"},
    "linux-ppc64le": {**_COMMON, "__archspec": "1 ppc64le"},
    "osx-64": {"__unix": "0", "__archspec": "1 x86_64", "__osx": "11.0"},
    "osx-arm64": {"__unix": "0", "__archspec": "1 arm64", "__osx": "11.0"},
    "win-64": {"__win": "0", "__archspec": "1 x86_64", "__cuda": "11.4"},
}
"""What conda-lock assumes of each platform."""

_SYSTEMS = {
    "__linux": ("linux",), "__glibc": ("linux",), "__cuda": ("linux", "win"),
    "__osx": ("osx",), "__win": ("win",), "__unix": ("linux", "osx"),
}  # fmt: skip
"""Where a virtual package can be; others everywhere."""

_TIMESTAMP = 1577854800000


class WrongOverride(ValueError):
    """An override that names no virtual package or no version, with the reason for the user."""


def without_cuda(packages: dict[str, Packages]) -> dict[str, Packages]:
    """The same as `conda-lock --without-cuda` has it."""
    return {
        platform: {name: version for name, version in found.items() if name != "__cuda"}
        for platform, found in packages.items()
    }


def assumed(
    platforms: Iterable[str], specification: dict[str, Packages] | None, overrides: Iterable[str]
) -> dict[str, Packages]:
    """The virtual packages by platform. `specification` is used instead of conda-lock's defaults.

    `overrides` are `NAME=VERSION[=BUILD]`; without a version the package is left out. Raises
    WrongOverride.
    """
    base = DEFAULT if specification is None else specification
    found = {platform: dict(base.get(platform, {})) for platform in platforms}
    for words in overrides:
        name, version = _override(words)
        for platform, packages in found.items():
            if platform.partition("-")[0] not in _SYSTEMS.get(name, platform.split("-")):
                continue
            if version:
                packages[name] = version
            else:
                packages.pop(name, None)
    return found


def _override(words: str) -> tuple[str, str]:
    name, equals, rest = words.partition("=")
    version, _, build = rest.partition("=")
    name = name if name.startswith("__") else f"__{name}"
    if not equals or len(name) == 2:
        raise WrongOverride(f"{words}: it is not NAME=VERSION, as `__cuda=12.9` is")
    if version:
        _check(version, words)
    return name, f"{version} {build}".strip()


def read_specification(text: Text) -> dict[str, Packages] | None:
    """A virtual-packages.yml, which conda-lock reads from the folder it runs in; None if broken.

    WrongOverride for a version that is none.
    """
    from envguard.formats import yaml
    from envguard.formats.tree import SyntaxProblem

    try:
        root = yaml.parse(text)
    except SyntaxProblem:
        return None
    subdirs = root.mapping("subdirs") if isinstance(root, Mapping) else None
    if subdirs is None:
        return None
    found: dict[str, Packages] = {}
    for platform, entry in subdirs.pairs():
        packages = entry.mapping("packages") if isinstance(entry, Mapping) else None
        pairs = packages.pairs() if packages is not None else ()
        found[platform.value] = {name.value: _version(name.value, node) for name, node in pairs}
    return found


def _version(name: str, node: Node) -> str:
    words = node.value.strip() if isinstance(node, Scalar) else ""
    _check(words.partition(" ")[0], name)
    return words


def _check(version: str, shown: str) -> None:
    from envguard.formats.conda_version import RefusedVersion, parse

    try:
        parse(version)
    except RefusedVersion:
        raise WrongOverride(f"{shown}: `{version}` is no version") from None


def representations(
    packages: dict[str, Packages], platform: str, is_default: bool
) -> list[dict[str, Any]]:
    """What conda-lock may have hashed for a platform, the form of today's release first."""
    own = packages.get(platform)
    known = set(DEFAULT) | set(packages)
    found = []
    for old_build in (True, False):
        for doubled in (True, False) if is_default and platform == "osx-64" else (False,):
            entries = dict(_entry(n, v, platform, old_build) for n, v in (own or {}).items())
            if doubled:
                entries.update([_entry("__osx", "10.15", platform, old_build)])
            found.append(
                {
                    "noarch": {"info": {"subdir": "noarch"}, "packages": {}},
                    platform: {"info": {"subdir": platform}, "packages": entries}
                    if platform in known
                    else {},
                }
            )
    return found


def _entry(name: str, words: str, platform: str, old_build: bool) -> tuple[str, dict[str, Any]]:
    version, _, build_string = words.partition(" ")
    build = build_string or "0"
    if build_string and old_build:
        build = f"{build_string}_0"
    return f"{name}-{version}-{build}.tar.bz2", {
        "name": name, "version": version, "build_string": build_string, "build_number": 0,
        "build": build, "noarch": "", "depends": [], "timestamp": _TIMESTAMP,
        "package_type": "virtual_system", "subdir": platform,
    }  # fmt: skip
