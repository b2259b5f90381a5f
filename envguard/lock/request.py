"""What `envguard lock` is asked for."""

from __future__ import annotations

from envguard.model.records import NamedTuple


class LockRequest(NamedTuple):
    """One command line. Empty fields leave the question to the sources and the settings.

    `exclude_newer` is a date, or a date and time of UTC, in ISO form; `virtual_packages` are
    `NAME=VERSION[=BUILD]`, without a version to leave one out.
    """

    paths: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    kind: str = "lock"
    output: str = ""
    update: tuple[str, ...] = ()
    exclude_newer: str = ""
    channel_alias: str = ""
    channel_priority: str = "strict"
    virtual_packages: tuple[str, ...] = ()
    quiet: bool = False
