"""Whether a lock still holds what its sources ask for, told without a solver and without a network.

A content hash changes with every edit of a source, also with those that change nothing. So each
thing that is asked for is looked up among the locked packages: what they do not meet is a break.
"""

from __future__ import annotations

from collections.abc import Sequence

from envguard.model.records import NamedTuple
from envguard.subjects.lock.asked import Asked, EnvironmentSource, LockSource, base_name
from envguard.subjects.lock.lock import PYTHON_LOCKS, Lock, LockedPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from envguard.subjects.lock.virtual_packages import Packages

State: TypeAlias = "Literal['fresh', 'harmless', 'stale', 'unknown']"
"""fresh: the sources are those that were locked, by the hash. harmless: they changed, and the lock
still holds all they ask for. stale: it does not. unknown: a part could not be read or compared."""

BreakKind: TypeAlias = "Literal['absent', 'version', 'build', 'channel', 'url', 'removed-channel']"


_SELECTED = ("conda-lock", "explicit")
"""Locks that can be made without some of a project's extras; the others hold them all."""


class Break(NamedTuple):
    """One thing that the lock does not hold as it is asked for, on all `platforms` where so.

    `held` is what it holds instead on the first of them, None where it holds nothing.
    """

    kind: BreakKind
    asked: Asked
    platforms: tuple[str, ...]
    held: LockedPackage | None


class Freshness(NamedTuple):
    """The verdict. `reason` says why it is unknown.

    `leftovers` are packages that nothing asks for any more and no other locked package needs.
    """

    state: State
    breaks: tuple[Break, ...] = ()
    reason: str = ""
    leftovers: tuple[LockedPackage, ...] = ()


def judge(
    lock: Lock, sources: Sequence[LockSource], virtual: dict[str, Packages] | None = None
) -> Freshness:
    """Compare a lock with the files it was made from, in the order in which they were given.

    `virtual` is what a virtual-packages.yml in sight says, which is a part of the hash.
    """
    if not lock.readable:
        return Freshness("unknown", reason="the lock is damaged")
    if not sources:
        return Freshness("unknown", reason="no file that it was made from is in sight")
    if not lock.packages:
        if _same_hash(lock, sources, virtual):
            return Freshness("fresh")
        return Freshness("unknown", reason="the lock lists no packages")
    found: dict[tuple[str, int], Break] = {}
    unknown: list[str] = []
    leftovers: list[LockedPackage] = []
    extras = {one.category for one in lock.packages} if lock.kind in _SELECTED else None
    for platform in lock.platforms:
        asked, missed = _wanted(sources, platform, extras)
        if lock.kind in PYTHON_LOCKS:
            asked = [one for one in asked if one.manager == "pip"]
        unknown.extend(missed)
        for one in asked:
            if _is_held(one, extras):
                _compare(lock, platform, one, found, unknown, certain=not missed)
            elif (reason := _left_out(lock, platform, one)) not in ("", *unknown):
                unknown.append(reason)
        if not missed:
            leftovers.extend(_leftovers(lock, platform, asked))
    if not unknown:
        _compare_channels(lock, sources, found)
    if found:
        return Freshness("stale", tuple(found.values()), leftovers=tuple(leftovers))
    if _same_hash(lock, sources, virtual):
        return Freshness("fresh")
    if unknown:
        return Freshness("unknown", reason=unknown[0])
    return Freshness("harmless", leftovers=tuple(leftovers))


def _wanted(
    sources: Sequence[LockSource], platform: str, extras: set[str] | None
) -> tuple[list[Asked], list[str]]:
    """What all sources ask for together: of two that name one package the later one counts.

    An extra that the lock may be made without overrules nothing.
    """
    asked: dict[tuple[str, str], list[Asked]] = {}
    unknown: list[str] = []
    for source in sources:
        wanted = source.wanted(platform)
        unknown.extend(wanted.unknown)
        own: dict[tuple[str, str], list[Asked]] = {}
        for one in wanted.asked:
            key = (one.manager, one.name or one.text.value)
            if key not in asked or _is_held(one, extras):
                own.setdefault(key, []).append(one)
        for key, ones in own.items():
            asked[key] = _counting(ones, source, extras)
    return [one for ones in asked.values() for one in ones], unknown


