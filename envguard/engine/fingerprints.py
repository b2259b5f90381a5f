"""An identity for each finding that outlives moved lines and new formatting."""

from __future__ import annotations

from collections import Counter

from envguard.model import Reported
from envguard.project.discovery import rooted_path

# White space, quotes and continuations are what a formatter changes.
_FORMATTING = dict.fromkeys(map(ord, " \t\r\n\f\v\"'`\\"), None)
_LONGEST = 2000


def numbered(reported: list[Reported]) -> list[Reported]:
    """The findings with their ordinal among those of the same rule, file and words.

    It is given before anything is filtered: hiding one finding changes no other's identity.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for one in reported:
        key = (one.code, one.finding.location.path, _words(one))
        seen[key] += 1
        found.append(one if seen[key] == 1 else one._replace(ordinal=seen[key]))
    return found


def fingerprint(reported: Reported) -> str:
    """32 hexadecimal digits of code, path from the repository's root, words and ordinal."""
    import hashlib

    path = rooted_path(reported.finding.location.path)
    spelled = "\0".join((reported.code, path, _words(reported), str(reported.ordinal)))
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _words(reported: Reported) -> str:
    return reported.finding.words[:_LONGEST].translate(_FORMATTING)
