"""The channels that an environment's packages came from, in the order of their priority."""

from __future__ import annotations

from collections import Counter

from envguard.formats.conda_channel import RefusedChannel, canonical, split_subdir
from envguard.formats.explicit_lock import package_parts
from envguard.lock.credentials import published
from envguard.lock.installed.history import option_values
from envguard.lock.installed.prefix import Prefix
from envguard.lock.installed.record import CondaRecord
from envguard.model.patterns import late

_DEFAULTS = late(r"(?:https?://repo\.(?:anaconda\.com|continuum\.io)/)?pkgs/(?:main|r|msys2)")


def channels_of(prefix: Prefix, left_out: set[str]) -> list[str]:
    """The channels as an environment.yml names them, the most important first.

    No record tells their order. The commands in the history do, the last one first, as a later
    `-c` stood above what was there; of the others the one with the fewest packages comes first,
    as a channel for one thing is put above a channel for all. `defaults` is the last.
    """
    counts = Counter(
        name for one in prefix.records if one.name not in left_out if (name := channel_of(one))
    )
    told: list[str] = []
    for command in reversed(prefix.history.commands):
        named = [channel_name(word) for word in option_values(command, "-c", "--channel")]
        told += [name for name in named if name in counts and name not in told]
    rest = sorted((name for name in counts if name not in told), key=lambda n: (counts[n], n))
    ordered = [*told, *rest]
    return sorted(ordered, key=lambda name: name == "defaults" and name not in told)


def channel_of(record: CondaRecord) -> str:
    """The channel of a package; empty where it was installed from a file without one."""
    words = record.channel
    folder, _, file = record.url.rpartition("/")
    if not words or not ("://" in words or record.url):
        words = words or (folder if package_parts(file.partition("#")[0]) else "")
    return channel_name(words)


def channel_name(words: str) -> str:
    """An address as an environment.yml names it, credentials and platform taken away."""
    bare = split_subdir(published(words).rstrip("/"))[0]
    if _DEFAULTS.fullmatch(bare):
        return "defaults"
    try:
        return canonical(bare)[0]
    except RefusedChannel:
        return ""
