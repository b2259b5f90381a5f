"""The fixes that shorten builds, shared by the rules that speak of them."""

from __future__ import annotations

from envguard.model import Edit, Fix
from envguard.model.edits import fix, remove, replace
from envguard.subjects.environment.builds import variant_glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import Dependency


def stripped(dependencies: list[Dependency]) -> Fix | None:
    """Cuts the builds off these dependencies; safe, for they must name no variant."""
    edits: list[Edit | None] = []
    for dependency in dependencies:
        spec = dependency.spec
        if spec is None or spec.brackets is not None:
            continue
        version, build = spec.reading.version_span, spec.reading.build_span
        if version is not None and build is not None:
            # the sign between them goes too
            edits.append(remove(spec.text[version[1] : build[1]]))
    return fix("safe", "cut the builds off", *edits)


def kept_variants(dependencies: list[Dependency]) -> list[Edit | None]:
    """Makes each build a glob that keeps the variant it names."""
    return [
        replace(spec.build, variant_glob(spec.build.value) or "*")
        for one in dependencies
        if (spec := one.spec) is not None and spec.build is not None and spec.brackets is None
    ]
