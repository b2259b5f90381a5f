"""One clone, checked in a process of its own: whatever happens to it happens to it alone."""

from __future__ import annotations

import os

from envguard.engine.fleet.model import FleetFinding, Repository
from envguard.model import Reported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.codeowners import Line
    from envguard.project.project import Project

_REPOSITORY_FAILED = 4


def check_clone(
    name: str, path: str, profile: str | None, settings: str | None, as_of: str | None
) -> Repository:
    """The report of one clone. It changes the working directory: for a process of its own."""
    from envguard.project.settings import SettingsProblem

    try:
        os.chdir(path)
        return _checked(name, path, profile, settings, as_of)
    except SettingsProblem as problem:
        return failed(name, path, str(problem), 2)
    except OSError as error:
        return failed(name, path, f"the system says: {error.strerror}", 5)
    except Exception as error:
        # a slip of ours on one clone must not cost the report of all the others
        return failed(name, path, f"{type(error).__name__} inside envguard", _REPOSITORY_FAILED)


def failed(name: str, path: str, problem: str, code: int) -> Repository:
    """A clone of which there is nothing to say but why."""
    return Repository(name, path, "failed", code, problem, 0, 0, 0, ())


def _checked(
    name: str, path: str, profile: str | None, settings: str | None, as_of: str | None
) -> Repository:
    from envguard.engine.check import Check
    from envguard.engine.request import Request
    from envguard.engine.selection import SEVERITIES

    check = Check(Request(profile=profile, settings=settings, as_of=as_of))
    result = check.run()
    lines = _codeowners(check.terms.project("./file"))
    counted = [one for one in result.reported if one.ignored is None]
    findings = tuple(_finding(one, lines) for one in counted)
    worst, threshold = result.worst(), SEVERITIES[check.terms.settings("./file").text("fail-on")]
    nothing = not (result.checked or result.skipped or result.reported)
    code = 1 if worst is not None and worst >= threshold else 0
    return Repository(
        name,
        path,
        "nothing" if nothing else "checked",
        4 if result.rule_failed else 3 if nothing else code,
        "a rule failed on it; the others were checked" if result.rule_failed else "",
        len(result.checked),
        len(result.unknowns),
        result.ignored(),
        findings,
    )


def _codeowners(project: Project) -> list[Line]:
    from envguard.project.codeowners import PLACES, read_codeowners

    for place in PLACES:
        text = project.read(place)
        if text is not None:
            return read_codeowners(text.value)
    return []


def _finding(reported: Reported, lines: list[Line]) -> FleetFinding:
    from envguard.engine.fingerprints import fingerprint
    from envguard.project.codeowners import owners_of
    from envguard.project.discovery import rooted_path

    finding = reported.finding
    place = finding.location
    path = rooted_path(place.path)
    return FleetFinding(
        fingerprint(reported),
        reported.code,
        reported.name,
        reported.severity.word,
        finding.message.format_map(finding.values),
        path,
        place.begin.line,
        place.begin.column,
        owners_of(path, lines),
    )
