"""A paper's report as one page: no network, no script, light and dark, good on paper.

Every word that is not a constant of this module goes through `words` or `prose`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envguard import rule_url
from envguard.engine.paper.model import (
    NOT_CHECKED,
    Answer,
    EnvironmentFacts,
    LockFacts,
    Paper,
    Place,
)
from envguard.model import Severity
from envguard.reports.html import page, prose, words
from envguard.reports.paper import texts
from envguard.reports.paper.picture import Bar, bars
from envguard.reports.paper.style import STYLE
from envguard.reports.paper.wording import (
    CHECKED_BY,
    HISTORY,
    STATES,
    checked_sentence,
    grouped_traces,
    lock_state,
)
from envguard.reports.wording import plural

MAXIMUM_ROWS = 500
_STYLES = {"ready": "yes", "not ready": "no", "cannot tell": "open", "yes": "yes", "no": "no"}


def render(paper: Paper) -> str:
    """The whole page."""
    parts = [
        '<a class="skip" href="#environment">Skip to the environment</a>',
        *_first_screen(paper),
        "<main>",
        *_environments(paper),
        *_found(paper),
        *_open_points(paper),
        *_traces(paper),
        *_questions(paper),
        *_not_checked(paper),
        *_to_paste(paper),
        "</main>",
        f"<footer>{words(CHECKED_BY.format(version=paper.version))}</footer>",
    ]
    return page(f"Reproducibility report: {paper.title}", STYLE, "\n".join(parts))


def _first_screen(paper: Paper) -> Iterator[str]:
    style = _STYLES[paper.state]
    yield '<header><p class="over">Reproducibility report</p>'
    yield f"<h1>{words(paper.title)}</h1>"
    said = [f"as of {words(paper.as_of)}"]
    if paper.origin:
        said.append(f"from {words(paper.origin)}")
    if paper.commit:
        said.append(f"commit <code>{words(paper.commit[:12])}</code>")
    yield f'<p class="quiet">{" · ".join(said)}</p>'
    yield f'<section class="verdict {style}" aria-label="Verdict">'
    yield f'<p class="state {style}">{words(STATES[paper.state])}</p><p>{prose(paper.why)}</p>'
    if paper.steps:
        yield f"<h2>Next {'step' if len(paper.steps) == 1 else 'steps'}</h2><ol>"
        yield from (f"<li>{prose(step)}</li>" for step in paper.steps)
        yield "</ol>"
    yield "</section>"
    yield from _facts(paper)
    anchors = [("environment", "Environment"), ("found", "Checked and found")]
    anchors += [("open", "Open points")] if paper.open_points else []
    anchors += [("anonymity", "Anonymity")] if paper.anonymous else []
    anchors += [("questions", "Checklists"), ("limits", "Not checked"), ("paste", "To paste")]
    links = "".join(f'<li><a href="#{anchor}">{name}</a></li>' for anchor, name in anchors)
    yield f'<nav aria-label="Sections"><ul>{links}</ul></nav></header>'


def _facts(paper: Paper) -> Iterator[str]:
    main, lock = paper.main, paper.lock
    if main is None:
        return
    python = texts.python_of(main) or "not said"
    count = str(main.asked_conda + main.asked_pip)
    note = "asked for, not locked"
    if lock is not None:
        count = texts.package_count(main)
        note = "locked, each platform" if len(lock.platforms) > 1 else "locked"
    rows = [
        ("Python", python, ""),
        ("Packages", count, note),
        ("Platforms", str(len(texts.platforms_of(main)) or "not said"),
         ", ".join(texts.platforms_of(main)[:6])),
        ("Lock", *(lock_state(lock) if lock is not None else ("none", ""))),
        ("Solved", lock.solved if lock is not None and lock.solved else "not said",
         _solved_by(lock)),
    ]  # fmt: skip
    items = "".join(
        f"<div><dt>{words(name)}</dt><dd>{words(value)}"
        f"{f'<small>{words(note)}</small>' if note else ''}</dd></div>"
        for name, value, note in rows
    )
    yield f'<dl class="facts">{items}</dl>'


def _solved_by(lock: LockFacts | None) -> str:
    if lock is None or not lock.solved:
        return "the lock names no day" if lock is not None else ""
    return "packages until that day" if lock.solved_by == "exclude-newer" else "its newest package"


def _environments(paper: Paper) -> Iterator[str]:
    yield '<h2 id="environment">The environment</h2>'
    if not paper.environments:
        yield "<p>No file that says what is to be installed was found: no environment.yml, no "
        yield "requirements file, no lock.</p>"
        return
    for number, one in enumerate(paper.environments):
        yield '<section class="card">'
        yield f"<h3><code>{words(one.path)}</code></h3>"
        yield from _terms(one)
        yield from _recreate(one)
        for lock in one.locks:
            yield from _lock(lock, one.path != lock.path)
        if not number:
            yield from _pictures(one)
        yield "</section>"
    if paper.others:
        yield f"<p>And {plural(paper.others, 'environment')} more in deeper folders.</p>"


def _terms(one: EnvironmentFacts) -> Iterator[str]:
    rows = [
        ("Name", words(one.name)),
        ("Python", words(one.python or texts.python_of(one))),
        ("Channels", _codes(one.channels)),
        ("Platforms", words(", ".join(one.platforms))),
    ]
    asked = [f"{one.asked_conda} from conda"] if one.asked_conda else []
    asked += [f"{one.asked_pip} from pip"] if one.asked_pip else []
    if asked:
        rows.append(("Asked for", words(f"{', '.join(asked)}; {one.pinned} at an exact version")))
    yield _definitions(rows)


def _definitions(rows: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{words(name)}</dt><dd>{said}</dd>" for name, said in rows if said)
    return f'<dl class="terms">{items}</dl>' if items else ""


def _codes(values: Iterable[str]) -> str:
    return ", ".join(f"<code>{words(one)}</code>" for one in values)


def _recreate(one: EnvironmentFacts) -> Iterator[str]:
    if one.commands:
        kind = "the packages of the lock" if one.exact else "what is newest today"
        yield f"<p>To install it with {kind}:</p>"
        lines = "\n".join(words(command) for command in one.commands)
        yield f'<pre class="paste" tabindex="0"><code>{lines}</code></pre>'
    if one.commands_note:
        yield f'<p class="quiet">{prose(one.commands_note)}</p>'


def _lock(lock: LockFacts, shown: bool) -> Iterator[str]:
    if shown:
        yield f"<h3>Locked in <code>{words(lock.path)}</code></h3>"
    state, note = lock_state(lock)
    said = f"{words(state)}{f': {prose(note)}' if note else ''}"
    hashes = [f"<code>{words(v)}</code> <small>{words(k)}</small>" for k, v in lock.content_hashes]
    rows = [
        ("Kind", words(lock.kind)),
        ("Freshness", said),
        ("Solved", words(texts.lock_day(lock))),
        ("Channels", _codes(lock.channels)),
        ("Checksums", words(texts.checksums(lock))),
        ("Virtual packages", words(", ".join(lock.virtual_packages))),
        ("SHA-256", f"<code>{words(lock.sha256)}</code>"),
        ("Content hash", "<br>".join(hashes)),
    ]
    yield _definitions(rows)


def _pictures(one: EnvironmentFacts) -> Iterator[str]:
    """Of the environment's locks together: packages by platform, and what brings most of them."""
    counts = [row for lock in one.locks for row in lock.counts][:12]
    if counts:
        yield "<h3>Packages by platform</h3>"
        rows = [
            Bar(row.platform or "every platform", (("conda", row.conda), ("pip", row.pip)))
            for row in counts
        ]
        yield bars("Packages by platform", rows, "packages")
        if any(row.pip for row in counts) and any(row.conda for row in counts):
            yield '<p class="legend"><span class="key conda"></span>conda'
            yield '<span class="key pip"></span>pip</p>'
    branches = one.locks[0].branches if one.locks else ()
    if len(branches) > 1 and branches[0].packages > 1:
        platform = next((name for name in one.locks[0].platforms), "")
        place = f" on {platform}" if platform else ""
        yield f"<h3>What brings the most along{words(place)}</h3>"
        rows = [Bar(branch.name, (("plain", branch.packages),)) for branch in branches]
        yield bars("Packages that come with each", rows, "packages, itself included")
        yield '<p class="legend">Packages that are installed for each, itself included; one that '
        yield "two of them need counts in both.</p>"


