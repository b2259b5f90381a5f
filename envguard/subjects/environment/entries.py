"""Entries of the dependencies and of `pip:` that conda 26.7.1 refuses, misreads or drops."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import Entry
from envguard.formats.match_spec import MatchSpec
from envguard.formats.tree import Mapping, Node, Scalar, Sequence
from envguard.formats.yaml_types import LeafType
from envguard.subjects.command import HOLE
from envguard.subjects.environment.environment import (
    Dependency,
    EnvironmentProblem,
    PipSection,
)
from envguard.subjects.environment.shapes import TYPE_WORDS, is_null, problem


def wrong_leaf(leaf: Scalar, kind: LeafType) -> EnvironmentProblem:
    """An entry of the dependencies that is no text."""
    if kind == "null":
        return problem(
            "null-entry", "refused", leaf.raw, "an empty entry in the list: conda refuses the file"
        )
    return problem(
        "number-entry",
        "refused",
        leaf.text,
        "`{value}` is a {type} to YAML and no package: conda refuses the file",
        value=leaf.value,
        type=TYPE_WORDS[kind],
    )


def nested_list(item: Sequence) -> EnvironmentProblem:
    """A list inside the list."""
    return problem(
        "nested-list", "refused", item.text, "a list inside the list: conda refuses the file"
    )


def mapping_entry(item: Mapping, template: bool) -> Iterator[EnvironmentProblem]:
    """Keys in the list of dependencies, other than `pip:`: conda drops them without a word."""
    for key, value in item.pairs():
        if key.value == "pip" or (template and HOLE in key.value):
            continue
        if key.value.startswith("sel("):
            yield problem(
                "selector-entry",
                "lost",
                key.text,
                "`{key}:` is micromamba's: conda drops what stands in it without a word, so say "
                "that this file is for micromamba alone, or write a file for each platform",
                key=key.value,
            )
        elif isinstance(value, Scalar):
            yield problem(
                "colon-entry",
                "lost",
                Entry(key, value).text,
                "`{key}: {value}` is dropped without a word: a colon is no `=`",
                key=key.value,
                value=value.value,
            )
        else:
            yield problem(
                "foreign-section",
                "lost",
                key.text,
                "`{key}:` is dropped without a word: conda knows `pip:` alone",
                key=key.value,
            )


def pip_sections(sections: list[PipSection]) -> Iterator[EnvironmentProblem]:
    """All `pip:` blocks but the last: conda keeps one."""
    for section in sections:
        if section.lost:
            yield problem(
                "pip-twice",
                "lost",
                section.text,
                "conda keeps only the last `pip:` block, so what stands in this one is lost: put "
                "all of pip's lines below one `pip:`",
            )._replace(kept=sections[-1].text)


def pip_value(section: PipSection) -> Iterator[EnvironmentProblem]:
    """A `pip:` whose value is no list; nothing at all is harmless."""
    value = section.value
    if isinstance(value, Mapping):
        yield problem(
            "pip-mapping",
            "lost",
            section.text,
            "`pip:` holds a mapping instead of a list: its versions are lost",
        )
    elif isinstance(value, Scalar) and not is_null(value) and HOLE not in value.value:
        yield problem(
            "pip-text",
            "lost",
            Entry(section.key, value).text,
            "`pip:` holds a text instead of a list: pip is not asked for `{value}`",
            value=value.value,
        )


def pip_item(item: Node) -> EnvironmentProblem:
    """A mapping or list among pip's lines."""
    return problem(
        "pip-item",
        "lost",
        item.text,
        "an entry below `pip:` must be a text: pip is never asked for it",
    )


def wrong_pip_leaf(leaf: Scalar, kind: LeafType) -> EnvironmentProblem:
    """A number or nothing among pip's lines: conda fails once its own packages are installed."""
    return problem(
        "pip-entry",
        "refused",
        leaf.raw,
        "an entry below `pip:` is {type} and no requirement: conda stops with an error",
        type="empty" if kind == "null" else f"a {TYPE_WORDS[kind]}",
    )


def spec(dependency: Dependency, found: MatchSpec) -> EnvironmentProblem:
    """A string that conda refuses, or takes for something else."""
    refused = bool(found.refusal)
    return EnvironmentProblem(
        "invalid-spec" if refused else "misread-spec",
        "refused" if refused else "misread",
        dependency.text,
        "conda refuses `{spec}`: {reason}" if refused else "conda misreads `{spec}`: {reason}",
        {"spec": dependency.text.value, "reason": found.refusal or found.misread},
        dependency,
    )
