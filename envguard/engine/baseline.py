"""The baseline: findings that were there before are listed as ignored, and nothing new is.

It is a ratchet. An entry whose finding is gone must leave the file (EGD007), one whose day has
passed hides nothing any more, and writing the file anew renews no such day.
"""

from __future__ import annotations

import os

from envguard.engine.baseline_file import DEFAULT_NAME, Baseline, Entry, load, spelled
from envguard.engine.examine import examine_incidents
from envguard.engine.fingerprints import fingerprint
from envguard.engine.policy import protects
from envguard.model import Ignored, Reported
from envguard.project.discovery import repository_root, rooted_path
from envguard.subjects.incidents import FixedEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.engine.check import Check
    from envguard.engine.result import Result

# They say that the run itself is not whole, or speak of the baseline.
_NEVER = ("EGD004", "EGD007")


def apply(check: Check, result: Result) -> Result:
    """The result with what the baseline holds marked, and with what is wrong about its entries.

    With `--write-baseline` the new file is left in `check.new_baseline`: its path, its content, and
    what to say of it once it is written.
    """
    given, written = check.request.baseline, check.request.write_baseline
    if written is None:
        path = given or DEFAULT_NAME
        if check.terms.trusted is not None:
            hiding, baseline = check.terms.trusted.baseline(path)
        else:
            hiding = baseline = load(path)
        return _with_fixed(check, _marked(check, result, hiding), baseline)
    target = written or given or DEFAULT_NAME
    known = load(target, may_be_missing=True).entries
    if given and given != target:
        known = {**load(given).entries, **known}
    baseline = _renewed(check, result, known)
    note = f"{target} now holds {_entries(len(baseline.entries))}"
    check.new_baseline = (target, spelled(baseline), note)
    return _marked(check, result, baseline)


def _marked(check: Check, result: Result, baseline: Baseline) -> Result:
    """The findings that the baseline holds, exempt, save the expired and what a policy protects."""
    if check.request.no_ignores:
        return result
    expired = protected = 0
    reported: list[Reported] = []
    for one in result.reported:
        entry = None
        if one.ignored is None and one.code not in _NEVER:
            entry = baseline.entries.get(fingerprint(one))
        path = one.finding.location.path
        if entry is not None and entry.until and entry.until < check.terms.project(path).today.day:
            expired += 1
        elif entry is not None and protects(check.terms.settings(path), one.code, one.name):
            protected += 1
        elif entry is not None:
            one = one._replace(ignored=Ignored("baseline", entry.reason))
        reported.append(one)
    notes = list(result.notes)
    if expired:
        notes.append(
            f"the day of {_entries(expired)} of the baseline has passed: they hide nothing"
        )
    if protected:
        notes.append(f"a policy locks the rules of {_entries(protected)} of the baseline")
    return result._replace(reported=reported, notes=tuple(notes))


def _renewed(check: Check, result: Result, known: dict[str, Entry]) -> Baseline:
    """This run's findings, with what people wrote of them, and the entries of files not checked."""
    entries: dict[str, Entry] = {}
    for one in result.reported:
        path = one.finding.location.path
        if one.ignored is not None or one.code in _NEVER:
            continue
        if protects(check.terms.settings(path), one.code, one.name):
            continue
        mark = fingerprint(one)
        said = one.finding.message.format_map(one.finding.values)
        before = known.get(mark, Entry(mark, one.code, ""))
        entries[mark] = before._replace(path=rooted_path(path), message=said)
    for mark, entry in known.items():
        if mark not in entries and not _is_gone(check, result, entry):
            entries[mark] = entry
    present = {fingerprint(one) for one in result.reported if one.ignored is not None}
    return Baseline({mark: entry for mark, entry in entries.items() if mark not in present})


def _with_fixed(check: Check, result: Result, baseline: Baseline) -> Result:
    """The result with a finding for each entry that no finding matches any more."""
    source = baseline.source
    if source is None or check.request.no_ignores:
        return result
    present = {fingerprint(one) for one in result.reported}
    incidents = [
        FixedEntry(baseline.place(entry), entry.code, entry.path)
        for mark, entry in baseline.entries.items()
        if mark not in present and _is_gone(check, result, entry)
    ]
    project = check.terms.project(source.path)
    found = examine_incidents(source, incidents, check.terms.rules(project.settings), project)
    return result._replace(reported=[*result.reported, *found.reported])


def _is_gone(check: Check, result: Result, entry: Entry) -> bool:
    """Whether this run would have found an entry's finding, were it still there.

    That takes its rule to run, and its file to be read, or to be missing where the run looked.
    """
    if check.gathered.failed:
        return False
    root = repository_root(os.getcwd()) or os.getcwd()
    path = os.path.normpath(os.path.join(root, entry.path))
    if all(rule.code != entry.code for rule in check.terms.rules(check.terms.settings(path))):
        return False
    if any(os.path.abspath(checked) == path for checked, _ in result.checked):
        return True
    if os.path.lexists(path):
        return False
    folders = [os.path.abspath(one) for one in check.request.paths if os.path.isdir(one)]
    return any(path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"
