"""Build strings: those that tie a package to one platform, and the variants that they name."""

from __future__ import annotations

from functools import lru_cache

from envguard.model.patterns import late

# What conda-build makes of a package's inputs: a hash, a Python with a number, a bare number.
_PLATFORM = late(r"h[0-9a-f]{7}(?:_|$)|^(?:py|np)[0-9._np]*_[0-9]+$|^[0-9]+$|_[0-9]+$")
# The same words on every platform: they choose, they do not tie.
_CHOICE = late(
    r"[*^]|^[0-9]*_?(?:gnu|llvm|kmp_llvm|cp[0-9]+|cpython|conda_forge|main|openblas|mkl|netlib|blis|"
    r"accelerate|mpich|openmpi|nompi|cpu|gpu|cuda[0-9.]*)$"
)
_VARIANT = late(
    r"(?<![a-z])(?:cuda[0-9]*(?:\.[0-9]+)*|cudnn[0-9.]*|rocm[0-9.]*|mpi_(?:mpich|openmpi)|nompi|mpich|"
    r"openmpi|openblas|mkl|pthreads|openmp|cpu|gpu)(?![a-z])"
)


@lru_cache(maxsize=4096)
def is_platform_build(build: str) -> bool:
    """Whether a build string ties a package to one platform or one build of it.

    A choice of a variant (`*cuda*`, `openblas`, `2_gnu`, `*_cpython`) does not.
    """
    if _CHOICE.search(build):
        return False
    return bool(_PLATFORM.search(build)) or variant_glob(build) is not None


def variant_glob(build: str) -> str | None:
    """A glob that keeps the variant a build names (`*cuda11.8*`); None where it names none."""
    found = _VARIANT.search(build)
    return f"*{found.group().rstrip('.')}*" if found else None
