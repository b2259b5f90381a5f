"""Kubernetes roles that speak of a hub or of its users' notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.tree import Mapping, Scalar, Sequence
from envguard.formats.yaml import parse_all
from envguard.model import Text
from envguard.model.patterns import late

_NAMED = late(r"jupyter|\bhub\b|notebook|singleuser|z2jh|kubespawner", re.IGNORECASE)


class HubRole:
    """A Role or ClusterRole. `wide` is the word that gives too much (None for none), `what` it."""

    __slots__ = ("name", "text", "what", "wide")

    def __init__(self, text: Text, name: str, wide: Text | None, what: str) -> None:
        self.text = text
        self.name = name
        self.wide = wide
        self.what = what


def hub_roles(text: Text) -> list[HubRole]:
    """The roles of a manifest whose name speaks of a hub. SyntaxProblem for a broken file."""
    return [role for root in parse_all(text) for role in _roles(root)]


def _roles(root: object) -> Iterator[HubRole]:
    if not isinstance(root, Mapping):
        return
    items = root.sequence("items")
    for item in items if items is not None else ():
        yield from _roles(item)
    kind, metadata = root.scalar("kind"), root.mapping("metadata")
    name = metadata.scalar("name") if metadata is not None else None
    if kind is None or name is None or kind.value not in ("Role", "ClusterRole"):
        return
    if not _NAMED.search(name.value):
        return
    rules = root.sequence("rules")
    for rule in rules if rules is not None else ():
        wide = _wide(rule) if isinstance(rule, Mapping) else None
        if wide is not None:
            yield HubRole(root.text, name.value, *wide)
            return
    if kind.value != "ClusterRole" or metadata is None or _is_part(metadata):
        return
    if rules is not None and _writes(rules):
        yield HubRole(root.text, name.value, kind.text, "its rights in every namespace")


def _is_part(metadata: Mapping) -> bool:
    """Whether a role is put into others by its labels: those are bound, also in one namespace."""
    labels = metadata.mapping("labels")
    return any("/aggregate-to-" in key.value for key, _ in labels.pairs()) if labels else False


def _wide(rule: Mapping) -> tuple[Text, str] | None:
    for key, what in (("resources", "every kind of resource"), ("verbs", "every verb")):
        for item in rule.sequence(key) or ():
            if isinstance(item, Scalar) and item.value == "*":
                return item.raw, what
    for item in rule.sequence("resources") or ():
        if isinstance(item, Scalar) and item.value == "secrets":
            return item.raw, "all secrets of the namespace"
    return None


def _writes(rules: Sequence) -> bool:
    """Whether a rule changes anything: a hub reads nodes, and those have no namespace."""
    for rule in rules:
        verbs = rule.sequence("verbs") if isinstance(rule, Mapping) else None
        for verb in verbs if verbs is not None else ():
            if isinstance(verb, Scalar) and verb.value in (
                "create",
                "update",
                "patch",
                "delete",
                "*",
            ):
                return True
    return False
