"""LCK008: explicit-lock-malformed."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.lock.verdict import head_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.explicit_lock import ExplicitLine
    from envguard.subjects.lock.lock import Lock

_MAXIMUM_RELATED = 20


@rule("LCK008", "explicit-lock-malformed", Severity.ERROR, since="0.1.0")
def explicit_lock_malformed(lock: Lock) -> Iterator[Outcome]:
    r"""An explicit lock lacks `@EXPLICIT` or checksums, or has lines that are no packages.

    ## Why
    Without the line `@EXPLICIT` conda takes the file for a list of wishes and solves it anew,
    or refuses it. Without a checksum behind the # nothing shows that a download is the file that
    was locked. `conda list --explicit --sha256 > conda-linux-64.lock` writes both.

    ## Bad
    ```text title="conda-linux-64.lock"
    # platform: linux-64
    https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2#2161070d867d1b1204ea749c8eec4ef0
    ```

    ## Bad, no checksum
    ```text title="conda-linux-64.lock"
    # platform: linux-64
    @EXPLICIT
    https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2
    ```

    ## Good
    ```text title="conda-linux-64.lock"
    # platform: linux-64
    @EXPLICIT
    https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2#2161070d867d1b1204ea749c8eec4ef0
    ```

    ## References
    - https://github.com/conda/ceps/blob/main/cep-0023.md
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#building-identical-conda-environments
    """
    explicit = lock.explicit
    if explicit is None:
        return
    if explicit.mark is None:
        yield finding(
            explicit.lines[0].text if explicit.lines else head_of(lock),
            "There is no line `@EXPLICIT`, so conda does not take this for a lock: add it above the "
            "first package.",
        )
    packages = [line for line in explicit.lines if line.file is not None]
    yield from _one(
        [line for line in explicit.lines if line.file is None],
        "`{line}` is no URL of a package, so conda refuses the file.",
    )
    yield from _one(
        [line for line in packages if line.hash is None],
        "{count} of {all} packages have no checksum behind a #: `conda list --explicit --sha256` "
        "writes them.",
        len(packages),
    )
    yield from _one(
        [line for line in packages if line.hash is not None and not (line.md5 or line.sha256)],
        "What stands behind the # of {line} is no MD5 and no SHA-256, so conda refuses the file.",
    )


def _one(lines: list[ExplicitLine], message: str, count_all: int = 0) -> Iterator[Outcome]:
    """One finding for all lines that have the same fault."""
    if lines:
        first = lines[0]
        yield finding(
            first.text,
            message,
            related=tuple(related(one.text, "here too") for one in lines[1:_MAXIMUM_RELATED]),
            line=first.file.value if first.file is not None else first.text.value[:80],
            count=len(lines),
            all=count_all,
        )
