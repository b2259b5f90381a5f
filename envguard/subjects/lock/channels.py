"""Which channel a locked package comes from, and which ones the sources name."""

from __future__ import annotations

from collections.abc import Sequence

from envguard.subjects.lock.asked import LockSource

_DEFAULTS = ("defaults", "main", "anaconda", "r", "free", "msys2", "pkgs")


def package_channel(url: str) -> str:
    """The usual name of a channel, of its address or of a package's URL; empty for neither.

    A mirror keeps the last part of the name, so that is what counts; Anaconda's own channels are
    `defaults` together.
    """
    from envguard.formats.conda_channel import split_subdir
    from envguard.formats.explicit_lock import package_parts

    folder, slash, file = url.rpartition("/")
    address = folder if slash and package_parts(file.partition("#")[0]) else url
    bare = split_subdir(address.rstrip("/"))[0].lower()
    if "/pkgs/" in bare or bare in _DEFAULTS or bare.startswith("pkgs/"):
        return "defaults"
    return bare.rpartition("/")[2]


def source_channels(sources: Sequence[LockSource]) -> set[str]:
    """The channels of all sources; none where one of them does not say."""
    named: set[str] = set()
    for source in sources:
        if source.channels is None:
            return set()
        named.update(package_channel(channel.value) for channel in source.channels)
    return named - {"nodefaults"}
