"""environment.yml as conda 26.7.1 reads it, with all that is lost or refused on the way."""

from __future__ import annotations

from envguard.formats import match_spec, yaml
from envguard.formats.lines import Entry
from envguard.formats.tree import Mapping, Scalar, Sequence, SyntaxProblem
from envguard.formats.yaml_types import leaf_type
from envguard.model import Text
from envguard.subjects.command import HOLE
from envguard.subjects.environment import entries, shapes, template
from envguard.subjects.environment.environment import (
    CondaEnvironment,
    Dependency,
    EnvironmentProblem,
    PipSection,
)

_NAME_ENDS = " =<>!~[;@"


def read_environment(text: Text, path: str) -> CondaEnvironment:
    """Read one environment file; never raises.

    A file that YAML refuses, or whose top level is no mapping, is `broken` and empty otherwise.
    """
    environment = CondaEnvironment(text, path)
    environment.template = template.is_template(text.value)
    try:
        root = yaml.parse(template.cover(text) if environment.template else text)
    except SyntaxProblem as problem:
        environment.broken = shapes.syntax(problem)
        environment.problems.append(environment.broken)
        return environment
    if not isinstance(root, Mapping):
        environment.broken = shapes.no_mapping(text, root)
        environment.problems.append(environment.broken)
        return environment
    environment.root = root
    if not environment.template:
        # the branches of a template's `if` may well name one key twice
        environment.problems.extend(shapes.duplicate_keys(root))
    _read_keys(environment, root)
    _read_dependencies(environment)
    environment.problems.extend(shapes.keys(environment, root))
    environment.problems.sort(key=_place)
    return environment


def _place(problem: EnvironmentProblem) -> int:
    return problem.text.start


def _read_keys(environment: CondaEnvironment, root: Mapping) -> None:
    found = {key: _entry(root, key) for key in shapes.KEYS}
    name = found["name"]
    if name is not None and isinstance(name.value, Scalar):
        environment.name = name.value if leaf_type(name.value) != "null" else None
    environment.prefix = found["prefix"]
    environment.variables = found["variables"]
    environment.dependencies_entry = found["dependencies"]
    channels = environment.channels_entry = found["channels"]
    if channels is None:
        return
    environment.problems.extend(shapes.channels(channels))
    if isinstance(channels.value, Sequence):
        environment.channels = [one for one in channels.value if isinstance(one, Scalar)]


def _entry(root: Mapping, key: str) -> Entry | None:
    found = root.entry(key)
    return Entry(*found) if found else None


def _read_dependencies(environment: CondaEnvironment) -> None:
    entry = environment.dependencies_entry
    if entry is None or not isinstance(entry.value, Sequence):
        return
    sequence = entry.value
    sections = [
        (key, value, item)
        for item in sequence
        if isinstance(item, Mapping)
        for key, value in item.pairs()
        if key.value == "pip"
    ]
    for item in sequence:
        if isinstance(item, Scalar):
            _read_leaf(environment, sequence, item)
        elif isinstance(item, Sequence):
            environment.problems.append(entries.nested_list(item))
        else:
            environment.problems.extend(entries.mapping_entry(item, environment.template))
            for key, value in item.pairs():
                if key.value == "pip":
                    lost = (key, value, item) != sections[-1]
                    _read_pip(environment, PipSection(key, value, item, lost))
    environment.problems.extend(entries.pip_sections(environment.pip_sections))


def _read_leaf(environment: CondaEnvironment, sequence: Sequence, leaf: Scalar) -> None:
    kind = leaf_type(leaf)
    text = leaf.text
    if kind != "str":
        environment.problems.append(entries.wrong_leaf(leaf, kind))
        return
    if environment.template and HOLE in text.value:
        dependency = _hole(sequence, leaf)
        if dependency is not None:
            environment.dependencies.append(dependency)
        return
    spec = match_spec.read(text)
    reading = spec.reading
    name = _name_before(text) if reading.refusal else reading.name
    dependency = Dependency("conda", text, leaf, sequence, name, True, spec)
    if reading.refusal or reading.misread:
        environment.problems.append(entries.spec(dependency, spec))
    environment.dependencies.append(dependency)


def _head(text: Text) -> Text:
    """What stands before the first sign that can end a name."""
    value = text.value
    return text[: min((at for at in map(value.find, _NAME_ENDS) if at >= 0), default=len(value))]


def _name_before(text: Text) -> str:
    """The name at the beginning of a string that is refused, or has a hole behind the name."""
    reading = match_spec.read(_head(text)).reading
    return "" if reading.refusal or reading.misread else reading.name


def _hole(sequence: Sequence, leaf: Scalar) -> Dependency | None:
    """`python={{ version }}` as far as it is known; None where the hole is in the name."""
    head = _head(leaf.text)
    if HOLE in head.value:
        return None
    name = _name_before(leaf.text)
    return Dependency("conda", leaf.text, leaf, sequence, name, False, match_spec.read(head))


def _read_pip(environment: CondaEnvironment, section: PipSection) -> None:
    environment.pip_sections.append(section)
    environment.problems.extend(entries.pip_value(section))
    if section.lost or not isinstance(section.value, Sequence):
        return
    for item in section.value:
        if not isinstance(item, Scalar):
            environment.problems.append(entries.pip_item(item))
        elif leaf_type(item) != "str":
            environment.problems.append(entries.wrong_pip_leaf(item, leaf_type(item)))
        else:
            _read_pip_leaf(environment, section, section.value, item)


def _read_pip_leaf(
    environment: CondaEnvironment, section: PipSection, sequence: Sequence, leaf: Scalar
) -> None:
    from envguard.formats import requirement

    text = leaf.text
    hole = HOLE in text.value
    # conda writes each entry to a requirements file, where its lines count one by one
    lines = requirement.read_lines(text) if "\n" in text.value and not hole else None
    head = _head(text) if hole else text
    if HOLE in head.value:
        return
    for line in [requirement.read(head)] if lines is None else lines:
        if line.kind == "empty":
            continue
        whole = text if lines is None else line.text
        known = not hole and line.known
        name = line.normalised_name
        environment.dependencies.append(
            Dependency("pip", whole, leaf, sequence, name, known, None, line, section)
        )
