"""The report for people at a terminal: each finding with its line and its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from envguard.engine.result import Result
from envguard.model import Confidence, Fix, Location, Reported, Severity, Unknown
from envguard.reports.wording import message, plural, shown_path, visible

_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_WIDTH = 120
_MOST_RELATED = 6


class Style:
    """Colours where the reader is a terminal, nothing otherwise."""

    __slots__ = ("on",)

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, code: str, words: str) -> str:
        return f"\x1b[{code}m{words}\x1b[0m" if self.on else words


def render(result: Result, *, color: bool = False, quiet: bool = False) -> str:
    """The findings that count, the unknowns and a closing line; `quiet`: the findings only."""
    return "".join(rendered(result, color=color, quiet=quiet))


def rendered(result: Result, *, color: bool = False, quiet: bool = False) -> Iterator[str]:
    """The same piece by piece, so that a report of any length can be printed as it is made."""
    style, said = Style(color), False
    for one in result.reported:
        if one.ignored is None:
            said = True
            yield _block(one, style) + "\n"
    if quiet:
        return
    for unknown in result.unknowns:
        yield _unknown(unknown, style) + "\n"
    for skipped in result.skipped:
        words = f"{visible(shown_path(skipped.path))} was not read: {visible(skipped.reason)}"
        yield style("2", f"note: {words}") + "\n"
    if said or result.checked or result.unknowns or result.skipped:
        yield summary(result, style) + "\n"


def _block(reported: Reported, style: Style) -> str:
    finding = reported.finding
    color = _COLORS[reported.severity]
    head = style(color, f"{reported.severity.word}[{reported.code}]")
    said = style("1", message(finding.message, finding.values))
    doubt = "" if finding.confidence is Confidence.CERTAIN else f" ({finding.confidence.value})"
    lines = [f"{head}{doubt}: {said}"]
    width = _gutter(reported)
    lines.extend(_frame(finding.location, width, style, color, "-->"))
    for related in finding.related[:_MOST_RELATED]:
        words = message(related.message, related.values)
        lines.extend(_frame(related.location, width, style, "1;34", ":::", words))
    more = len(finding.related) - _MOST_RELATED
    if more > 0:
        lines.append(f"{' ' * width}= and {plural(more, 'more place')}")
    if finding.fix is not None:
        lines.append(f"{' ' * width}{style('2', '=')} {_fix(finding.fix)}")
    return "\n".join(lines) + "\n"


def _gutter(reported: Reported) -> int:
    places = [reported.finding.location, *(r.location for r in reported.finding.related)]
    return max(len(str(place.begin.line)) for place in places) + 1


def _frame(
    place: Location, width: int, style: Style, color: str, arrow: str, words: str = ""
) -> list[str]:
    """The place, its line, and marks under the words that are meant."""
    bar = style("1;34", "|")
    where = f"{visible(shown_path(place.path))}:{place.begin.line}:{place.begin.column}"
    if place.cell is not None:
        where += f" (cell {place.cell[0]}, line {place.cell[1]})"
    lines = [f"{' ' * (width - 1)}{style('1;34', arrow)} {where}{'  ' + words if words else ''}"]
    line = place.line.rstrip()
    begin = place.begin.column - 1
    if not line or begin > len(line):  # of a line without end only its beginning is kept
        return lines
    last = place.finish.column - 1 if place.finish.line == place.begin.line else len(line)
    shift = max(0, begin - _WIDTH // 2) if len(line) > _WIDTH else 0
    cut = line[shift : shift + _WIDTH]
    before = visible(cut[: begin - shift].expandtabs(4))
    meant = visible(cut[begin - shift : max(begin + 1, last) - shift].expandtabs(4))
    after = visible(cut[max(begin + 1, last) - shift :].expandtabs(4))
    lines.append(f"{place.begin.line:>{width - 1}} {bar} {before}{meant}{after}")
    marks = "^" * max(1, len(meant))
    lines.append(f"{' ' * width}{bar} {' ' * len(before)}{style(color, marks)}")
    return lines


def _fix(fix: Fix) -> str:
    option = "--fix" if fix.safety == "safe" else "--fix --unsafe-fixes"
    return f"fix ({option}): {visible(fix.title)}"


def _unknown(unknown: Unknown, style: Style) -> str:
    place = unknown.location
    where = f"{visible(shown_path(place.path))}:{place.begin.line}:{place.begin.column}"
    said = message(unknown.message, unknown.values)
    reason = visible(unknown.reason)
    return f"{style('1;35', f'unknown[{unknown.code}]')}: {where}: {said} ({reason})"


def summary(result: Result, style: Style) -> str:
    """One line: what was found, in how many files, and what can be fixed."""
    counts, ignored, fixes = result.tally()
    parts = [plural(counts[severity], severity.word) for severity in counts if counts[severity]]
    found = ", ".join(parts) if parts else style("1;32", "nothing to complain about")
    line = f"{found} in {plural(len(result.checked), 'file')}"
    if result.unknowns:
        line += f"; {len(result.unknowns)} unknown"
    if ignored:
        line += f"; {ignored} ignored"
    if result.fixed:
        line += f"; {result.fixed} fixed"
    if fixes:
        hints = [f"{fixes[safety]} {safety}" for safety in ("safe", "unsafe") if safety in fixes]
        line += (
            f"; fixes: {', '.join(hints)} (--fix{' --unsafe-fixes' if 'unsafe' in fixes else ''})"
        )
    return line


def statistics(result: Result) -> str:
    """How often each rule spoke, the busiest first."""
    counted = Counter((one.code, one.name) for one in result.reported if one.ignored is None)
    width = max((len(str(count)) for count in counted.values()), default=1)
    rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    return "".join(f"{count:>{width}}  {code}  {name}\n" for (code, name), count in rows)
