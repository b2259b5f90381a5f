"""What is in an environment for envguard's sake alone: it belongs to no project."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from envguard.formats.requirement_reading import normalised
from envguard.lock.installed.history import spec_name
from envguard.lock.installed.prefix import Prefix
from envguard.model.patterns import late

OWN = "envguard-lint"

_PROJECT = late(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def own_distributions(prefix: Prefix) -> set[str]:
    """The keys of the distributions of pip that only envguard needs, its own included."""
    needs = {one.key: {_required(words) for words in one.requires} for one in prefix.distributions}
    asked = {one.key for one in prefix.distributions if one.requested}
    return _only_for_own(needs, lambda key: key in asked)


def own_records(prefix: Prefix) -> set[str]:
    """The names of the conda packages that only envguard needs, where conda installed it."""
    needs = {one.name: {spec_name(words) for words in one.depends} for one in prefix.records}
    asked = {one.name for one in prefix.records if one.requested} | set(prefix.history.requested)
    return _only_for_own(needs, lambda name: name in asked)


def required_keys(prefix: Prefix, without: Iterable[str] = ()) -> set[str]:
    """The keys of the distributions that another one of pip's requires."""
    left_out = set(without)
    return {
        key
        for one in prefix.distributions
        if one.key not in left_out
        for words in one.requires
        if "extra ==" not in words and "extra==" not in words
        if (key := _required(words)) != one.key
    }


def _only_for_own(needs: dict[str, set[str]], asked: Callable[[str], bool]) -> set[str]:
    """What can be reached from envguard, is not asked for, and serves nothing else."""
    if OWN not in needs:
        return set()
    found, waiting = {OWN}, [OWN]
    while waiting:
        for name in needs.get(waiting.pop(), ()):
            if name in needs and name not in found and not asked(name):
                found.add(name)
                waiting.append(name)
    while True:
        elsewhere = {n for name, needed in needs.items() if name not in found for n in needed}
        kept = {name for name in found if name == OWN or name not in elsewhere}
        if kept == found:
            return found
        found = kept


def _required(words: str) -> str:
    """The project that a requirement names; markers are no matter, as all that is here was met."""
    found = _PROJECT.match(words)
    return normalised(found.group(1).rstrip("._-")) if found else ""
