"""Which of a project's files a platform installs: the first that its tags allow."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from envguard.subjects.lock.virtual_packages import Packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from packaging.tags import Tag

_MACHINES = {"64": "x86_64", "aarch64": "aarch64", "ppc64le": "ppc64le", "arm64": "arm64"}
_UV_GLIBC = (17, 28, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40)
"""The manylinux releases that uv has platforms for."""

_OLD_NAMES = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}


def uv_platform(platform: str, virtual: Packages) -> str:
    """uv's name of a conda platform."""
    system, _, word = platform.partition("-")
    machine = _MACHINES.get(word, word)
    if system == "linux":
        minor = max((m for m in _UV_GLIBC if m <= _glibc(virtual)), default=_UV_GLIBC[0])
        return f"{machine}-manylinux_2_{minor}"
    if system == "osx":
        return f"{'aarch64' if machine == 'arm64' else machine}-apple-darwin"
    return f"{machine}-pc-windows-msvc"


def best_wheel(wheels: list[dict[str, Any]], python: str, platform: str, virtual: Packages) -> Any:
    """The wheel of pylock.toml's list that pip would take; None where none fits."""
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    order = _order(python, platform, tuple(sorted(virtual.items())))
    ranked = []
    for wheel in wheels:
        name = wheel.get("name") or str(wheel.get("url", "")).rpartition("/")[2]
        try:
            tags = parse_wheel_filename(name.replace("%2B", "+"))[3]
        except InvalidWheelFilename:
            continue
        ranks = [order[tag] for tag in tags if tag in order]
        if ranks:
            ranked.append((min(ranks), name, wheel))
    return min(ranked, key=lambda one: one[:2])[2] if ranked else None


@lru_cache(maxsize=8)
def _order(python: str, platform: str, virtual: tuple[tuple[str, str], ...]) -> dict[Tag, int]:
    """Tags by their place in the order in which pip prefers them."""
    from packaging import tags

    major, minor = (int(part) for part in python.split(".")[:2])
    names = list(_platforms(platform, dict(virtual)))
    found = [
        *tags.cpython_tags((major, minor), platforms=names),
        *tags.compatible_tags((major, minor), f"cp{major}{minor}", names),
    ]
    return {tag: place for place, tag in reversed(list(enumerate(found)))}


def _platforms(platform: str, virtual: Packages) -> Iterator[str]:
    system, _, word = platform.partition("-")
    machine = _MACHINES.get(word, word)
    if system == "linux":
        for minor in range(_glibc(virtual), 4, -1):
            yield f"manylinux_2_{minor}_{machine}"
            if minor in _OLD_NAMES:
                yield f"{_OLD_NAMES[minor]}_{machine}"
        yield f"linux_{machine}"
    elif system == "osx":
        from packaging.tags import mac_platforms

        yield from mac_platforms(_macos(virtual), machine)
    else:
        yield "win_amd64" if machine == "x86_64" else f"win_{machine}"


def _glibc(virtual: Packages) -> int:
    """The minor version of glibc 2 that is assumed."""
    parts = virtual.get("__glibc", "2.28").partition(" ")[0].split(".")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 28


def _macos(virtual: Packages) -> tuple[int, int]:
    parts = [*virtual.get("__osx", "11.0").partition(" ")[0].split("."), "0"]
    return (int(parts[0]), int(parts[1])) if parts[0].isdigit() and parts[1].isdigit() else (11, 0)


def deployment_target(virtual: Packages) -> str:
    """The macOS that wheels may be built for, as uv is told it."""
    return ".".join(str(part) for part in _macos(virtual))
