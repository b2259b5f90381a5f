"""Tables of names in which a `*` at the end stands for any ending."""

from __future__ import annotations

from functools import lru_cache


class Names:
    """Names and beginnings of names; `name in names` asks."""

    __slots__ = ("beginnings", "exact")

    def __init__(self, rows: str) -> None:
        words = rows.split()
        self.exact = frozenset(word for word in words if not word.endswith("*"))
        self.beginnings = tuple(word[:-1] for word in words if word.endswith("*"))

    def __contains__(self, name: str) -> bool:
        return name in self.exact or (bool(self.beginnings) and name.startswith(self.beginnings))


@lru_cache(maxsize=1)
def transitive_packages() -> Names:
    """Low-level packages that come along with others."""
    from envguard.data import transitive_packages as table

    return Names(table.NAMES)


@lru_cache(maxsize=1)
def perhaps_transitive_packages() -> Names:
    """Low-level packages that come along with others, and that some ask for."""
    from envguard.data import transitive_packages as table

    return Names(table.ALSO_CHOSEN)


@lru_cache(maxsize=1)
def platform_packages() -> dict[str, Names]:
    """Packages of one operating system alone, by `win`, `linux` and `osx`."""
    from envguard.data import platform_packages as table

    return {"win": Names(table.WINDOWS), "linux": Names(table.LINUX), "osx": Names(table.MAC)}


@lru_cache(maxsize=1)
def needed_by_others() -> Names:
    """Packages of one operating system that others bring along."""
    from envguard.data import platform_packages as table

    return Names(table.NEEDED_BY_OTHERS)


@lru_cache(maxsize=1)
def packages_with_patches() -> frozenset[str]:
    """conda packages whose versions have three numbers."""
    from envguard.data import patch_releases as table

    return frozenset(table.NAMES.split())
