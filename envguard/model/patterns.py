"""Regular expressions that are compiled when they are first used.

A check of one small file imports some eighty patterns and uses a few of them; to compile them all
is a quarter of its run.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split")


class _Late:
    """Stands for a compiled pattern; its methods become the compiled ones at the first call."""

    def __init__(self, words: str, flags: int) -> None:
        self._late = words, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(*self._late)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


if TYPE_CHECKING:

    def late(words: str, flags: int = 0) -> re.Pattern[str]:
        """What `re.compile` gives, compiled when one of its methods is first asked for."""

else:

    def late(words, flags=0):
        """What `re.compile` gives, compiled when one of its methods is first asked for."""
        return _Late(words, int(flags))


def imported(name: str) -> ModuleType:
    """Import a library whose patterns are compiled when they are first used, if ever.

    PyYAML compiles ten for its Python reader and resolver, a tenth of the run of a small check,
    of which its C parser uses none.
    """
    at_once: Any = re.compile
    try:
        re.compile = late  # type: ignore[assignment]
        return __import__(name)
    finally:
        re.compile = at_once
