"""GitLab pipelines: `before_script`, `script` and `after_script` of every job and template.

`before_script` and `script` are run by one shell, `after_script` by a second one. What a job
lacks comes from what it `extends`, then from `default:`. Source: the CI/CD YAML reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from envguard.formats import yaml
from envguard.formats.image_reference import image_reference
from envguard.formats.tree import Mapping as Table
from envguard.formats.tree import Node, Scalar, Sequence
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.images import base_image, user_name
from envguard.subjects.carriers.scripts import bounded, joined
from envguard.subjects.carriers.templates import between, fill, without
from envguard.subjects.command import HOLE, Context, Document, Launch, Value, known

_NOT_JOBS = {
    "default", "include", "stages", "variables", "workflow", "image", "services", "cache",
    "before_script", "after_script", "spec", "types",
}  # fmt: skip
_SCRIPTS = ("before_script", "script", "after_script")
_VARIABLE = late(r"\$\$|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)")
_MAXIMUM_JOBS = 2000
_MAXIMUM_VARIABLES = 500
_MAXIMUM_LINEAGE = 30
_MAXIMUM_LINES = 20_000


class _Pipeline(NamedTuple):
    """The jobs by name, and the places where a job looks for what it lacks."""

    jobs: dict[str, Table]
    defaults: list[Table]
    variables: Table | None


def launches(document: Document) -> Iterator[Launch]:
    """The scripts of a pipeline's jobs; hidden jobs, which are templates, are read as well."""
    for root in yaml.parse_all(document.text):
        if isinstance(root, Table):
            yield from bounded(_launches(root), document.text)


def _launches(root: Table) -> Iterator[Launch]:
    own = root.mapping("default")
    jobs = {
        name.value: job
        for name, job in root.pairs()
        if isinstance(job, Table) and name.value not in _NOT_JOBS
    }
    # without its jobs, in which no look-up of a default has to search
    bare = Table(root.text, [e for e in root.entries if _is_global(e[0])], root.flow)
    pipeline = _Pipeline(jobs, [own, bare] if own else [bare], root.mapping("variables"))
    for defaults in pipeline.defaults:
        yield from _shells([defaults], "", pipeline)
    for name, job in islice(jobs.items(), _MAXIMUM_JOBS):
        if any(job.get(key) is not None for key in _SCRIPTS):
            yield from _shells(_lineage(job, jobs), name, pipeline)


def _is_global(key: Node) -> bool:
    return isinstance(key, Scalar) and (key.value in _NOT_JOBS or key.value == "<<")


def _lineage(job: Table, jobs: Mapping[str, Table]) -> list[Table]:
    """A job and all that it extends, nearest first; the last of several parents is nearer."""
    found: list[Table] = []
    pending = [job]
    while pending and len(found) < _MAXIMUM_LINEAGE:
        node = pending.pop()
        if any(node is seen for seen in found):
            continue
        found.append(node)
        extends = node.get("extends")
        names = extends.items if isinstance(extends, Sequence) else [extends]
        parents = [jobs.get(name.value) for name in names if isinstance(name, Scalar)]
        pending.extend(parent for parent in parents if parent is not None)
    return found


def _shells(lineage: list[Table], group: str, pipeline: _Pipeline) -> Iterator[Launch]:
    places = lineage + pipeline.defaults if group else lineage
    environment = _environment(lineage, pipeline)
    context = _context(places, group, environment)
    before, script, after = (_lines(_first(places, key), pipeline) for key in _SCRIPTS)
    for lines in (before + script, after):
        content = joined(lines)
        if content is not None:
            yield Launch(content, context, "bash")


def _first(places: list[Table], key: str) -> Node | None:
    return next((node for node in (place.get(key) for place in places) if node is not None), None)


def _lines(node: Node | None, pipeline: _Pipeline) -> list[Text]:
    """The lines of a script in order; lists in it are opened, references in the file followed."""
    found: list[Text] = []
    pending: list[tuple[Node | None, int]] = [(node, 0)]
    while pending and len(found) + len(pending) < _MAXIMUM_LINES:
        node, depth = pending.pop()
        if isinstance(node, Scalar):
            text = node.text.through(without("$[["))
            found.append(fill(text, between(node.value, "$[[", "]]"), _unknown))
        elif isinstance(node, Sequence):
            if not node.text.value.startswith("!reference"):
                pending.extend((item, depth) for item in reversed(node.items))
            elif depth < 10:
                pending.append((_referenced(node, pipeline), depth + 1))
    return found


def _referenced(reference: Sequence, pipeline: _Pipeline) -> Node | None:
    """What `!reference [job, key, …]` names in this file, None where it is elsewhere."""
    names = [item.value for item in reference.items if isinstance(item, Scalar)]
    node: Node | None = pipeline.jobs.get(names[0]) if names else None
    if node is None and names[:1] == ["default"]:
        node = pipeline.defaults[0]
    for name in names[1:]:
        node = node.get(name) if isinstance(node, Table) else None
    return node if len(names) > 1 else None


def _unknown(_: str) -> None:
    return None


def _environment(lineage: list[Table], pipeline: _Pipeline) -> dict[str, Value]:
    tables = [pipeline.variables, *(node.mapping("variables") for node in reversed(lineage))]
    spelled: dict[str, Text] = {}
    for table in tables:
        for name, node in islice(table.pairs(), _MAXIMUM_VARIABLES) if table else ():
            scalar = node.scalar("value") if isinstance(node, Table) else node
            if isinstance(scalar, Scalar):
                spelled[name.value] = scalar.text
    values = {name: text.value for name, text in spelled.items()}
    return {name: Value(_expand(text.value, values), text) for name, text in spelled.items()}


def _expand(value: str, variables: Mapping[str, str]) -> str:
    """A value with the file's own literal variables put in; others leave a HOLE."""

    def answer(found: re.Match[str]) -> str:
        if found.group() == "$$":
            return "$"
        known_value = variables.get(found.group(1) or found.group(2), "$")
        return HOLE if "$" in known_value else known_value

    return _VARIABLE.sub(answer, value[:10_000])


def _context(places: list[Table], group: str, environment: Mapping[str, Value]) -> Context:
    node = _first(places, "image")
    name = node.scalar("name") if isinstance(node, Table) else node
    docker = node.mapping("docker") if isinstance(node, Table) else None
    chosen = docker.scalar("user") if docker else None
    user = user_name(chosen.value) if chosen else None
    image = None
    if isinstance(name, Scalar) and name.value:
        image = _expand(name.value, {key: value.value for key, value in environment.items()})
        image = image if known(image) else None
    if image is not None and user is None:
        user = base_image(image_reference(Text.of(image))).user
    return Context(
        "gitlab_ci",
        "ci",
        group,
        user=user,
        environment=environment,
        container=True if node is not None else None,
        image=image,
    )
