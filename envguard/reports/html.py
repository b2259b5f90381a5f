"""One page for a browser: needs no network, works without scripts, prints well.

Everything that a file or a rule says goes through `words`, the one place that escapes. The content
security policy allows the page's own style and script by their hashes and nothing else, so that
even a slip there could load and run nothing.
"""

from __future__ import annotations

import re
from html import escape

from envguard import __version__, rule_url
from envguard.model import Location, Related, Reported, Severity, Unknown
from envguard.reports.html_parts import SCRIPT, STYLE
from envguard.reports.report import Report, worst_first
from envguard.reports.wording import message, plural, shown_path, visible

MOST_FINDINGS = 10_000
_MOST_RELATED = 20
_WIDTH = 160


def render(report: Report) -> str:
    """The whole page."""
    result = report.result
    everything = result.reported
    kept = worst_first(everything)[:MOST_FINDINGS]
    counted = [one for one in kept if one.ignored is None]
    exempt = [one for one in kept if one.ignored is not None]
    notes = list(result.notes)
    if len(kept) < len(everything):
        more = plural(len(everything) - len(kept), "finding")
        notes.append(f"{more} left out: the page would be too large. These are the worst.")
    body = [
        '<a class="skip" href="#findings">Skip to the findings</a>',
        _header(report, notes),
        "<main>",
        _filters(counted),
        '<section id="findings" tabindex="-1" aria-labelledby="findings-title">',
        '<h2 id="findings-title">Findings</h2>',
        *(_files(counted, report) or ['<p class="good">Nothing to complain about.</p>']),
        '<p id="none" class="note" hidden>No finding is left by these filters.</p>',
        "</section>",
        _unknowns(result.unknowns[:MOST_FINDINGS]),
        _exempt(exempt, report),
        _unread(report),
        "</main>",
        f"<footer>Made by envguard {__version__}. It read the files and ran nothing.</footer>",
    ]
    return page("envguard report", STYLE, "\n".join(part for part in body if part), SCRIPT)


def words(text: str) -> str:
    """A text as nothing but words, between tags and in quoted attributes alike."""
    return escape(visible(text), quote=True)


def prose(text: str) -> str:
    """A message; what it puts between backticks is set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", words(text))


def page(title: str, style: str, body: str, script: str = "") -> str:
    """A whole page of its own: what it may show and run is its own style and script alone.

    `title` is escaped here, `body` is HTML, `style` and `script` are constants of this package.
    """
    runs = f"script-src '{_hash(script)}'; " if script else ""
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; {runs}"
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    end = f"<script>{script}</script>\n" if script else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{words(title)}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
{body}
{end}</body>
</html>
"""


def _hash(content: str) -> str:
    import base64
    import hashlib

    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _header(report: Report, notes: list[str]) -> str:
    result = report.result
    counts = result.counts()
    tiles = [
        (severity.word, counts[severity], severity.word) for severity in counts
    ]  # errors, warnings, infos
    tiles += [("unknown", len(result.unknowns), "unknown"), ("ignored", result.ignored(), "quiet")]
    shown = "".join(
        f'<li class="tile {style}{"" if count else " zero"}"><b>{count}</b> {_many(name, count)}'
        "</li>"
        for name, count, style in tiles
    )
    said = "".join(f'<p class="note">{words(note)}</p>' for note in notes)
    shown_time = words(report.time.replace("T", " ")[:16])
    when = f' · <time datetime="{words(report.time)}Z">{shown_time} UTC</time>'
    checked = f"{plural(len(result.checked), 'file')} checked{when if report.time else ''}"
    return (
        f'<header><h1>envguard report</h1><p class="quiet">{checked}</p>'
        f'<ul class="tiles">{shown}</ul>{said}</header>'
    )


def _many(name: str, count: int) -> str:
    return name if count == 1 or name in ("unknown", "ignored") else f"{name}s"


def _filters(counted: list[Reported]) -> str:
    """The form that the script brings to life; without scripts it stays hidden."""
    if not counted:
        return ""
    paths = sorted({shown_path(one.finding.location.path) for one in counted})
    rules = sorted({(one.code, one.name) for one in counted})
    boxes = "".join(
        f'<label class="box"><input type="checkbox" name="severity" value="{severity.word}" '
        f"checked> {severity.word}</label>"
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        if any(one.severity is severity for one in counted)
    )
    files = "".join(f'<option value="{words(path)}">{words(path)}</option>' for path in paths)
    codes = "".join(
        f'<option value="{words(code)}">{words(code)} {words(name)}</option>'
        for code, name in rules
    )
    return f"""<form id="filters" role="search" aria-label="Filter the findings" hidden>
<fieldset><legend>Severity</legend>{boxes}</fieldset>
<label>File <select name="file"><option value="">all files</option>{files}</select></label>
<label>Rule <select name="rule"><option value="">all rules</option>{codes}</select></label>
<label>Words <input type="search" name="words" autocomplete="off" spellcheck="false"></label>
<button type="reset">Show all</button>
</form>
<p><output id="shown" form="filters" aria-live="polite"></output></p>"""


