"""Which Python an environment pins, as far as its dependencies say."""

from __future__ import annotations

from functools import lru_cache

from envguard.formats.conda_constraint import Constraint
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.environment.constraints import pin_kind
from envguard.subjects.environment.environment import CondaEnvironment, Dependency

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

PythonState: TypeAlias = "Literal['absent', 'bare', 'open', 'pinned', 'unknown']"
"""absent: nothing asks for Python. bare: `python` alone. open: `>=3.9`, `3.*`, only `!=`.

pinned: a series, a version or a range that ends below some Python 3. unknown: a hole, a refused or
dropped entry, or a template in whose holes Python may stand.
"""

_MINOR = late(r"(\d+)\.(\d+)(?:\.|$|[a-z_+])")
_NEWEST_MINOR = 30


class PythonPin(NamedTuple):
    """What is pinned and by which dependency; `minor` is "3.11" where only one minor fits."""

    state: PythonState
    minor: str | None = None
    dependency: Dependency | None = None


def python_pin(environment: CondaEnvironment) -> PythonPin:
    """The Python that conda is asked for. What pip is asked for does not count.

    Several entries count together: `python` beside `python_abi=3.11` is 3.11. Python can also come
    from a package of its own (pypy3.9) or only as a need of others, which is absent here.
    """
    found = environment.named("python")
    if found:
        pin = _pin(found)
        if pin.state in ("bare", "open"):
            return _helper_pin(environment) or pin
        return pin
    helper = _helper_pin(environment)
    if helper is not None:
        return helper
    if environment.broken or environment.template or _is_lost(environment):
        return PythonPin("unknown")
    return PythonPin("absent")


@lru_cache(maxsize=512)
def minors_allowed(constraint: Constraint) -> tuple[str, ...]:
    """The minor versions of Python 3 that a constraint leaves open, oldest first.

    Releases are tried, so `>=3.9,<3.10` is 3.9 alone, although 3.10.0rc1 lies below 3.10.
    """
    patches = {0, 99}
    for leaf in constraint.leaves():
        for component in leaf.version.components[3:4] if leaf.version else ():
            number = component[0][1]
            if isinstance(number, int):
                patches.update((max(0, number - 1), number, number + 1))
    return tuple(
        f"3.{minor}"
        for minor in range(_NEWEST_MINOR)
        if any(constraint.allows(f"3.{minor}.{patch}") for patch in sorted(patches)[:20])
    )


def _pin(found: list[Dependency]) -> PythonPin:
    kinds = []
    for one in found:
        kind = "unknown" if not one.known or not one.accepted else pin_kind(one.constraint)
        kinds.append((kind, one))
    for kind, one in kinds:
        if kind in ("exact", "fuzzy", "range"):
            return PythonPin("open" if _is_endless(one) else "pinned", _minor(one), one)
    for kind, one in kinds:
        if kind == "unknown":
            return PythonPin("unknown", None, one)
    for kind, one in kinds:
        if kind in ("lower", "wildcard", "excluded"):
            return PythonPin("open", None, one)
    return PythonPin("bare", None, kinds[0][1])


def _is_endless(dependency: Dependency) -> bool:
    """Whether a range lets every coming Python 3 in: `>=3.9,<4` and `~=3.9` do, as `3.*` does."""
    constraint = dependency.constraint
    return constraint is not None and f"3.{_NEWEST_MINOR - 1}" in minors_allowed(constraint)


def _minor(dependency: Dependency) -> str | None:
    constraint = dependency.constraint
    if constraint is None:
        return None
    if (
        not constraint.parts
        and constraint.version is not None
        and constraint.operator in ("=", "==")
    ):
        found = _MINOR.match(constraint.version.value)
        # `==3.11` is 3.11.0, and `=3` leaves every minor open
        return f"{found.group(1)}.{found.group(2)}" if found else None
    allowed = minors_allowed(constraint)
    return allowed[0] if len(allowed) == 1 else None


def _helper_pin(environment: CondaEnvironment) -> PythonPin | None:
    """python_abi follows Python's minor version; pypy3.9 is a Python 3.9."""
    for one in environment.conda_dependencies:
        if one.name == "python_abi" and one.known:
            pin = _pin([one])
            if pin.state == "pinned":
                return pin
        if one.name.startswith("pypy3."):
            return PythonPin("pinned", one.name[len("pypy") :], one)
    return None


def _is_lost(environment: CondaEnvironment) -> bool:
    """Whether an entry that conda drops asks for Python, as `- python: 3.11` does."""
    return any(
        problem.category == "lost"
        and (problem.values.get("key") == "python" or problem.kind.startswith("dependencies-"))
        for problem in environment.problems
    )
