"""Which dependencies have no version, so that each install takes the newest."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency
    from envguard.subjects.pip.requirements import Line, PipRequirements

INSTALLERS = frozenset(("pip", "setuptools", "wheel"))
"""What installs the rest; its version decides nothing about results."""

CHOICES = frozenset((
    "nomkl", "blas", "libblas", "liblapack", "libcblas", "mpi", "pytorch-mutex", "_openmp_mutex",
    "_libgcc_mutex", "_r-mutex", "nodefaults", "compilers", "c-compiler", "cxx-compiler",
    "fortran-compiler", "cpuonly",
))  # fmt: skip
"""What chooses a variant or a compiler, and holds nothing itself."""

TOOLS = frozenset((
    "git", "git-lfs", "wget", "curl", "make", "cmake", "ninja", "pkg-config", "vim", "nano", "less",
    "tmux", "screen", "htop", "nvtop", "zip", "unzip", "rsync", "tree", "jq", "openssh", "gh",
    "black", "ruff", "flake8", "isort", "mypy", "pylint", "pre-commit", "pre_commit", "autopep8",
    "yapf", "jupytext", "nb_conda_kernels", "ipykernel", "gpustat", "nvitop",
))  # fmt: skip
"""What people work with and no result is computed with."""


def unpinned(environment: CondaEnvironment, strict: bool = False) -> list[Dependency]:
    """conda's dependencies without a version; python is another question.

    A choice of a build (`blas=*=openblas`) is no version and none is wanted. `strict` counts a
    bound from below alone as no version, too.
    """
    loose = ("bare", "lower", "excluded") if strict else ("bare",)
    return [
        one
        for one in environment.conda_dependencies
        if one.pin in loose
        and one.name not in ("", "*", "python")
        and one.name not in INSTALLERS
        and one.name not in CHOICES
        and one.accepted
        and not (one.spec is not None and one.spec.reading.build_span is not None)
    ]


def how_loose(bounded: bool, count: int) -> str:
    """What dependencies have for a version, in words; `bounded`: some have a lower bound."""
    have = "has" if count == 1 else "have"
    return f"{have} no version, or a lower bound alone" if bounded else f"{have} no version"


def unpinned_lines(requirements: PipRequirements, strict: bool = False) -> list[Line]:
    """pip's lines without a version, what a file of constraints pins left out."""
    from envguard.subjects.environment.constraints import pin_kind

    if requirements.constraint or requirements.is_hashed:
        return []
    loose = ("bare", "lower", "excluded") if strict else ("bare",)
    found = [
        line
        for line in requirements.lines
        if line.is_named
        and line.name not in INSTALLERS
        and not (line.constraint is None and line.requirement.reading.specifier is not None)
        and pin_kind(line.constraint) in loose
    ]
    if not found:
        return found
    held = {
        line.name
        for line in requirements.constraint_lines()
        if line.is_named and pin_kind(line.constraint) in ("exact", "fuzzy", "range")
    }
    return [line for line in found if line.name not in held]
