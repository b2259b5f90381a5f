"""Whether an environment is the whole solved one, as `conda env export` writes it."""

from __future__ import annotations

from functools import lru_cache

from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.environment.builds import is_platform_build, variant_glob
from envguard.subjects.environment.listed import (
    perhaps_transitive_packages,
    transitive_packages,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency

_FULL_VERSION = late(r"=*[0-9][\w.!+]*(?:\.\*)?")
_ENOUGH = 3
_SURE = 2
_NEARLY_ALL = 0.9


class Dump(NamedTuple):
    """`transitive` are rows that nobody asks for, `built` those tied to one platform's build.

    `certain`: builds prove that the rows come from a solved environment.
    """

    transitive: list[Dependency]
    built: list[Dependency]
    certain: bool


# half a dozen rules ask it of one environment, one after the other
@lru_cache(maxsize=2)
def exported_dump(environment: CondaEnvironment) -> Dump | None:
    """The traits of an export, None where the file was written by somebody who chose."""
    rows = [one for one in environment.conda_dependencies if one.name and one.known]
    sure, perhaps = transitive_packages(), perhaps_transitive_packages()
    transitive = [one for one in rows if one.name in sure or one.name in perhaps]
    if len(transitive) < _ENOUGH or sum(one.name in sure for one in transitive) < _SURE:
        return None
    exact = sum(_FULL_VERSION.fullmatch(one.version) is not None for one in rows)
    if exact < _NEARLY_ALL * len(rows):
        return None
    built = platform_built(environment)
    return Dump(transitive, built, len(built) >= _NEARLY_ALL * len(rows))


def platform_built(environment: CondaEnvironment) -> list[Dependency]:
    """conda's dependencies that name a build of one platform."""
    return [one for one in environment.conda_dependencies if platform_build(one) is not None]


def platform_build(dependency: Dependency) -> str | None:
    """The build that ties a dependency to a platform; None where it names none."""
    spec = dependency.spec
    if spec is None or spec.reading.build_span is None or not spec.accepted:
        return None
    begin, end = spec.reading.build_span
    build = spec.text.value[begin:end]
    return build if is_platform_build(build) else None


def is_from_pip(dependency: Dependency) -> bool:
    """Whether `conda list` marked it as installed by pip: such a build is on no channel."""
    spec = dependency.spec
    return spec is not None and (spec.reading.build or "").startswith("pypi")


def plainly_built(dependencies: list[Dependency]) -> list[Dependency]:
    """Those whose builds name no variant, so that nothing is lost with the build."""
    return [one for one in dependencies if variant_glob(platform_build(one) or "") is None]
