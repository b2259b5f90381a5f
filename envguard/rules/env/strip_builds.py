"""The fix that cuts builds off, shared by the rules that speak of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envguard.model import Edit, Fix, Text
from envguard.model.edits import fix, remove

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


def _behind(version: Text, build: Text) -> Text:
    """From the end of the version to the end of the build: the sign between them goes too."""
    return Text.whole(version.source)[version.end : build.end]
