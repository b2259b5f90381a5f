"""Fixes: applied in memory, proved by checking the new text, and only then written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container

from envguard.model import Fix, Severity, Source
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.engine.check import Check
    from envguard.engine.examine import Examined
    from envguard.project.kinds import Kind

MAXIMUM_PASSES = 8
MAXIMUM_PROOFS = 30
MAXIMUM_READINGS = 5


class Change(NamedTuple):
    """A file as it was and as the fixes make it."""

    path: str
    before: str
    after: str


class WriteProblem(Exception):
    """A fix could not be written; the file is as it was. The message names the file and cause."""


class _Changed(Exception):
    """The file is not what was checked any more; `data` is what it holds now."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


def mend(
    check: Check, source: Source, data: bytes, kind: Kind, examined: Examined
) -> tuple[Source, Examined, int]:
    """Fix what may be fixed: (the file as read, what is left to say, how many findings went away).

    `data` is what the file holds. Where somebody else changes it meanwhile, it is read and mended
    again as it is then. With `--diff` nothing is written and the findings stay as they were. What
    keeps a file from being written is added to `check.unwritten`.
    """
    try:
        for _ in range(MAXIMUM_READINGS):
            current, left, mended = _mended(check, source, kind, examined)
            if current is source:
                return source, examined, 0
            _refuse_lossy(source, data)
            try:
                if check.request.fix:
                    _write(source, current.content)
            except _Changed as changed:
                data = changed.data
                source = _read_again(source, data, kind)
                examined = check.examine(source, kind)
                continue
            check.changes.append(Change(source.path, source.content, current.content))
            if check.request.fix:
                return source, left, mended
            break
        else:
            raise WriteProblem(f"{source.path}: it keeps changing; no fix was written")
    except WriteProblem as problem:
        check.unwritten.append(str(problem))
    check.terms.project(source.path).remember(source)
    return source, examined, 0


def _mended(
    check: Check, source: Source, kind: Kind, examined: Examined
) -> tuple[Source, Examined, int]:
    """The text with every fix that stands the proof, the same source where there is none."""
    current, left, mended = source, examined, 0
    for _ in range(MAXIMUM_PASSES):
        offered = _offered(left, check.request.unsafe_fixes, source.path, check.terms.foreign())
        if not offered:
            break
        proved = _prove(check, current, kind, left, _compatible(offered)) or _prove_singly(
            check, current, kind, left, offered
        )
        if proved is None:
            break
        current, left, gone = proved
        mended += gone
    # the last proof may have failed, and its text is not what other files are to be held against
    check.terms.project(source.path).remember(current)
    return current, left, mended


def only_proved(check: Check, source: Source, kind: Kind, examined: Examined) -> Examined:
    """The same findings; of their fixes only those that would be made if somebody asked."""
    reported = list(examined.reported)
    proofs = MAXIMUM_PROOFS
    current = _text_of(check, source)
    for index, one in enumerate(reported):
        if one.finding.fix is None:
            continue
        proofs -= 1
        if proofs < 0 or _prove(check, current, kind, examined, [one.finding.fix]) is None:
            reported[index] = one._replace(finding=one.finding._replace(fix=None))
    check.terms.project(source.path).remember(current)
    return examined._replace(reported=reported)


def _text_of(check: Check, source: Source) -> Source:
    """The file as it is now, which the fixes of this run may have changed."""
    after = [one.after for one in check.changes if one.path == source.path]
    if not after or not check.request.fix:
        return source
    return Source(source.path, after[-1], source.encoding, source.mark)


def _offered(examined: Examined, unsafe: bool, path: str, foreign: Container[str]) -> list[Fix]:
    """What may be applied, in file order; that of plugins comes last and takes no one's place."""
    found: list[tuple[bool, int, Fix]] = []
    for reported in examined.reported:
        fix = reported.finding.fix
        if fix is None or reported.ignored is not None:
            continue
        allowed = fix.safety == "safe" or unsafe
        if allowed and all(edit.location.path == path for edit in fix.edits):
            found.append((reported.code in foreign, fix.edits[0].location.start, fix))
    return [fix for _, _, fix in sorted(found, key=lambda one: one[:2])]


def _compatible(offered: list[Fix]) -> list[Fix]:
    """The fixes without those that touch what an earlier one touches."""
    taken: list[tuple[int, int]] = []
    chosen: list[Fix] = []
    for fix in offered:
        spans = [(edit.location.start, edit.location.end) for edit in fix.edits]
        if not any(_overlap(span, other) for span in spans for other in taken):
            taken.extend(spans)
            chosen.append(fix)
    return chosen


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    # two lines that go away side by side may leave something odd, such as an empty list: the
    # second one is looked at again once the first is gone
    if one == other or one[1] == other[0] or other[1] == one[0]:
        return True
    return one[0] < other[1] and other[0] < one[1]


