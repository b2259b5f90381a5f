"""One project, two names: what conda and PyPI call it. The tables are read at first use."""

from __future__ import annotations

from functools import lru_cache

from envguard.formats.requirement_reading import normalised
from envguard.model.records import NamedTuple


class Mainstream(NamedTuple):
    """A compiled or mainstream scientific project, and the conda channels that have it."""

    pypi: str
    conda: str
    channels: tuple[str, ...]


def conda_name(pypi_name: str) -> str:
    """The conda package to ask for instead of a PyPI project: torch is pytorch."""
    name = normalised(pypi_name)
    family = _families_by_pypi().get(name)
    return family[0][0] if family else _conda_names().get(name, name)


def pypi_name(conda_name: str) -> str:
    """The PyPI project that a conda package brings: pytorch brings torch.

    For a package without Python in it, that is a name that means nothing on PyPI.
    """
    family = _families_by_conda().get(conda_name)
    if family is not None:
        return family[1][0]
    return _pypi_names().get(conda_name, normalised(conda_name))


def same_project(conda_name: str, pypi_name: str) -> bool:
    """Whether a conda package and a PyPI project bring the same importable files.

    Equal names alone do not: conda's `graphviz` is the C program, PyPI's is `python-graphviz`.
    """
    name = normalised(pypi_name)
    family = _families_by_conda().get(conda_name)
    if family is not None:
        return name in family[1]
    if name in _families_by_pypi():
        return False
    listed = _conda_names().get(name)
    if listed is None:
        return conda_name not in _pypi_names() and normalised(conda_name) == name
    if listed == conda_name or normalised(listed) == name == normalised(conda_name):
        return True
    # matplotlib-base and matplotlib are one project, so both conda names bring it
    return conda_name == name and listed in (f"{name}-base", f"{name}-core")


@lru_cache(maxsize=2048)
def conda_spellings(pypi_name: str) -> list[str]:
    """The normalised conda names among which `same_project` can hold for a PyPI project, sorted."""
    name = normalised(pypi_name)
    family = _families_by_pypi().get(name)
    if family is not None:
        return sorted({normalised(conda) for conda in family[0]})
    return sorted({name, normalised(_conda_names().get(name, name))})


def conda_version(pypi_name: str, version: str) -> str:
    """The version of a PyPI project as conda numbers it.

    OpenCV's wheels count their own builds in a fourth number: 4.9.0.80 is OpenCV 4.9.0.
    """
    numbers = version.split(".")
    if normalised(pypi_name).startswith("opencv-") and len(numbers) == 4:
        return ".".join(numbers[:3])
    return version


def mainstream(pypi_name: str) -> Mainstream | None:
    """A PyPI project's row among the mainstream ones; None for all others."""
    return _mainstream().get(normalised(pypi_name))


@lru_cache(maxsize=1)
def _conda_names() -> dict[str, str]:
    from envguard.data import conda_pypi_names

    words = iter(conda_pypi_names.ROWS.split())
    return {pypi: next(words) for pypi in words}


@lru_cache(maxsize=1)
def _pypi_names() -> dict[str, str]:
    return {conda: pypi for pypi, conda in reversed(_conda_names().items())}


Family = tuple[list[str], list[str]]


@lru_cache(maxsize=1)
def _families() -> list[Family]:
    from envguard.data import conda_families

    rows = [row.partition(":") for row in conda_families.ROWS.splitlines()]
    return [(conda.split(), pypi.split()) for conda, _, pypi in rows]


@lru_cache(maxsize=1)
def _families_by_conda() -> dict[str, Family]:
    return {name: family for family in _families() for name in family[0]}


@lru_cache(maxsize=1)
def _families_by_pypi() -> dict[str, Family]:
    return {name: family for family in _families() for name in family[1]}


@lru_cache(maxsize=1)
def _mainstream() -> dict[str, Mainstream]:
    from envguard.data import mainstream as table

    found = {}
    for row in table.ROWS.splitlines():
        pypi, conda, *channels = row.split()
        found[pypi] = Mainstream(pypi, conda, tuple(channels))
    return found


def is_listed(conda_name: str) -> bool:
    """Whether the tables pair a conda package with a PyPI project."""
    return conda_name in _pypi_names() or conda_name in _families_by_conda()
