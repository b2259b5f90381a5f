"""Which virtual packages a solve assumes: conda-lock's, a virtual-packages.yml's, the user's."""

from __future__ import annotations

from collections.abc import Sequence

from envguard.formats.conda_version import RefusedVersion, parse
from envguard.lock.problem import LockProblem
from envguard.subjects.lock.virtual_packages import DEFAULT, Packages

_SYSTEMS = {
    "__linux": ("linux",), "__glibc": ("linux",), "__cuda": ("linux", "win"),
    "__osx": ("osx",), "__win": ("win",), "__unix": ("linux", "osx"),
}  # fmt: skip
"""Where a virtual package can be; others everywhere."""


def assumed(
    platforms: Sequence[str], specification: dict[str, Packages] | None, overrides: Sequence[str]
) -> dict[str, Packages]:
    """The virtual packages by platform: `VERSION[ BUILD]` by name, as conda-lock writes them.

    `specification` is what virtual-packages.yml says, instead of conda-lock's defaults.
    `overrides` are `NAME=VERSION[=BUILD]`; without a version the package is left out.
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
        raise LockProblem(f"--virtual-package {words}: it is not NAME=VERSION, as `__cuda=12.9`", 2)
    if version:
        try:
            parse(version)
        except RefusedVersion:
            raise LockProblem(f"--virtual-package {words}: `{version}` is no version", 2) from None
    return name, f"{version} {build}".strip()
