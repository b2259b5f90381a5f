"""Which group each package of a platform belongs to: that of every source that needs it.

As with conda-lock: what `main` needs is main alone; what only others need has all their groups.
"""

from __future__ import annotations

from collections.abc import Iterable

from envguard.formats.requirement_reading import normalised
from envguard.lock.gathering import Root
from envguard.lock.rows import LockRow
from envguard.subjects.environment.names import conda_name


def categorised(rows: list[LockRow], roots: Iterable[Root]) -> list[LockRow]:
    """The rows of one platform with their groups, in the order they came in."""
    by_name: dict[str, list[LockRow]] = {}
    for row in rows:
        by_name.setdefault(normalised(row.name), []).append(row)
    groups: dict[tuple[str, str, str], set[str]] = {row.key: set() for row in rows}
    for root in roots:
        for row in _needed(root, by_name):
            groups[row.key].update(root.categories)
    return [row._replace(categories=_kept(groups[row.key])) for row in rows]


def _kept(groups: set[str]) -> tuple[str, ...]:
    # what no root reaches, as a package that the solver added by itself, must be installed too
    return ("main",) if "main" in groups or not groups else tuple(sorted(groups))


def _needed(root: Root, by_name: dict[str, list[LockRow]]) -> list[LockRow]:
    """What a root brings along, itself included."""
    name = normalised(root.asked.name)
    todo = [name]
    if root.asked.manager == "pip" and name not in by_name:
        todo = [normalised(conda_name(root.asked.name))]
    seen: set[str] = set()
    found: list[LockRow] = []
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for row in by_name.get(name, ()):
            found.append(row)
            todo.extend(normalised(one) for one in row.dependencies)
    return found
