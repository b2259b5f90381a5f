"""A paper's report as Markdown, for a repository or a review form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.engine.paper.model import NOT_CHECKED, Answer, EnvironmentFacts, LockFacts, Paper
from envguard.reports.markdown import markup
from envguard.reports.paper import texts
from envguard.reports.paper.texts import code_span, fenced
from envguard.reports.paper.wording import (
    CHECKED_BY,
    HISTORY,
    STATES,
    checked_sentence,
    grouped_traces,
    lock_state,
)
from envguard.reports.wording import plural, visible

MAXIMUM_ROWS = 500


def render(paper: Paper) -> str:
    """The whole text, newline at the end."""
    parts = [
        *_head(paper),
        *_environments(paper),
        *_found(paper),
        *_traces(paper),
        *_questions(paper),
        "## What was not checked",
        "\n".join(f"- **{name}.** {markup(said)}" for name, said in NOT_CHECKED),
        *_to_paste(paper),
        f"*{markup(CHECKED_BY.format(version=paper.version))}*",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(paper: Paper) -> Iterator[str]:
    yield f"# Reproducibility report: {markup(paper.title)}"
    said = [f"as of {paper.as_of}"]
    if paper.origin:
        said.append(f"from {code_span(paper.origin)}")
    if paper.commit:
        said.append(f"commit {code_span(paper.commit[:12])}")
    yield " · ".join(said)
    yield f"**{STATES[paper.state]}.** {_prose(paper.why)}"
    steps = [f"{number}. {_prose(step)}" for number, step in enumerate(paper.steps, start=1)]
    if steps:
        yield "Next:\n\n" + "\n".join(steps)


def _environments(paper: Paper) -> Iterator[str]:
    yield "## The environment"
    if not paper.environments:
        yield "No file that says what is to be installed was found."
    for one in paper.environments:
        yield f"### {code_span(one.path)}"
        yield "\n".join(f"- {name}: {said}" for name, said in _terms(one) if said)
        if one.commands:
            kind = "the packages of the lock" if one.exact else "what is newest today"
            yield f"To install it with {kind}:"
            yield fenced("\n".join(map(visible, one.commands)), "sh")
        if one.commands_note:
            yield _prose(one.commands_note)
        for lock in one.locks:
            yield from _lock(lock)
    if paper.others:
        yield f"And {plural(paper.others, 'environment')} more in deeper folders."


def _terms(one: EnvironmentFacts) -> Iterator[tuple[str, str]]:
    yield "name", code_span(one.name) if one.name else ""
    yield "Python", markup(one.python or texts.python_of(one))
    yield "channels", ", ".join(map(code_span, one.channels))
    yield "platforms", markup(", ".join(one.platforms))
    asked = [f"{one.asked_conda} from conda"] if one.asked_conda else []
    asked += [f"{one.asked_pip} from pip"] if one.asked_pip else []
    yield "asked for", f"{', '.join(asked)}; {one.pinned} at an exact version" if asked else ""


def _lock(lock: LockFacts) -> Iterator[str]:
    state, note = lock_state(lock)
    said = f"{state}: {markup(note)}" if note else state
    yield f"Locked in {code_span(lock.path)} ({lock.kind}), {said}."
    rows = ["| platform | conda | pip |", "|---|---:|---:|"]
    rows += [f"| {markup(r.platform or 'every')} | {r.conda} | {r.pip} |" for r in lock.counts]
    yield "\n".join(rows)
    facts = [
        ("solved", texts.lock_day(lock)),
        ("channels", ", ".join(map(code_span, lock.channels))),
        ("checksums", texts.checksums(lock)),
        ("virtual packages", ", ".join(map(code_span, lock.virtual_packages))),
        ("SHA-256", code_span(lock.sha256) if lock.sha256 else ""),
    ]
    facts += [
        (f"content hash, {markup(name)}", code_span(one)) for name, one in lock.content_hashes
    ]
    yield "\n".join(f"- {name}: {said}" for name, said in facts if said)


def _found(paper: Paper) -> Iterator[str]:
    yield "## What was checked, and found"
    yield markup(checked_sentence(paper))
    yield from (markup(note) for note in paper.notes)
    if paper.findings:
        rows = ["| severity | where | what |", "|---|---|---|"]
        rows += [
            f"| {one.severity.word} | {_cell(one.place.shown)} | {markup(one.code)} "
            f"{markup(one.message)}{f' ({one.doubt})' if one.doubt else ''} |"
            for one in paper.findings[:MAXIMUM_ROWS]
        ]
        yield "\n".join(rows)
        if len(paper.findings) > MAXIMUM_ROWS:
            yield f"{len(paper.findings) - MAXIMUM_ROWS} more are left out."
    if paper.ignored:
        yield f"{plural(paper.ignored, 'finding')} exempted by the project's settings or comments."
    if paper.unread:
        yield "Not read:\n\n" + "\n".join(
            f"- {code_span(path)}: {markup(reason)}" for path, reason in paper.unread[:MAXIMUM_ROWS]
        )
    if paper.open_points:
        yield "## Open points"
        yield "\n".join(
            f"- {code_span(one.place.shown)} {markup(one.code)}: {markup(one.message)} "
            f"({markup(one.reason)})"
            for one in paper.open_points[:MAXIMUM_ROWS]
        )


def _traces(paper: Paper) -> Iterator[str]:
    if not paper.anonymous:
        return
    yield "## Anonymity"
    if paper.traces:
        yield "These places tell who the authors are. What they say is not repeated here."
        rows = grouped_traces(paper)
        yield "\n".join(
            f"- {code_span(f'{path}:{lines}')}: {markup(kind)}"
            for path, kind, lines in rows[:MAXIMUM_ROWS]
        )
        if len(rows) > MAXIMUM_ROWS:
            yield f"{len(rows) - MAXIMUM_ROWS} more are left out."
    else:
        yield "No account, address, name field or private host was found in the files."
    if paper.history:
        yield _prose(HISTORY)
    if paper.traces_unread:
        yield f"{plural(paper.traces_unread, 'file')} could not be looked through."
    yield "Names in prose, in figures, in data and in the history of git were not looked for."


def _questions(paper: Paper) -> Iterator[str]:
    yield "## Questions of checklists"
    yield "Only what files can answer, in short words of our own; the links lead to the real ones."
    venues: dict[str, list[Answer]] = {}
    for answer in paper.answers:
        venues.setdefault(answer.venue, []).append(answer)
    for venue, found in venues.items():
        yield f"### {markup(venue)}"
        rows = ["| item | answer | why, and where |", "|---|---|---|"]
        for one in found:
            places = " ".join(_cell(place.shown) for place in one.evidence)
            rows.append(
                f"| [{markup(one.item)}]({one.url}): {markup(one.question)} | **{one.verdict}** "
                f"| {markup(one.reason)} {places} |"
            )
        yield "\n".join(rows)


def _to_paste(paper: Paper) -> Iterator[str]:
    yield "## To paste"
    if paper.main is not None:
        yield "The paragraphs are true only if the results were made in this environment."
    blocks = [
        ("For the README", texts.readme_block(paper), "markdown"),
        ("For the methods section", texts.methods_text(paper), "text"),
        ("The same in LaTeX", texts.methods_latex(paper), "latex"),
        ("Checklist answers", texts.checklist_text(paper), "text"),
        ("NeurIPS answers in LaTeX", texts.neurips_latex(paper), "latex"),
    ]
    for title, block, language in blocks:
        if block:
            yield f"### {title}"
            yield fenced(block, language)


def _cell(words: str) -> str:
    """Code in a table, where a bar would end the cell even between backticks."""
    return f"<code>{markup(words)}</code>"


def _prose(words: str) -> str:
    """A sentence of ours; what it puts between backticks is set as code."""
    parts = re.split(r"`([^`]+)`", words)
    # only at the beginning of a line is a full stop or a dash anything else
    return "".join(
        code_span(part) if at % 2 else markup(f"x{part}")[1:] for at, part in enumerate(parts)
    )
