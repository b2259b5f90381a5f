"""From a folder to a paper's report: checks it with the rules of the paper profile, and gathers."""

from __future__ import annotations

import os
import re
from collections import Counter

from envguard import __version__
from envguard.engine.check import Check
from envguard.engine.paper.answers import Known, Reading, answers
from envguard.engine.paper.environments import MAXIMUM_ENVIRONMENTS, Gathering
from envguard.engine.paper.hiding import Hiding, find_traces
from envguard.engine.paper.model import FindingFacts, OpenPoint, Paper, Place
from envguard.engine.paper.origin import origin_of
from envguard.engine.paper.steps import judged
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.model import Confidence, Location, Severity
from envguard.model.patterns import late

_README = late(r"readme(?:\.(?:md|rst|txt|markdown))?$", re.IGNORECASE)
_LICENCE = late(r"(?:licen[cs]e|copying)(?:[-.].{1,20})?$", re.IGNORECASE)
_CITATION = late(r"(?:citation\.cff|\.zenodo\.json|codemeta\.json)$", re.IGNORECASE)
_JOB = (".sh", ".sbatch", ".slurm", ".slm", ".pbs", ".lsf", ".bash")
_MAXIMUM_JOBS = 300


def write_paper(
    folder: str, anonymous: bool = False, as_of: str | None = None, settings: str | None = None
) -> tuple[Paper, Check]:
    """The report of a folder, and the check behind it. SettingsProblem for wrong settings."""
    check = Check(Request(paths=(folder,), profile="paper", as_of=as_of, settings=settings))
    result = check.run()
    inside = os.path.join(folder, "file")
    project = check.terms.project(inside)
    found = find_traces(folder, project, dict(result.checked)) if anonymous else None
    hide = Hiding(found.words if found is not None else None)
    gathering = Gathering(folder, project, hide)
    environments = gathering.environments(result.checked)
    findings, open_points = _findings(result, gathering), _open_points(result, gathering)
    traces = found.traces if found is not None else None
    kept = tuple(environments[:MAXIMUM_ENVIRONMENTS])
    known = Known(kept, findings, open_points, _reading(folder, result, gathering), traces)
    threshold = check.terms.settings(inside).text("fail-on")
    state, why, steps = judged(known, threshold, result.rule_failed)
    origin, commit = ("", "") if anonymous else origin_of(folder)
    return Paper(
        title="Anonymous submission" if anonymous else os.path.basename(os.path.realpath(folder)),
        anonymous=anonymous,
        as_of=project.today.day,
        version=__version__,
        state=state,
        why=why,
        steps=steps,
        origin=origin,
        commit=commit,
        environments=kept,
        others=len(environments) - len(kept),
        rules=len(check.terms.rules_in_force()),
        checked=tuple(sorted(Counter(kind for _, kind in result.checked).items())),
        findings=findings,
        ignored=result.ignored(),
        open_points=open_points,
        unread=tuple((gathering.path(s.path), hide.words(s.reason)) for s in result.skipped),
        traces=traces or (),
        history=os.path.lexists(os.path.join(folder, ".git")),
        traces_unread=found.unread if found is not None else 0,
        answers=answers(known),
        notes=tuple(hide.words(note) for note in result.notes),
    ), check


def _place(location: Location, gathering: Gathering) -> Place:
    return Place(gathering.path(location.path), location.begin.line)


def _said(template: str, values: dict[str, str], hide: Hiding) -> str:
    return template.format_map({key: hide.words(value) for key, value in values.items()})


def _findings(result: Result, gathering: Gathering) -> tuple[FindingFacts, ...]:
    """What counts, the worst first, in the order of files."""
    rows = []
    for one in result.reported:
        finding = one.finding
        if one.ignored is None:
            sure = finding.confidence is Confidence.CERTAIN
            rows.append(
                FindingFacts(
                    one.code,
                    one.name,
                    Severity(one.severity),
                    _said(finding.message, finding.values, gathering.hide),
                    _place(finding.location, gathering),
                    "" if sure else finding.confidence.value,
                )
            )
    rows.sort(key=lambda one: -one.severity)
    return tuple(rows)


def _open_points(result: Result, gathering: Gathering) -> tuple[OpenPoint, ...]:
    return tuple(
        OpenPoint(
            one.code,
            _said(one.message, one.values, gathering.hide),
            gathering.hide.words(one.reason),
            _place(one.location, gathering),
        )
        for one in result.unknowns
    )


def _reading(folder: str, result: Result, gathering: Gathering) -> Reading:
    project = gathering.project
    top = [name for name in project.names_in(folder) if project.holds(os.path.join(folder, name))]
    jobs = [path for path, _ in result.checked if path.lower().endswith(_JOB)][:_MAXIMUM_JOBS]

    def texts(names: list[str]) -> tuple[tuple[str, str], ...]:
        read = ((name, project.read(os.path.join(folder, name))) for name in names)
        return tuple((gathering.hide.words(n), text.value) for n, text in read if text is not None)

    return Reading(
        readmes=texts([name for name in top if _README.match(name)]),
        licences=tuple(gathering.hide.words(name) for name in top if _LICENCE.match(name)),
        citations=texts([name for name in top if _CITATION.match(name)]),
        job_scripts=tuple(
            (gathering.path(path), text.value)
            for path in jobs
            if (text := project.read(path)) is not None
        ),
        commands=sum(kind in _CARRIERS for _, kind in result.checked),
    )


_CARRIERS = (
    "shell", "markdown", "dockerfile", "makefile", "workflow", "notebook", "compose", "justfile",
)  # fmt: skip
