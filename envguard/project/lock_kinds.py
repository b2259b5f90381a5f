"""Which files are locks, and of which tool: by name, and by content where a name says little."""

from __future__ import annotations

import re
from collections.abc import Callable

from envguard.model.patterns import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.lock.lock import LockKind

Head = Callable[[], "str | None"]

_LOCK_NAMES: dict[str, LockKind] = {
    "conda-lock.yml": "conda-lock",
    "conda-lock.yaml": "conda-lock",
    "pixi.lock": "pixi",
    "uv.lock": "uv",
    "poetry.lock": "poetry",
    "pylock.toml": "pylock",
}
_PYLOCK = late(r"pylock\.[^./]+\.toml")
_PLATFORM_LOCK = late(r"(?:^|[-_.])(?:linux|osx|win)-(?:64|32|aarch64|arm64|ppc64le)\b.*\.lock$")
_FOREIGN_LOCKS = (
    "cargo.lock", "yarn.lock", "gemfile.lock", "flake.lock", "composer.lock", "podfile.lock",
    "mix.lock", "pubspec.lock", "chart.lock", "bun.lock", "deno.lock", "pipfile.lock", "pdm.lock",
)  # fmt: skip
_TEXT_WORDS = late(r"explicit|spec|lock|conda|env|linux|osx|win-|package|pinned|requirement")
_CONDA_LOCK_SHAPE = late(r"^metadata:[ \t]*\r?$", re.MULTILINE)
_PACKAGES = late(r"^package:", re.MULTILINE)


def lock_kind(path: str, read: Head) -> LockKind | None:
    """Which kind of lock a file is, None where it is none; by its name, else by its content."""
    base = path.lower().rpartition("/")[2]
    named = _LOCK_NAMES.get(base)
    if named is not None:
        return named
    if _PYLOCK.fullmatch(base):
        return "pylock"
    if base in _FOREIGN_LOCKS or (base.endswith(".txt") and not _TEXT_WORDS.search(base)):
        return None
    if not base.endswith((".yml", ".yaml", ".lock", ".txt")):
        return None
    text = read()
    if text is None:
        return None
    if not base.endswith(".txt") and _CONDA_LOCK_SHAPE.search(text) and _PACKAGES.search(text):
        return "conda-lock"
    if base.endswith((".yml", ".yaml")):
        return "conda-lock" if base.endswith(".conda-lock.yml") else None
    from envguard.formats.explicit_lock import is_explicit

    return "explicit" if is_explicit(text) or _PLATFORM_LOCK.search(base) else None
