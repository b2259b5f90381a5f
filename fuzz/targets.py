"""All targets by name, and what each begins with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fuzz import formats, kinds, seeds

Run = Callable[[str], None]


def targets(folder: str) -> dict[str, Run]:
    """Every target by its name; `folder` is an empty one, in which the files would lie."""
    found: dict[str, Run] = {
        f"format-{name}": partial(formats.run, target) for name, target in formats.FORMATS.items()
    }
    for kind in kinds.NAMES:
        found[f"kind-{kind}"] = partial(kinds.run, kind, folder=folder)
    return found


def seeds_of(name: str) -> list[str]:
    """The texts that a target begins with."""
    sort, _, rest = name.partition("-")
    if sort == "kind":
        return seeds.by_kind().get(rest, [])
    target = formats.FORMATS[rest]
    found = [text for kind in target.kinds for text in seeds.by_kind().get(kind, [])]
    return [*target.words, *found]
