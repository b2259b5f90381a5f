"""Lists of algorithms with their `+`, `-` and `^`: what ssh refuses, and the list that results."""

from __future__ import annotations

from functools import lru_cache

from envguard.data.ssh_algorithms import (
    GSSAPI_PREFIXES,
    NEWER,
    RETIRED,
    WEAK,
    Algorithms,
    algorithms,
    key_types,
)
from envguard.subjects.ssh.patterns import in_list, is_wild

LONGEST_LIST = 1_000
_NAMES_ONLY = ("ciphers", "macs", "kexalgorithms")


class BadList(Exception):
    """A list that ssh cannot complete: only unknown names, or a negation where none may be."""


def unknown_names(option: str, value: str, version: tuple[int, int]) -> list[str]:
    """The names in a list for which ssh refuses the file; [""] where the list is empty.

    Measured: a list that begins with `-` may name anything; signature lists take wildcards that
    match something, the others do not.
    """
    if value.startswith("-"):
        return []
    names = value[1:] if value[:1] in ("+", "^") else value
    if not names:
        return [""]
    known = algorithms(option, version).supported
    accepted = set(known) if option in _NAMES_ONLY else {*key_types(version), "null"}
    listed = list(dict.fromkeys(names.split(",")))
    if len(listed) > LONGEST_LIST:
        return listed[LONGEST_LIST:]
    return [
        name
        for name in listed
        if name and name not in accepted and not _accepts(option, name, accepted)
    ]


@lru_cache(maxsize=1_000)
def completed(option: str, value: str | None, version: tuple[int, int]) -> tuple[str, ...]:
    """The list that is in force for a value (None: not set); BadList where ssh gives up on it."""
    lists = algorithms(option, version)
    if value is None:
        return lists.default
    if value.startswith("-"):
        return tuple(name for name in lists.default if not in_list(value[1:], name))
    if value.startswith("+"):
        wanted = [*lists.default, *value[1:].split(",")]
    elif value.startswith("^"):
        wanted = [*value[1:].split(","), *lists.default]
    else:
        wanted = value.split(",")
    return _filtered(wanted, lists)


def weak_names(option: str, value: str | None, version: tuple[int, int]) -> tuple[str, ...]:
    """Which weak algorithms the list in force holds, in its order."""
    weak = WEAK.get(option) or WEAK["hostkeyalgorithms"]
    try:
        return tuple(name for name in completed(option, value, version) if name in weak)
    except BadList:
        return ()


def is_retired(name: str) -> bool:
    """Whether ssh once knew this algorithm."""
    return name in RETIRED


def release_of(name: str) -> str:
    """The release that brought an algorithm which older ones do not know, "" for all others."""
    return NEWER.get(name, "")


def gssapi_unknown(value: str) -> list[str]:
    """The names of GSSAPIKexAlgorithms for which Debian's ssh refuses the file."""
    return [n for n in value.split(",") if n and not n.startswith(GSSAPI_PREFIXES)]


def _accepts(option: str, name: str, accepted: set[str]) -> bool:
    if option == "kexalgorithms":
        return name.startswith(GSSAPI_PREFIXES)
    if option in _NAMES_ONLY:
        return False
    pattern = name[1:] if name.startswith("!") else name
    return (is_wild(pattern) or pattern != name) and any(in_list(pattern, k) for k in accepted)


def _filtered(wanted: list[str], lists: Algorithms) -> tuple[str, ...]:
    """Every wanted name or pattern replaced by what it matches, each name once."""
    found: dict[str, None] = {}
    known = set(lists.supported)
    for name in wanted:
        if name.startswith("!"):
            raise BadList(name)
        if name in known:
            found[name] = None
        elif is_wild(name):
            found.update((k, None) for k in lists.supported if in_list(name, k))
    if not found:
        raise BadList("")
    return tuple(found)