def _counting(ones: list[Asked], source: LockSource, extras: set[str] | None) -> list[Asked]:
    """Which of a source's lines for one package count.

    conda takes every line of an environment.yml, of which conda-lock hashes the last alone. Lines
    that may not concern the platform, and what other sources repeat, count as conda-lock has it.
    """
    if isinstance(source, EnvironmentSource):
        certain = [one for one in ones if not one.may_lack]
        return certain or ones[-1:]
    return [one for one in ones if _is_held(one, extras)][-1:] or ones[:1]


def _is_held(asked: Asked, extras: set[str] | None) -> bool:
    """Whether the lock is for the extra that asks; `extras` are the lock's, None for all."""
    return extras is None or not asked.extra or asked.extra in extras


def _left_out(lock: Lock, platform: str, asked: Asked) -> str:
    """Why nobody can tell whether a lock that shows nothing of an extra should; "" where it does.

    `conda-lock --filter-extras` leaves an extra out, and the lock does not tell.
    """
    from envguard.subjects.lock.meeting import meets

    answer = meets(lock, platform, asked)
    if answer.kind is None and not answer.unknown:
        return ""
    return f"{base_name(asked.path)}: the lock may be meant without the extra `{asked.extra}`"


def _compare(
    lock: Lock,
    platform: str,
    asked: Asked,
    found: dict[tuple[str, int], Break],
    unknown: list[str],
    certain: bool,
) -> None:
    from envguard.subjects.lock.meeting import meets

    answer = meets(lock, platform, asked)
    if answer.unknown:
        unknown.append(f"{base_name(asked.path)}: {answer.unknown}")
    # a source that could not be read may ask for another version of the same package
    if answer.kind is None or not (certain or answer.kind == "absent"):
        return
    key = (asked.path, asked.text.start)
    earlier = found.get(key)
    if earlier is None:
        found[key] = Break(answer.kind, asked, (platform,), answer.held)
    else:
        found[key] = earlier._replace(platforms=(*earlier.platforms, platform))


def _compare_channels(
    lock: Lock, sources: Sequence[LockSource], found: dict[tuple[str, int], Break]
) -> None:
    """Channels that the lock was made with and that no source names any more."""
    from envguard.subjects.lock.channels import package_channel, source_channels

    named = source_channels(sources)
    if not named:
        return
    used = {package_channel(channel.value) for channel in lock.metadata.channels}
    for gone in sorted(used - named - {""}):
        held = [p for p in lock.packages if p.manager == "conda" and package_channel(p.url) == gone]
        source = next((s for s in sources if s.channels), None)
        if held and source is not None and source.channels and not _is_asked(lock, sources, gone):
            text = source.channels[0]
            platforms = tuple(dict.fromkeys(one.platform for one in held))
            asked = Asked("conda", gone, text, source.path)
            found[source.path, text.start] = Break("removed-channel", asked, platforms, held[0])


def _is_asked(lock: Lock, sources: Sequence[LockSource], channel: str) -> bool:
    """Whether a single dependency asks for the channel, as `pytorch::pytorch` does."""
    from envguard.subjects.lock.channels import package_channel

    return any(
        package_channel(one.spec.channel.value) == channel
        for platform in lock.platforms
        for source in sources
        for one in source.wanted(platform).asked
        if one.spec is not None and one.spec.channel is not None
    )


def _leftovers(lock: Lock, platform: str, asked: list[Asked]) -> list[LockedPackage]:
    from envguard.formats.requirement_reading import normalised
    from envguard.subjects.environment.names import conda_name

    packages = lock.on(platform)
    if not any(one.dependencies for one in packages):
        return []  # an explicit lock does not tell who needs whom
    needed = {normalised(name) for one in packages for name in one.dependencies}
    needed.update(normalised(one.name) for one in asked)
    needed.update(conda_name(one.name) for one in asked if one.manager == "pip" and one.name)
    needed.add("pip")  # conda-lock adds it to every environment with a pip section
    return [one for one in packages if normalised(one.name) not in needed]


def _same_hash(
    lock: Lock, sources: Sequence[LockSource], virtual: dict[str, Packages] | None
) -> bool:
    """Whether the sources have, on every platform, the content hash that the lock names."""
    hashes = lock.metadata.content_hash
    if not hashes or any(platform not in hashes for platform in lock.platforms):
        return False
    from envguard.subjects.lock.content_hash import possible_hashes

    return all(
        hashes[platform].value in (possible_hashes(sources, platform, virtual) or ())
        for platform in lock.platforms
    )
