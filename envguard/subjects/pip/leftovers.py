"""What other programs leave in a list of requirements: conda's rows, its build folders' paths."""

from __future__ import annotations

import re

from envguard.model.patterns import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.pip.requirements import Line, PipRequirements

_BUILD_FOLDER = late(
    r"[\\/](?:croots?|feedstock_root|build_artifacts|conda-bld|bld|miniconda-builds|concourse|"
    r"ci(?:_py\d+|_\d+)?|abs_[0-9a-z_]+|rattler-build[\w.-]*|recipes)[\\/]|"
    r"^file:/+tmp/build/[0-9a-f]{6,}/|[\\/]work(?:[\\/](?:dist[\\/].*)?)?$",
    re.IGNORECASE,
)
_WHEEL = late(r"[\\/]([A-Za-z0-9_.]+)-(\d[\w.!]*)(?:-[\w.]+){3,4}\.whl(?:$|[?#])")
_ARCHIVE = late(r"[\\/]([A-Za-z0-9_.-]+?)-(\d[\w.!]*?)\.(?:tar\.gz|zip)(?:$|[?#])")
_CONDA_ROW = late(r"[A-Za-z0-9_][\w.-]*=[^=\s]+=[A-Za-z0-9_.+-]+")


def is_conda_build_path(url: str) -> bool:
    """Whether a file: URL leads into the folder in which conda's packagers built a package."""
    return url.lower().startswith("file:") and _BUILD_FOLDER.search(url) is not None


def version_in_path(url: str) -> str:
    """The version in the name of a wheel or an archive; "" where the path tells none."""
    found = _WHEEL.search(url) or _ARCHIVE.search(url)
    return found.group(2) if found else ""


def conda_rows(requirements: PipRequirements) -> list[Line]:
    """The rows `name=version=build`, which `conda list --export` writes."""
    return [
        line
        for line in requirements.lines
        if line.requirement.refusal and _CONDA_ROW.fullmatch(line.text.value.partition(" ")[0])
    ]
