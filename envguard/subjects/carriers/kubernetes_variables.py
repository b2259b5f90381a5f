"""A container's environment, and `$(VAR)` in its command and arguments.

Source of the facts: Kubernetes' API reference (EnvVar, Container) and
third_party/forked/golang/expansion: `$(X)` of a variable that is not set stays as it stands,
`$$(X)` is `$(X)`.
"""

from __future__ import annotations

from collections.abc import Mapping as Variables

from envguard.formats.tree import Mapping, Scalar
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.command import HOLE, Value

MAXIMUM_VALUE = 10_000

_REFERENCE = late(r"\$\$|\$\(([^()]*)\)")
_OF_SERVICES = late(r"[A-Z0-9_]{1,200}_(?:SERVICE_HOST|SERVICE_PORT|PORT)(?:_\w+)?")


def environment_of(
    container: Mapping, of_image: Variables[str, str], image: Scalar | None
) -> dict[str, Value]:
    """What `env:` sets, each value with the variables above it put in; a value from a secret, a
    config map or a field is not known.
    """
    found = {name: Value(of_image[name], image.text) for name in of_image} if image else {}
    for item in container.sequence("env") or ():
        name = item.scalar("name") if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or name is None:
            continue
        value = item.scalar("value")
        if value is not None:
            text = expanded(value.text, found)
            found[name.value] = Value(text.value, text)
        elif item.get("valueFrom") is not None:
            found[name.value] = Value(HOLE, name.text)
        else:
            found[name.value] = Value("", name.text)
    return found


def expanded(text: Text, environment: Variables[str, Value]) -> Text:
    """The text with `$(X)` put in and `$$` made one dollar sign."""
    parts: list[Text] = []
    at = filled = 0
    for found in _REFERENCE.finditer(text.value):
        region = text[found.start() : found.end()]
        value = _value(found.group(1), environment)
        if value is None:
            continue
        if found.start() > at:
            parts.append(text[at : found.start()].through(_doubled))
        parts.append(region.decoded(value))
        at = found.end()
        filled += len(value)
        if filled > MAXIMUM_VALUE:
            return text.decoded(HOLE)
    if not at:
        return text.through(_doubled)
    if at < len(text):
        parts.append(text[at:].through(_doubled))
    kept = [part for part in parts if part]
    return Text.join(kept) if kept else text.decoded("")


def _value(name: str | None, environment: Variables[str, Value]) -> str | None:
    """None for a reference that stays as it stands."""
    if name is None:
        return "$"
    if name in environment:
        return environment[name].value
    return HOLE if _OF_SERVICES.fullmatch(name) else None


def _doubled(value: str) -> str:
    return value.replace("$", "$$")
