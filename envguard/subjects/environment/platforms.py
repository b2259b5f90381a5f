"""For which operating systems an environment is meant, and what exists for one of them alone."""

from __future__ import annotations

from functools import lru_cache

from envguard.formats.tree import Scalar, Sequence
from envguard.subjects.environment.listed import platform_packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency

SYSTEMS = {"win": "Windows", "linux": "Linux", "osx": "macOS"}


@lru_cache(maxsize=4096)
def system_of(name: str) -> str:
    """The one operating system (win, linux, osx) that has a conda package; "" where several do."""
    for system, names in platform_packages().items():
        if name in names:
            return system
    return ""


def platform_only(environment: CondaEnvironment) -> list[tuple[Dependency, str]]:
    """Dependencies that one operating system alone has, without a selector."""
    return [
        (one, system)
        for one in environment.conda_dependencies
        if (system := system_of(one.name)) and one.known and one.selector is None
    ]


def systems_meant(environment: CondaEnvironment, platforms: list[str]) -> set[str]:
    """The operating systems that an environment is meant for; empty where nothing says.

    `platforms` are the settings'. Its own `platforms:` come first; selectors say that there are
    others than the ones they name.
    """
    named = _own_platforms(environment) or platforms
    if named:
        return {platform.partition("-")[0] for platform in named}
    if any(problem.kind == "selector-entry" for problem in environment.problems):
        return set(SYSTEMS)
    if any(one.selector is not None for one in environment.dependencies):
        return set(SYSTEMS)
    found = {system for _, system in platform_only(environment)}
    return found if len(found) > 1 else set()


def _own_platforms(environment: CondaEnvironment) -> list[str]:
    entry = environment.root.entry("platforms") if environment.root is not None else None
    if entry is None or not isinstance(entry[1], Sequence):
        return []
    return [item.value for item in entry[1].items if isinstance(item, Scalar)]
