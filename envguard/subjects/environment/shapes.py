"""The shapes of a whole environment.yml that conda 26.7.1 refuses, misreads or drops.

`entries` has those of its lists. Each function looks at one place and says what conda makes of it.
The behaviour was measured with `conda env create --dry-run`, and read in conda's own loader where
a dry run does not show it.
"""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import Entry
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.formats.yaml_types import LeafType, leaf_type
from envguard.model import Text
from envguard.subjects.command import HOLE
from envguard.subjects.environment.environment import (
    Category,
    CondaEnvironment,
    EnvironmentProblem,
)

KEYS = ("name", "channels", "dependencies", "prefix", "variables")
"""The keys that conda knows."""

KEYS_OF_OTHERS = ("platforms", "category", "pip-repositories", "allow-pypi-requests")
"""Keys that conda-lock reads."""

_MAXIMUM_DUPLICATES = 100
_MAXIMUM_UNKNOWN = 100


def problem(
    kind: str, category: Category, text: Text, message: str, **values: str
) -> EnvironmentProblem:
    """A problem at a text; the remaining keywords fill the message's braces."""
    return EnvironmentProblem(kind, category, text, message, values)


TYPE_WORDS: dict[LeafType, str] = {
    "str": "text",
    "int": "number",
    "float": "number",
    "bool": "yes or no",
    "null": "nothing",
    "timestamp": "date",
    "other": "value of its own type",
}


def is_null(node: Node) -> bool:
    """Whether nothing stands there."""
    return isinstance(node, Scalar) and leaf_type(node) == "null"


def syntax(refused: SyntaxProblem) -> EnvironmentProblem:
    """A file that YAML refuses."""
    return problem("yaml", "syntax", refused.text, "{reason}", reason=refused.reason)


def no_mapping(text: Text, root: Node | None) -> EnvironmentProblem:
    """A file whose top level is no mapping: conda finds no environment in it."""
    if root is None:
        return problem("empty-file", "refused", text[:0], "the file is empty: conda refuses it")
    if isinstance(root, Sequence):
        return problem(
            "top-level-list",
            "syntax",
            root.text,
            "a list stands at the top level, where conda wants `dependencies:` with the list below",
        )
    return problem(
        "top-level-text",
        "syntax",
        root.text,
        "a text stands at the top level, where conda wants keys such as `dependencies:`",
    )


def duplicate_keys(root: Mapping) -> Iterator[EnvironmentProblem]:
    """Keys that stand twice in one mapping: conda's loader refuses the whole file."""
    pending: list[Node] = [root]
    seen: set[int] = set()
    found = 0
    while pending and found < _MAXIMUM_DUPLICATES:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            first: dict[str, Scalar] = {}
            for key, value in node.entries:
                if not isinstance(value, Scalar):
                    pending.append(value)
                if not isinstance(key, Scalar) or key.value == "<<":
                    continue
                earlier = first.setdefault(key.value, key)
                if earlier is not key and found < _MAXIMUM_DUPLICATES:
                    found += 1
                    yield problem(
                        "duplicate-key",
                        "duplicate",
                        key.text,
                        "`{key}` stands twice: conda refuses the file",
                        key=key.value,
                    )._replace(kept=earlier.text)
        elif isinstance(node, Sequence):
            pending.extend(item for item in node.items if not isinstance(item, Scalar))


def keys(environment: CondaEnvironment, root: Mapping) -> Iterator[EnvironmentProblem]:
    """Keys of the top level that conda ignores, and values of a type that it cannot use."""
    missing = environment.dependencies_entry is None
    found = {key.value for key, _ in root.pairs()}
    absent = [key for key in (*KEYS, *KEYS_OF_OTHERS) if key not in found]
    unknown = [key for key, _ in root.pairs() if not _is_known(key.value)]
    for key in unknown[:_MAXIMUM_UNKNOWN]:
        problem_of_key = _unknown_key(key, absent)
        missing = missing and problem_of_key.values.get("nearest") != "dependencies"
        yield problem_of_key
    if missing:
        first = root.entries[0][0].text if root.entries else root.text
        yield problem(
            "no-dependencies",
            "lost",
            first,
            "the file has no `dependencies:`: conda makes an empty environment",
        )
    yield from _types(environment, root)


