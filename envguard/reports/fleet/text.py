"""A fleet for a terminal: a line a repository, the worst first, and what changed."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.engine.fleet.model import Fleet, Group, Repository
from envguard.reports.wording import plural, visible

_MOST_RULES = 10


def render(fleet: Fleet) -> str:
    """The lines, newline at the end."""
    return "".join(f"{visible(line)}\n" for line in _lines(fleet))


def _lines(fleet: Fleet) -> Iterator[str]:
    width = min(60, max((len(one.name) for one in fleet.repositories), default=0))
    for one in fleet.repositories:
        yield f"{one.name:<{width}}  {_said(one, fleet.since)}"
    yield from _groups("by rule", fleet.rules)
    if any(one.name != "nobody" for one in fleet.owners):
        yield from _groups("by owner", fleet.owners)
    if fleet.gone:
        yield f"not here any more: {', '.join(fleet.gone)}"
    yield total(fleet)


def _said(one: Repository, since: bool) -> str:
    if one.outcome == "failed":
        return f"failed: {one.problem}"
    if one.outcome == "nothing":
        return "nothing to check was found"
    counts = [plural(one.count(word), word) for word in ("error", "warning", "info")]
    said = ", ".join(c for c in counts if not c.startswith("0 ")) or "nothing to complain about"
    if since:
        new = sum(finding.change == "new" for finding in one.findings)
        said += f" ({new} new, {len(one.fixed)} fixed)" if new or one.fixed else ""
    return f"{said}; {one.problem}" if one.problem else said


def _groups(title: str, groups: tuple[Group, ...]) -> Iterator[str]:
    if not groups:
        return
    yield f"{title}:"
    for one in groups[:_MOST_RULES]:
        count = one.error + one.warning + one.info
        where = "1 repository" if one.repositories == 1 else f"{one.repositories} repositories"
        yield f"  {count:>5}  {one.name} in {where}"
    if len(groups) > _MOST_RULES:
        yield f"         and {len(groups) - _MOST_RULES} more"


def total(fleet: Fleet) -> str:
    """The closing line."""
    rows = fleet.repositories
    counts = {w: sum(one.count(w) for one in rows) for w in ("error", "warning", "info")}
    said = ", ".join(plural(n, w) for w, n in counts.items() if n) or "nothing to complain about"
    where = "1 repository" if len(rows) == 1 else f"{len(rows)} repositories"
    failed = sum(one.outcome == "failed" for one in rows)
    line = f"{where}: {said}" + (f"; {failed} failed" if failed else "")
    if fleet.since:
        new = sum(f.change == "new" for one in rows for f in one.findings)
        line += f"; {new} new, {sum(len(one.fixed) for one in rows)} fixed"
    return line
