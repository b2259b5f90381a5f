"""Whether an installed environment holds what its lock says."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.lock.installed.distribution import Distribution
from envguard.lock.installed.own_packages import own_distributions, own_records
from envguard.lock.installed.prefix import Prefix
from envguard.lock.installed.record import CondaRecord
from envguard.lock.verify.difference import Difference, Package, Verdict
from envguard.lock.verify.locked import Demand, demand_of, platform_for
from envguard.lock.verify.overwriting import Overwritten, overwritten
from envguard.lock.verify.pip_source import other_source, same_version
from envguard.lock.verify.strictness import check_files
from envguard.subjects.lock.channels import package_channel
from envguard.subjects.lock.lock import Lock, LockedPackage


def verify(
    prefix: Prefix, lock: Lock, categories: tuple[str, ...] = (), strict: bool = False
) -> Verdict:
    """Compare an environment with a lock.

    Demanded are the rows of the main category and of those named; other rows may be there, and
    must then be right. LockProblem where the lock does not have the platform or a category.
    """
    platform = platform_for(lock, prefix.platform)
    demand = demand_of(lock, platform, categories)
    own = (own_records(prefix), own_distributions(prefix))
    by_pip = overwritten(prefix)
    touched = [one for one in by_pip if not _is_wanted(one, demand)]
    in_place = {one.by.folder for one in touched if one.by is not None and _is_same(prefix, one)}
    differences = [
        *_conda(prefix, demand, own[0]),
        *_pip(prefix, demand, own[1], in_place),
        *(_touched(prefix, one) for one in touched),
    ]
    hashed = check_files(prefix, by_pip, own[1]) if strict else None
    return Verdict(
        prefix.path,
        lock.path,
        platform,
        ("main", *(c for c in categories if c != "main")),
        strict,
        len(prefix.records) - len(own[0]),
        len({one.key for one in prefix.distributions} - own[1]),
        [*differences, *(hashed.differences if hashed else ())],
        _notes(own),
        hashed.checked if hashed else 0,
        hashed.unproved if hashed else 0,
    )


def _conda(prefix: Prefix, demand: Demand, own: set[str]) -> Iterator[Difference]:
    found: dict[str, CondaRecord] = {}
    for record in prefix.records:
        if record.name in found:
            both = f"{found[record.name].shown} and {record.shown}"
            yield Difference(
                "recorded-twice", "conda", record.name,
                f"{record.name} has two records in conda-meta: {both}", installed=_as_had(record),
            )  # fmt: skip
        found[record.name] = record
        row = demand.rows.get(("conda", record.name))
        if row is not None:
            other = _compared(record, row)
            if other is not None:
                yield other
        elif record.name not in own:
            yield Difference("extra", "conda", record.name, record.shown, installed=_as_had(record))
    for key in sorted(demand.demanded):
        if key[0] == "conda" and key[1] not in found:
            row = demand.rows[key]
            yield Difference("missing", "conda", row.name, row.shown, locked=_as_locked(row))


def _compared(record: CondaRecord, row: LockedPackage) -> Difference | None:
    locked, had = _as_locked(row), _as_had(record)
    name = record.name
    if record.version != row.version and row.version:
        words = f"{name} is {record.version}, locked is {row.version}"
        return Difference("version", "conda", name, words, locked, had)
    if row.build and record.build and record.build != row.build:
        words = f"{name} {record.version} is build {record.build}, locked is {row.build}"
        return Difference("build", "conda", name, words, locked, had)
    if _same_file(record, row) is not False:
        return None
    if locked.source and had.source and locked.source != had.source:
        words = f"{record.shown} is from {had.source}, locked is from {locked.source}"
        return Difference("channel", "conda", name, words, locked, had)
    words = f"{record.shown} was installed from another file than the locked one (its hash differs)"
    return Difference("file", "conda", name, words, locked, had)


def _same_file(record: CondaRecord, row: LockedPackage) -> bool | None:
    """Whether it is the locked file, by its hash; a mirror has the same one under another address.

    Without a hash the channels' names decide; None where nothing is known.
    """
    for had, locked in ((record.sha256, row.sha256), (record.md5, row.md5)):
        if had and locked:
            return had.lower() == locked.lower()
    had, locked = _as_had(record).source, _as_locked(row).source
    return had == locked if had and locked else None


def _as_had(record: CondaRecord) -> Package:
    source = package_channel(record.channel) if record.channel else package_channel(record.url)
    return Package(record.version, record.build, source)


def _as_locked(row: LockedPackage) -> Package:
    source = package_channel(row.url) if row.manager == "conda" and row.url else ""
    return Package(row.version, row.build, source)


def _pip(prefix: Prefix, demand: Demand, own: set[str], in_place: set[str]) -> Iterator[Difference]:
    found: set[str] = set()
    for one in prefix.distributions:
        found.add(one.key)
        row = demand.rows.get(("pip", one.key))
        had = Package(one.version)
        if row is None:
            if one.key not in own and one.folder not in in_place:
                words = f"{one.name} {one.version}".strip()
                yield Difference("extra", "pip", one.key, words, installed=had)
        elif row.version and one.version and not same_version(one.version, row.version):
            words = f"{one.key} is {one.version}, locked is {row.version}"
            yield Difference("version", "pip", one.key, words, _as_locked(row), had)
        else:
            words = other_source(one, row)
            if words:
                yield Difference("source", "pip", one.key, words, _as_locked(row), had)
    for key in sorted(demand.demanded):
        if key[0] == "pip" and key[1] not in found:
            row = demand.rows[key]
            yield Difference("missing", "pip", row.name, row.shown, locked=_as_locked(row))


def _is_wanted(one: Overwritten, demand: Demand) -> bool:
    """Whether the lock itself lets pip bring what conda brings, too."""
    by = one.by
    row = demand.rows.get(("pip", by.key)) if by is not None else None
    return by is not None and row is not None and same_version(by.version, row.version)


def _is_same(prefix: Prefix, one: Overwritten) -> bool:
    """Whether pip's distribution is the very project of the conda package."""
    own = prefix.of_conda.get(one.record.file, [])
    return one.by is not None and any(key == one.by.key for _, key, _ in own)


def _touched(prefix: Prefix, one: Overwritten) -> Difference:
    record, had = one.record, _as_had(one.record)
    if one.gone:
        words = f"{record.shown}: conda's record is there, but its files were taken away"
        return Difference("removed", "conda", record.name, words, installed=had)
    if one.by is None:
        words = f"{record.shown}: pip installed the same version over it"
    elif _is_same(prefix, one):
        words = f"{record.shown}: pip put {_shown(one.by)} in its place"
    else:
        first, *rest = sorted(one.paths)
        more = f" and {len(rest)} more" if rest else ""
        words = f"{record.shown}: pip's {_shown(one.by)} wrote over {first}{more}"
    by = Package(one.by.version) if one.by is not None else had
    return Difference("overwritten", "conda", record.name, words, had, by)


def _shown(one: Distribution) -> str:
    return f"{one.name} {one.version}".strip()


def _notes(own: tuple[set[str], set[str]]) -> list[str]:
    names = sorted(own[0] | own[1])
    return [f"left out, as only envguard needs them: {', '.join(names)}"] if names else []
