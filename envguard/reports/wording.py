"""What every report says the same way: messages, paths, counts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

# Control characters, those that turn, break or hide text, and those that XML cannot spell: none
# may reach a terminal or a log.
_UNSAFE = (
    (0x00, 0x20), (0x7F, 0xA0), (0x061C, 0x061D), (0x200B, 0x200C), (0x200E, 0x2010),
    (0x2028, 0x202F), (0x2066, 0x206A), (0xD800, 0xE000), (0xFEFF, 0xFF00), (0xFFFE, 0x10000),
)  # fmt: skip


@lru_cache(maxsize=1)
def _spellings() -> dict[int, str]:
    """What stands for each unsafe character. Made when the first one comes: it has 2,000 rows."""
    codes = (code for first, end in _UNSAFE for code in range(first, end))
    found = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in codes}
    found[0xE000] = "…"
    return found


def visible(text: str) -> str:
    """A text with every character that could act on a terminal spelled out."""
    # nearly all text is plain, and asking costs a tenth of translating it
    return text if text.isascii() and text.isprintable() else text.translate(_spellings())


def message(template: str, values: Mapping[str, str]) -> str:
    """A message with its values filled in; the result is one line, safe to print."""
    return visible(template.format_map(values))


def shown_path(path: str) -> str:
    """A path relative to the working directory with `/`, absolute where it lies outside."""
    return path if path == "-" else _shown(path, os.getcwd())


# a finding and what is related to it nearly always stand in one file
@lru_cache(maxsize=64)
def _shown(path: str, working: str) -> str:
    folder, name = os.path.split(path)
    if name in ("", ".", ".."):
        return _shown_folder(os.path.abspath(path), working)
    shown = _shown_folder(folder, working)
    return name if shown == "." else f"{shown.rstrip('/')}/{name}"


@lru_cache(maxsize=1024)
def _shown_folder(path: str, working: str) -> str:
    try:
        relative = os.path.relpath(path or ".", working)
    except ValueError:  # another drive on Windows
        relative = os.path.abspath(path)
    if relative.startswith(".." + os.sep) or relative == "..":
        relative = os.path.abspath(path)
    return relative.replace(os.sep, "/")


def plural(count: int, word: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
