"""Which channels an environment takes its packages from, by their usual names."""

from __future__ import annotations

import re

from envguard.subjects.environment.environment import CondaEnvironment

_DEFAULTS = {"defaults", "main", "anaconda", "pkgs/main"}
_NAME = re.compile(r"(?:^|/)([A-Za-z0-9_.-]+)(?:/(?:linux|osx|win|noarch)[\w-]*)?/?$")


def channel_name(channel: str) -> str:
    """A channel's usual name: the last part of its address, `defaults` for Anaconda's own."""
    found = _NAME.search(channel.strip())
    name = found.group(1).lower() if found else channel.strip().lower()
    return "defaults" if name in _DEFAULTS or "/pkgs/main" in channel else name


def channels_in_use(environment: CondaEnvironment) -> set[str]:
    """The names of the channels; conda's own default where the file names none."""
    names = {channel_name(channel.value) for channel in environment.channels}
    return names - {"nodefaults"} or {"defaults"}
