"""pyproject.toml of uv and of PEP 735 as an environment: what `uv sync` or pip installs for work.

A project is one where it is worked on with uv or has `[dependency-groups]`; a library's plain
`[project]` says what it needs, and describes no environment.
"""

from __future__ import annotations

from envguard.formats.lines import Entry
from envguard.formats.requirement_reading import normalised
from envguard.formats.tree import Mapping, Node, Scalar, Sequence
from envguard.model import Text
from envguard.subjects.environment.environment import CondaEnvironment, Dependency, PipSection
from envguard.subjects.environment.pixi import pip_dependency, source_words


def read_python_project(text: Text, path: str, document: Mapping) -> CondaEnvironment | None:
    """The packages that a project's work needs, all of them pip's; None where it says nothing."""
    project, groups = document.mapping("project"), document.mapping("dependency-groups")
    tool = document.mapping("tool")
    uv = tool.mapping("uv") if tool is not None else None
    if uv is None and groups is None:
        return None
    made = CondaEnvironment(text, path)
    made.manifest = "pyproject"
    sources = uv.mapping("sources") if uv is not None else None
    told = {normalised(key.value): value for key, value in sources.pairs()} if sources else {}
    for section in _sections(project, groups, uv):
        made.pip_sections.append(section)
        for item in section.items:
            if isinstance(item, Scalar):
                made.dependencies.append(_dependency(item, section, told))
    if made.pip_sections:
        first = made.pip_sections[0]
        made.dependencies_entry = Entry(first.key, first.value)
    return made


def _sections(
    project: Mapping | None, groups: Mapping | None, uv: Mapping | None
) -> list[PipSection]:
    found: list[PipSection] = []
    optional = project.mapping("optional-dependencies") if project is not None else None
    for table, keys in ((project, ("dependencies",)), (optional, None), (groups, None),
                        (uv, ("dev-dependencies",))):  # fmt: skip
        if table is None:
            continue
        for key, value in table.pairs():
            if isinstance(value, Sequence) and (keys is None or key.value in keys):
                found.append(PipSection(key, value, table, False))
    return found


def _dependency(leaf: Scalar, section: PipSection, sources: dict[str, Node]) -> Dependency:
    """A requirement; where `[tool.uv.sources]` says where it comes from, it is from there."""
    plain = pip_dependency(leaf.value, leaf.text, leaf, section)
    source = sources.get(plain.name)
    words = source_words(source) if isinstance(source, Mapping) else None
    if not words or not isinstance(source, Mapping):
        return plain
    return pip_dependency(plain.name + words, source.text, leaf, section)