def _found(paper: Paper) -> Iterator[str]:
    yield '<h2 id="found">What was checked, and found</h2>'
    yield f"<p>{words(checked_sentence(paper))}</p>"
    yield from (f"<p>{prose(note)}</p>" for note in paper.notes)
    if not paper.findings:
        yield '<p class="yes">Nothing to complain about.</p>'
    else:
        yield '<table class="findings"><thead><tr><th scope="col">Severity</th>'
        yield '<th scope="col">Where</th><th scope="col">What</th></tr></thead><tbody>'
        for one in paper.findings[:MAXIMUM_ROWS]:
            style = {Severity.ERROR: "no", Severity.WARNING: "open"}.get(one.severity, "quiet")
            doubt = f" <small>({words(one.doubt)})</small>" if one.doubt else ""
            code = words(one.code)
            if not one.code.startswith(("EGD",)) and one.code.isalnum():
                code = f'<a href="{words(rule_url(one.code))}">{code}</a>'
            yield (
                f'<tr><td class="severity {style}">{one.severity.word}</td>'
                f"<td>{_place(one.place)}</td><td>{code} {prose(one.message)}{doubt}</td></tr>"
            )
        yield "</tbody></table>"
        yield from _more(len(paper.findings))
    if paper.ignored:
        yield f"<p>{plural(paper.ignored, 'finding')} exempted by the project's own settings or "
        yield "comments; <code>envguard check --no-ignores</code> shows them.</p>"
    if paper.unread:
        yield "<p>Not read:</p><ul>"
        for path, reason in paper.unread[:MAXIMUM_ROWS]:
            yield f"<li><code>{words(path)}</code>: {words(reason)}</li>"
        yield "</ul>"