def _files(found: list[Reported], report: Report) -> list[str]:
    """The findings by file; the file with the worst one comes first."""
    by_path: dict[str, list[Reported]] = {}
    for one in found:
        by_path.setdefault(one.finding.location.path, []).append(one)
    parts = []
    for path, here in by_path.items():
        items = "".join(_finding(one, report) for one in here)
        head = f'<h3><code>{words(shown_path(path))}</code> <span class="quiet">{len(here)}</span>'
        parts.append(f'<section class="file">{head}</h3><ol>{items}</ol></section>')
    return parts


def _finding(reported: Reported, report: Report) -> str:
    finding = reported.finding
    place = finding.location
    doubt = "" if finding.confidence.value == "certain" else f" · {finding.confidence.value}"
    reason = ""
    if reported.ignored is not None:
        kind = f"ignored ({reported.ignored.kind})"
        reason = f'<p class="quiet">{words(kind)}: {words(reported.ignored.reason or "—")}</p>'
    related = "".join(_related(one) for one in finding.related[:_MOST_RELATED])
    more = len(finding.related) - _MOST_RELATED
    if more > 0:
        related += f"<li>and {plural(more, 'more place')}</li>"
    fix = ""
    if finding.fix is not None:
        fix = f'<p class="fix">Fix ({words(finding.fix.safety)}): {words(finding.fix.title)}</p>'
    said = prose(message(finding.message, finding.values))
    return (
        f'<li class="finding {reported.severity.word}" data-severity="{reported.severity.word}" '
        f'data-rule="{words(reported.code)}" data-file="{words(shown_path(place.path))}">'
        f'<p class="head"><span class="badge">{reported.severity.word}</span> '
        f'{_code(reported, report)}<span class="quiet">{doubt}</span></p>'
        f'<p class="said">{said}</p>'
        f"{_excerpt(place)}{f'<ul>{related}</ul>' if related else ''}{fix}{reason}</li>"
    )


def _code(reported: Reported, report: Report) -> str:
    shown = f"{words(reported.code)} <span>{words(reported.name)}</span>"
    rule = report.rules.get(reported.code)
    if rule is None or not rule.module.startswith("envguard."):
        return f'<span class="code">{shown}</span>'
    return f'<a class="code" href="{words(rule_url(reported.code))}">{shown}</a>'


def _related(related: Related) -> str:
    said = prose(message(related.message, related.values))
    return f"<li>{said} {_excerpt(related.location, path=True)}</li>"


def _excerpt(place: Location, path: bool = False) -> str:
    """The line with the words that are meant marked, and where it stands."""
    where = f"line {place.begin.line}"
    if place.cell is not None:
        where = f"cell {place.cell[0]}, line {place.cell[1]} ({where})"
    if path:
        where = f"{words(shown_path(place.path))}, {where}"
    head = f'<p class="where">{where}</p>'
    line = place.line.rstrip()
    if not line:
        return head
    begin = place.begin.column - 1
    end = place.finish.column - 1 if place.finish.line == place.begin.line else len(line)
    shift = max(0, begin - _WIDTH // 2) if len(line) > _WIDTH else 0
    before = line[shift:begin]
    meant = line[begin : max(begin + 1, min(end, shift + _WIDTH))]
    after = line[begin + len(meant) : shift + _WIDTH]
    marked = f"{_tabs(before)}<mark>{_tabs(meant)}</mark>{_tabs(after)}"
    return f'{head}<pre tabindex="0"><code>{marked}</code></pre>'


def _tabs(text: str) -> str:
    return words(text.expandtabs(4))


def _unknowns(unknowns: list[Unknown]) -> str:
    if not unknowns:
        return ""
    items = "".join(
        f'<li><span class="code">{words(one.code)}</span> '
        f"{prose(message(one.message, one.values))} "
        f'<span class="quiet">{words(one.reason)}</span> '
        f"<code>{words(shown_path(one.location.path))}:{one.location.begin.line}</code></li>"
        for one in unknowns
    )
    head = f"<summary><h2>Cannot be known from the files ({len(unknowns)})</h2></summary>"
    return f"<details open>{head}<ul>{items}</ul></details>"


def _exempt(found: list[Reported], report: Report) -> str:
    if not found:
        return ""
    head = f"<summary><h2>Ignored ({len(found)})</h2></summary>"
    return f'<details class="exempt">{head}{"".join(_files(found, report))}</details>'


def _unread(report: Report) -> str:
    skipped = report.result.skipped
    if not skipped:
        return ""
    items = "".join(
        f"<li><code>{words(shown_path(one.path))}</code>: {words(one.reason)}</li>"
        for one in skipped[:MOST_FINDINGS]
    )
    head = f"<summary><h2>Not read ({len(skipped)})</h2></summary>"
    return f"<details>{head}<ul>{items}</ul></details>"
