"""The fixes that shorten builds, shared by the rules that speak of them."""

from __future__ import annotations

from envguard.model import Edit, Fix, Text
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
        if spec is None or spec.version is None or spec.build is None or spec.brackets is not None:
            continue
        edits.append(remove(_behind(spec.version, spec.build)))
    return fix("safe", "cut the builds off", *edits)


def kept_variants(dependencies: list[Dependency]) -> list[Edit | None]:
    """Makes each build a glob that keeps the variant it names."""
    return [
        replace(spec.build, variant_glob(spec.build.value) or "*")
        for one in dependencies
        if (spec := one.spec) is not None and spec.build is not None and spec.brackets is None
    ]


def _behind(version: Text, build: Text) -> Text:
    """From the end of the version to the end of the build: the sign between them goes too."""
    return Text.whole(version.source)[version.end : build.end]
