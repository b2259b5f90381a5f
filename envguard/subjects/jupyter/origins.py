"""Whether a page of any origin may read the answers (CORS) and open websockets."""

from __future__ import annotations

import re

from envguard.subjects.jupyter.server import UNKNOWN, Answer, JupyterServer
from envguard.subjects.jupyter.settings import Setting

_STRANGERS = ("http://x1.invalid:81", "https://q-7.invalid")
"""Origins that nobody would name in a pattern."""

MAXIMUM_PATTERN = 200


def any_origin(values: dict[str, Setting], server: JupyterServer, kind: str) -> Answer:
    """`allow_origin` `*`, else a pattern that matches anything, else a header of tornado's."""
    plain, pattern = server.allow_origin, server.allow_origin_pat
    if not plain.known:
        return Answer(UNKNOWN, plain.origin, plain.why)
    if plain.value == "*":
        return Answer(True, plain.origin)
    if plain.value:
        return Answer(False, plain.origin)
    if kind == "gateway":
        return Answer(False)
    if not pattern.known:
        return Answer(UNKNOWN, pattern.origin, pattern.why)
    if pattern.value:
        found = matches_any(str(pattern.value), whole=kind == "server2")
        return Answer(UNKNOWN if found is None else found, pattern.origin)
    return _headers(values.get("tornado_settings"))


def _headers(settings: Setting | None) -> Answer:
    if settings is None:
        return Answer(False)
    if not settings.known or not isinstance(settings.value, dict):
        return Answer(UNKNOWN, settings.origin, settings.why)
    headers = settings.value.get("headers")
    if isinstance(headers, dict):
        for name, value in headers.items():
            if str(name).lower() == "access-control-allow-origin" and value == "*":
                return Answer(True, settings.origin, "a header that is sent with every answer")
    return Answer(False)


def matches_any(pattern: str, whole: bool) -> bool | None:
    """Whether an `allow_origin_pat` matches strangers; None where it cannot be said.

    jupyter_server 2 asks for a match of the whole origin, older ones for one at its start.
    Only patterns that are cheap to run are run: short, few repeats, none around a group.
    """
    is_long = len(pattern) > MAXIMUM_PATTERN
    plain = "" if is_long else re.sub(r"\\.|\[[^\]]*\]", "x", pattern)
    if (
        is_long
        or sum(plain.count(sign) for sign in "*+?{") > 3
        or plain.count("|") > 4
        or re.search(r"\)[*+?{]|\(\?|\\[1-9]", pattern)
    ):
        simple = re.fullmatch(r"\^?\(?\.[*+]\)?[*+]?\$?", pattern)
        return True if simple else None
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    match = compiled.fullmatch if whole else compiled.match
    found = [match(origin) is not None for origin in _STRANGERS]
    if all(found):
        return True
    return None if any(found) else False