def _more(count: int) -> Iterator[str]:
    if count > MAXIMUM_ROWS:
        yield f"<p>{count - MAXIMUM_ROWS} more are left out.</p>"


def _place(place: Place) -> str:
    return f"<code>{words(place.shown)}</code>"


def _open_points(paper: Paper) -> Iterator[str]:
    if not paper.open_points:
        return
    yield '<h2 id="open">Open points</h2><p>The files leave these undecided.</p><ul>'
    for one in paper.open_points[:MAXIMUM_ROWS]:
        yield f"<li>{_place(one.place)} {words(one.code)} {prose(one.message)} "
        yield f'<span class="quiet">{words(one.reason)}</span></li>'
    yield "</ul>"
    yield from _more(len(paper.open_points))


def _traces(paper: Paper) -> Iterator[str]:
    if not paper.anonymous:
        return
    yield '<h2 id="anonymity">Anonymity</h2>'
    if paper.traces:
        yield "<p>These places tell who the authors are. What they say is not repeated here.</p>"
        yield '<table><thead><tr><th scope="col">Where</th><th scope="col">What</th></tr></thead>'
        yield "<tbody>"
        rows = grouped_traces(paper)
        for path, kind, lines in rows[:MAXIMUM_ROWS]:
            place = f"<code>{words(path)}:{words(lines)}</code>"
            yield f"<tr><td>{place}</td><td>{words(kind)}</td></tr>"
        yield "</tbody></table>"
        yield from _more(len(rows))
    else:
        yield "<p>No account, address, name field or private host was found in the files.</p>"
    if paper.history:
        yield f"<p>{prose(HISTORY)}</p>"
    if paper.traces_unread:
        yield f"<p>{plural(paper.traces_unread, 'file')} could not be looked through.</p>"
    yield '<p class="quiet">Names in prose, in figures, in data and in the history of git were not '
    yield "looked for.</p>"


def _questions(paper: Paper) -> Iterator[str]:
    yield '<h2 id="questions">Questions of checklists</h2>'
    yield "<p>Only what files can answer, in short words of our own; the links lead to the real "
    yield "questions. A yes is no judgement on the paper.</p>"
    venues: dict[str, list[Answer]] = {}
    for answer in paper.answers:
        venues.setdefault(answer.venue, []).append(answer)
    for venue, found in venues.items():
        yield f"<h3>{words(venue)}</h3>"
        yield '<table class="questions"><thead><tr><th scope="col">Item</th>'
        yield '<th scope="col">Answer</th><th scope="col">Why, and where</th></tr></thead><tbody>'
        for one in found:
            places = " ".join(map(_place, one.evidence))
            yield (
                f'<tr><td><a href="{words(one.url)}">{words(one.item)}</a>'
                f"<small>{words(one.question)}</small></td>"
                f'<td class="answer {_STYLES[one.verdict]}">{words(one.verdict)}</td>'
                f"<td>{prose(one.reason)}{f'<small>{places}</small>' if places else ''}</td></tr>"
            )
        yield "</tbody></table>"


def _not_checked(paper: Paper) -> Iterator[str]:
    yield '<h2 id="limits">What was not checked</h2>'
    yield _definitions((name, words(said)) for name, said in NOT_CHECKED)


def _to_paste(paper: Paper) -> Iterator[str]:
    yield '<h2 id="paste">To paste</h2>'
    if paper.main is not None:
        yield "<p>The paragraphs are true only if the results were made in this environment.</p>"
    blocks = [
        ("For the README", texts.readme_block(paper)),
        ("For the methods section", texts.methods_text(paper)),
        ("The same in LaTeX", texts.methods_latex(paper)),
        ("Checklist answers", texts.checklist_text(paper)),
        ("NeurIPS answers in LaTeX", texts.neurips_latex(paper)),
    ]
    for title, block in blocks:
        if block:
            yield f"<h3>{words(title)}</h3>"
            lines = "\n".join(words(line) for line in block.rstrip("\n").split("\n"))
            yield f'<pre class="paste" tabindex="0"><code>{lines}</code></pre>'
