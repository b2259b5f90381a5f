"""Whether a conda package needs Python, as far as the table and the names' tables know."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    from envguard.data import python_packages

    return frozenset(python_packages.NAMES.split())


def is_python_package(conda_name: str) -> bool:
    """Whether the package is known to need Python; False where the tables do not know it."""
    from envguard.subjects.environment.names import is_listed

    return conda_name in _names() or is_listed(conda_name)
