"""An identity for each finding that outlives moved lines and new formatting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from envguard.model import Reported
from envguard.project.discovery import rooted_path

# White space, quotes and continuations are what a formatter changes.
_FORMATTING = dict.fromkeys(map(ord, " \t\r\n\f\v\"'`\\"), None)
_LONGEST = 2000


def ordinals(findings: Iterable[tuple[str, str, str]]) -> Iterator[int]:
    """The ordinal of each finding among those of the same code, path and words; it counts from 1.

    It is given before anything is filtered: hiding one finding changes no other's identity.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for code, path, words in findings:
        key = (code, path, _bare(words))
        seen[key] += 1
        yield seen[key]


def fingerprint(reported: Reported) -> str:
    """32 hexadecimal digits of code, path from the repository's root, words and ordinal."""
    import hashlib

    path = rooted_path(reported.finding.location.path)
    words = _bare(reported.finding.words)
    spelled = "\0".join((reported.code, path, words, str(reported.ordinal)))
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _bare(words: str) -> str:
    return words[:_LONGEST].translate(_FORMATTING)
