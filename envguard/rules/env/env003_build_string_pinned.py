"""ENV003: build-string-pinned."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.model.edits import fix
from envguard.rules import Outcome, rule
from envguard.rules.env.strip_builds import kept_variants, stripped
from envguard.subjects.environment.dump import (
    exported_dump,
    is_from_pip,
    plainly_built,
    platform_built,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment


@rule("ENV003", "build-string-pinned", Severity.WARNING, fix="safe", since="0.1.0")
def build_string_pinned(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""Dependencies name the builds of one platform.

    ## Why
    `numpy=1.26.4=py311h64a7726_0` exists for Linux on x86_64 alone, and channels drop old builds.
    On a Mac, or in a year, conda finds nothing. The exact files belong in a lock.

    A choice of a variant (`pytorch=2.1=*cuda*`, `blas=*=openblas`) is no finding.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11.9=hb806964_0_cpython
      - numpy=1.26.4=py311h64a7726_0  # from the server
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11.9
      - numpy=1.26.4
      - blas=*=openblas
    ```

    ## Fix
    Safe: the builds are cut off. Unsafe where a build names a variant (CUDA, MPI, BLAS): it
    becomes a glob that keeps the variant, such as `=*cuda11.8*`.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html#build-string
    - https://conda.github.io/conda-lock/
    """
    # pip's own mark is PIP011's
    built = [one for one in platform_built(environment) if not is_from_pip(one)]
    if not built or exported_dump(environment) is not None:
        return
    plain = plainly_built(built)
    meant = plain or built
    yield finding(
        meant[0].text,
        "{count} pinned to builds of one platform, which other machines cannot install: keep the "
        "versions here and the exact files in a lock.",
        related=tuple(
            related(one.text, "pinned to a build, too") for one in built if one is not meant[0]
        ),
        fix=stripped(plain)
        if plain
        else fix("unsafe", "keep the variant, drop the build", *kept_variants(built)),
        count="1 dependency is" if len(built) == 1 else f"{len(built)} dependencies are",
    )
