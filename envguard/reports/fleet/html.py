"""A fleet as one page: no network, no script; each repository opens to its findings."""

from __future__ import annotations

from collections.abc import Iterator

from envguard import __version__, rule_url
from envguard.engine.fleet.model import Fleet, FleetFinding, Group, Repository
from envguard.reports.fleet.text import total
from envguard.reports.html import page, prose, words
from envguard.reports.paper.picture import Bar, bars
from envguard.reports.paper.style import STYLE as PAPER_STYLE

MAXIMUM_FINDINGS = 10_000
MOST_BARS = 15
STYLE = (
    PAPER_STYLE
    + """
body { max-width: 68rem; }
details { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  margin: .6rem 0; padding: .5rem 1rem; }
summary { cursor: pointer; overflow-wrap: anywhere; } summary b { margin-right: .6rem; }
.new { color: var(--no); font-weight: 600; } .fixed { color: var(--yes); }
.fleet-findings { table-layout: fixed; } .fleet-findings th:nth-child(1) { width: 5.6rem; }
.fleet-findings th:nth-child(2) { width: 30%; }
"""
)
_STYLES = {"error": "no", "warning": "open", "info": "quiet"}


def render(fleet: Fleet) -> str:
    """The whole page."""
    parts = [
        '<a class="skip" href="#repositories">Skip to the repositories</a>',
        '<header><p class="over">Fleet report</p>',
        f"<h1>{words(total(fleet))}</h1></header><main>",
        *_picture(fleet),
        *_changes(fleet),
        '<h2 id="repositories">By repository</h2>',
        *_repositories(fleet),
        *_groups("By rule", fleet.rules, True),
        *_owners(fleet),
        "</main>",
        f"<footer>Made by envguard {words(__version__)}. It read the files and ran nothing.",
        "</footer>",
    ]
    return page("envguard fleet report", STYLE, "\n".join(parts))


def _picture(fleet: Fleet) -> Iterator[str]:
    rows = [
        Bar(one.name, tuple((word, one.count(word)) for word in ("error", "warning", "info")))
        for one in fleet.repositories
        if one.findings
    ]
    if rows:
        yield bars("Findings of the worst repositories", rows[:MOST_BARS], "findings")
        yield '<p class="legend"><span class="key error"></span>error'
        yield '<span class="key warning"></span>warning<span class="key info"></span>info'
        if len(rows) > MOST_BARS:
            yield f" · the worst {MOST_BARS} of {len(rows)}"
        yield "</p>"


def _changes(fleet: Fleet) -> Iterator[str]:
    if not fleet.since:
        return
    new = [(r, f) for r, f in fleet.findings() if f.change == "new"]
    fixed = [(r, f) for r in fleet.repositories for f in r.fixed]
    yield "<h2>Since last time</h2>"
    first = [r.name for r in fleet.repositories if r.findings and r.findings[0].change == "first"]
    for title, style, found in (("New", "new", new), ("Fixed", "fixed", fixed)):
        yield f"<details{' open' if style == 'new' and found else ''}><summary>"
        yield f'<b class="{style}">{title}: {len(found)}</b></summary>'
        yield from _table([(one, repository.name) for repository, one in found])
        yield "</details>"
    if first:
        yield f"<p>Nothing is known of last time of: {words(', '.join(first))}.</p>"
    if fleet.gone:
        yield f"<p>Not here any more: {words(', '.join(fleet.gone))}.</p>"


def _repositories(fleet: Fleet) -> Iterator[str]:
    left = MAXIMUM_FINDINGS
    for one in fleet.repositories:
        yield f"<details><summary><b>{words(one.name)}</b>{_counts(one)}</summary>"
        if one.problem:
            yield f'<p class="no">{words(one.problem)}</p>'
        yield (
            f'<p class="quiet">{one.files} files checked, {one.unknowns} unknown, '
            f"{one.ignored} ignored</p>"
        )
        yield from _table([(finding, "") for finding in one.findings[:left]])
        if len(one.findings) > left:
            yield f"<p>{len(one.findings) - left} more are left out.</p>"
        left = max(0, left - len(one.findings))
        yield "</details>"


def _counts(one: Repository) -> str:
    if one.outcome == "failed":
        return '<span class="no">failed</span>'
    if one.outcome == "nothing":
        return '<span class="quiet">nothing to check</span>'
    said = [
        f'<span class="{_STYLES[word]}">{number} {word}{"" if number == 1 else "s"}</span>'
        for word in ("error", "warning", "info")
        if (number := one.count(word))
    ]
    return ", ".join(said) or '<span class="yes">nothing to complain about</span>'


def _table(found: list[tuple[FleetFinding, str]]) -> Iterator[str]:
    if not found:
        return
    yield '<table class="fleet-findings"><thead><tr><th scope="col">Severity</th>'
    yield '<th scope="col">Where</th><th scope="col">What</th></tr></thead><tbody>'
    for one, repository in found[:MAXIMUM_FINDINGS]:
        head = f"{words(repository)}: " if repository else ""
        owners = f"<small>{words(' '.join(one.owners))}</small>" if one.owners else ""
        new = ' <span class="new">new</span>' if one.change == "new" and not repository else ""
        yield (
            f'<tr><td class="severity {_STYLES[one.severity]}">{one.severity}</td>'
            f"<td>{head}<code>{words(one.path)}:{one.line}</code>{owners}</td>"
            f"<td>{_code(one.code)} {prose(one.message)}{new}</td></tr>"
        )
    yield "</tbody></table>"


def _code(code: str) -> str:
    if code.isalnum() and code.isascii():
        return f'<a href="{words(rule_url(code))}">{words(code)}</a>'
    return words(code)


def _groups(title: str, groups: tuple[Group, ...], rules: bool) -> Iterator[str]:
    if not groups:
        return
    yield f"<h2>{title}</h2><table><thead><tr>"
    for name in (title[3:].capitalize(), "Errors", "Warnings", "Infos", "Repositories"):
        yield f'<th scope="col"{"" if name == title[3:].capitalize() else NUMBER}>{name}</th>'
    yield "</tr></thead><tbody>"
    for one in groups[:500]:
        name = _code(one.name) if rules else words(one.name)
        cells = (one.error, one.warning, one.info, one.repositories)
        numbers = "".join(f'<td class="number">{number}</td>' for number in cells)
        yield f"<tr><td>{name}</td>{numbers}</tr>"
    yield "</tbody></table>"


NUMBER = ' class="number"'


def _owners(fleet: Fleet) -> Iterator[str]:
    if any(one.name != "nobody" for one in fleet.owners):
        yield from _groups("By owner", fleet.owners, False)
        yield '<p class="quiet">By CODEOWNERS as GitHub reads it: the last line that matches. What '
        yield "nobody owns is nobody's; what several own counts for each.</p>"
