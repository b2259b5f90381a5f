"""What pip installs although the channels in use have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envguard.subjects.environment.channels import channels_in_use

if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency


def conda_counterparts(environment: CondaEnvironment) -> list[tuple[Dependency, str]]:
    """Mainstream scientific or compiled packages of the `pip:` section, and conda's names."""
    return [
        (one, name) for one in environment.pip_dependencies if (name := _name(environment, one))
    ]


def _name(environment: CondaEnvironment, pip: Dependency) -> str:
    """conda's name of a pip dependency that belongs there, "" of any other."""
    requirement = pip.requirement
    if not pip.name or not pip.known or requirement is None or requirement.kind != "requirement":
        return ""
    if "+" in pip.version or requirement.marker is not None:
        return ""  # a local build such as 2.1.0+cu118 is on no channel
    from envguard.subjects.environment.names import mainstream, same_project

    row = mainstream(pip.name)
    if row is None or not channels_in_use(environment) & set(row.channels):
        return ""
    # what conda lists as well is a matter of ENV010
    if any(one.name and same_project(one.name, pip.name) for one in environment.conda_dependencies):
        return ""
    return row.conda