def _is_known(key: str) -> bool:
    # by custom, x-… and _… are places for anchors, meant to be ignored
    return key in KEYS or key in KEYS_OF_OTHERS or HOLE in key or key.startswith(("_", "x-", "."))


def _unknown_key(key: Scalar, absent: list[str]) -> EnvironmentProblem:
    if key.value == "pip":
        return problem(
            "pip-at-top",
            "lost",
            key.text,
            "`pip:` at the top level is ignored: it belongs into the list below `dependencies:`",
        )
    from difflib import get_close_matches

    nearest = get_close_matches(key.value.lower()[:50], absent, 1, 0.75)
    if nearest:
        return problem(
            "misspelt-key",
            "lost",
            key.text,
            "`{key}:` is ignored by conda: is it meant to be `{nearest}:`?",
            key=key.value,
            nearest=nearest[0],
        )
    return problem(
        "unknown-key",
        "lost",
        key.text,
        "`{key}:` is ignored by conda: delete it, unless another tool reads it",
        key=key.value,
    )


def _types(environment: CondaEnvironment, root: Mapping) -> Iterator[EnvironmentProblem]:
    dependencies = environment.dependencies_entry
    if dependencies is not None and not isinstance(dependencies.value, Sequence):
        yield _no_list(dependencies)
    variables = environment.variables
    if variables is not None and not (
        isinstance(variables.value, Mapping) or is_null(variables.value)
    ):
        yield problem(
            "variables-type",
            "refused",
            variables.key.text,
            "`variables:` must be a mapping (`NAME: value`): conda stops with an error",
        )
    name = root.entry("name")
    if name is None:
        return
    if not isinstance(name[1], Scalar):
        yield problem("name-type", "refused", name[0].text, "`name:` must be a text")
    elif leaf_type(name[1]) not in ("str", "null"):
        yield problem(
            "name-type",
            "misread",
            name[1].text,
            "YAML takes the name `{name}` for a {type}, which conda will refuse: it needs quotes",
            name=name[1].value,
            type=TYPE_WORDS[leaf_type(name[1])],
        )


def _no_list(entry: Entry) -> EnvironmentProblem:
    value, text = entry.value, entry.key.text
    if isinstance(value, Mapping):
        return problem(
            "dependencies-mapping",
            "lost",
            text,
            "`dependencies:` holds a mapping instead of a list: its versions are lost",
        )
    if is_null(value):
        return problem(
            "dependencies-null",
            "lost",
            text,
            "nothing stands below `dependencies:`: conda makes an empty environment",
        )
    return problem(
        "dependencies-text",
        "lost",
        text,
        "`dependencies:` holds a text instead of a list: conda does not install what it names",
    )


def channels(entry: Entry) -> Iterator[EnvironmentProblem]:
    """What is no list of channels."""
    value, text = entry.value, entry.key.text
    if isinstance(value, Mapping):
        yield problem(
            "channels-mapping", "lost", text, "`channels:` holds a mapping instead of a list"
        )
    elif isinstance(value, Scalar):
        if is_null(value):
            yield problem(
                "channels-null",
                "refused",
                text,
                "nothing stands below `channels:`: conda stops with an error",
            )
        elif HOLE not in value.value:
            yield problem(
                "channels-text",
                "refused",
                value.text,
                "`channels:` must be a list: conda takes each letter for a channel",
            )
    else:
        for item in value:
            if not isinstance(item, Scalar) or leaf_type(item) != "str":
                yield problem(
                    "channels-item",
                    "refused",
                    item.text,
                    "a channel must be a text: conda stops with an error",
                )