def apply(content: str, fixes: list[Fix]) -> str:
    """The content after every edit of the fixes, which must not overlap."""
    edits = sorted(
        (edit for fix in fixes for edit in fix.edits),
        key=lambda edit: (edit.location.start, edit.location.end),
    )
    parts, at = [], 0
    for edit in edits:
        parts.append(content[at : edit.location.start])
        parts.append(edit.text)
        at = edit.location.end
    parts.append(content[at:])
    return "".join(parts)


def _prove(
    check: Check, source: Source, kind: Kind, before: Examined, fixes: list[Fix]
) -> tuple[Source, Examined, int] | None:
    """The fixed text where the fixed findings are gone and no other appeared; else None.

    What rules of plugins have to say of a fix that is none of theirs is told, and keeps nobody
    from it.
    """
    content = apply(source.content, fixes)
    if content == source.content:
        return None
    fixed = Source(source.path, content, source.encoding, source.mark)
    if not _can_be_spelled(fixed):
        return None
    after = check.examine(fixed, kind)
    mended = [r for r in before.reported if r.finding.fix in fixes and r.ignored is None]
    if any(r.code in check.terms.ended() for r in mended):
        return None
    foreign = check.terms.foreign()
    if any(r.code in foreign for r in mended):
        foreign = ()
    was, now = _tally(before, foreign), _tally(after, foreign)
    if _is_failed(after, foreign) or any(now[code] > was[code] for code in now):
        return None
    # the very finding must be gone; a rule may have more to say of what the fix left alone
    old, new = _by_words(before), _by_words(after)
    for key, count in Counter((r.code, r.finding.words) for r in mended).items():
        if new[key] > old[key] - count:
            return None
    return fixed, after, len(mended)


def _can_be_spelled(source: Source) -> bool:
    """Whether the file's encoding has all of the characters."""
    from envguard.project.reading import encode

    try:
        encode(source, source.content)
    except UnicodeError:
        return False
    return True


def _prove_singly(
    check: Check, source: Source, kind: Kind, before: Examined, fixes: list[Fix]
) -> tuple[Source, Examined, int] | None:
    """As many fixes as stand the proof together; one that fails keeps no other from its place."""
    kept: list[Fix] = []
    best = None
    for fix in fixes[:MAXIMUM_PROOFS]:
        tried = [*kept, fix]
        if len(_compatible(tried)) == len(tried):
            proved = _prove(check, source, kind, before, tried)
            if proved is not None:
                kept, best = tried, proved
    return best


def _is_failed(examined: Examined, foreign: Container[str]) -> bool:
    """Whether a rule failed that is not one of these."""
    return examined.failed and not all(
        one.finding.values.get("code", "") in foreign
        for one in examined.reported
        if one.code == "EGD004"
    )


def _tally(examined: Examined, foreign: Container[str]) -> Counter[str]:
    """How often each rule warns; a remark more is no harm that a fix does."""
    return Counter(
        r.code
        for r in examined.reported
        if r.ignored is None
        and r.severity >= Severity.WARNING
        and r.code not in foreign
        and not (r.code == "EGD004" and r.finding.values.get("code", "") in foreign)
    )


def _by_words(examined: Examined) -> Counter[tuple[str, str]]:
    counted = (r for r in examined.reported if r.ignored is None)
    return Counter((r.code, r.finding.words) for r in counted)


def _refuse_lossy(source: Source, data: bytes) -> None:
    """WriteProblem where the text does not say every byte of the file."""
    from envguard.project.reading import encode

    if not _can_be_spelled(source) or encode(source, source.content) != data:
        raise WriteProblem(
            f"{source.path}: the fix was not written: the file is not valid {source.encoding}, "
            "so some of it would be lost"
        )


def _write(source: Source, content: str) -> None:
    """Put the new content in place at once. _Changed where the file is not as it was read."""
    from envguard.project.exclusive import alone_with
    from envguard.project.reading import Unreadable, encode, read_bytes
    from envguard.project.writing import replace_file

    path = os.path.realpath(source.path)
    try:
        with alone_with(path):
            found = read_bytes(path)
            if found != encode(source, source.content):
                raise _Changed(found)
            replace_file(path, encode(source, content))
    except (OSError, UnicodeError, Unreadable) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteProblem(f"{source.path}: the fix was not written: {reason}") from None


def _read_again(source: Source, data: bytes, kind: Kind) -> Source:
    from envguard.project.reading import Unreadable, decode

    try:
        return decode(source.path, data, kind.structured)
    except Unreadable as problem:
        raise WriteProblem(
            f"{source.path}: it changed while it was checked, and now {problem.reason}; "
            "no fix was written"
        ) from None
