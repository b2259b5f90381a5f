"""Whether a lock that was made from other files holds an environment all the same.

pixi.lock and uv.lock name no environment.yml. Where every package that one asks for is in the lock,
a reader can have the environment from it.
"""

from __future__ import annotations

from envguard.subjects.lock.asked import LockSource
from envguard.subjects.lock.lock import PYTHON_LOCKS, Lock
from envguard.subjects.lock.meeting import meets

_TOOLS = ("python", "pip", "setuptools", "wheel", "uv", "poetry", "nodefaults")


def holds_all(lock: Lock, source: LockSource) -> bool:
    """Whether some platform of the lock has everything that the source asks for."""
    return any(_holds(lock, source, platform) for platform in lock.platforms)


def _holds(lock: Lock, source: LockSource, platform: str) -> bool:
    wanted = source.wanted(platform or "linux-64")
    if wanted.unknown:
        return False
    # such a lock cannot hold Python, nor what installs it
    python_only = lock.kind in PYTHON_LOCKS
    asked = [
        one
        for one in wanted.asked
        if not (python_only and one.manager == "conda" and one.name in _TOOLS)
    ]
    return bool(asked) and all(meets(lock, platform, one).kind is None for one in asked)
