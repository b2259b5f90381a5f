"""What pip installs although the channels in use have it."""

from __future__ import annotations

from functools import lru_cache

from envguard.formats.requirement_reading import normalised
from envguard.subjects.environment.channels import channels_in_use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency


class CondaPackages:
    """conda's dependencies, to be found by the PyPI project that they bring."""

    __slots__ = ("_by_spelling",)

    def __init__(self, environment: CondaEnvironment) -> None:
        self._by_spelling: dict[str, dict[str, Dependency]] = {}
        for one in environment.conda_dependencies:
            if one.name:
                known = self._by_spelling.setdefault(normalised(one.name), {})
                known.setdefault(one.name, one)

    def bringing(self, pypi_name: str) -> Dependency | None:
        """The first dependency that brings a PyPI project; None where none does."""
        from envguard.subjects.environment.names import conda_spellings, same_project

        for spelling in conda_spellings(pypi_name):
            for name, one in self._by_spelling.get(spelling, {}).items():
                if same_project(name, pypi_name):
                    return one
        return None


# several rules ask of one environment, one after the other
@lru_cache(maxsize=2)
def conda_packages(environment: CondaEnvironment) -> CondaPackages:
    """What conda installs in an environment."""
    return CondaPackages(environment)


@lru_cache(maxsize=2)
def conda_counterparts(environment: CondaEnvironment) -> list[tuple[Dependency, str]]:
    """Mainstream scientific or compiled packages of the `pip:` section, and conda's names."""
    packages, channels = conda_packages(environment), channels_in_use(environment)
    return [
        (one, name)
        for one in environment.pip_dependencies
        if (name := _name(one, packages, channels))
    ]


def _name(pip: Dependency, packages: CondaPackages, channels: set[str]) -> str:
    """conda's name of a pip dependency that belongs there, "" of any other."""
    requirement = pip.requirement
    if not pip.name or not pip.known or requirement is None or requirement.kind != "requirement":
        return ""
    if "+" in pip.version or requirement.marker is not None:
        return ""  # a local build such as 2.1.0+cu118 is on no channel
    from envguard.subjects.environment.names import mainstream

    row = mainstream(pip.name)
    if row is None or not channels & set(row.channels):
        return ""
    # what conda lists as well is a matter of ENV010
    return "" if packages.bringing(pip.name) is not None else row.conda
