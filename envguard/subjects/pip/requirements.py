"""A list of requirements as pip reads it, with the files that it includes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.requirement import Requirement, constraint_of
from envguard.model import Text
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from envguard.formats.conda_constraint import Constraint
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency

IncludeState: TypeAlias = "Literal['read', 'missing', 'outside', 'remote', 'unknown', 'circular']"
"""What became of a file named by -r or -c.

missing: it is not there. outside: it lies outside the project. remote: a URL. unknown: its name
cannot be known, or a submodule holds it. circular: it is being read already, which pip refuses.
"""


class Line(NamedTuple):
    """One line: a project, a URL, a path or options.

    `name` is the project's name as PyPI compares names, empty where the line names none. `known`
    is False where a variable or a template's hole stands in it. `dependency` is set in an
    environment.
    """

    requirement: Requirement
    text: Text
    name: str
    known: bool
    dependency: Dependency | None = None

    @property
    def constraint(self) -> Constraint | None:
        """The versions it allows, None where it names none or they cannot be known."""
        return self.requirement.constraint if self.known else None

    @property
    def specifier(self) -> str:
        """Its version constraint without blanks, "" without one."""
        span = self.requirement.reading.specifier
        if span is None:
            return ""
        return self.requirement.text.value[span[0] : span[1]].replace(" ", "").strip("()")

    @property
    def local(self) -> str:
        """The local part of the one version it asks for: `cu118` of `==2.1.0+cu118`; else ""."""
        words = self.specifier
        if not words.startswith("==") or "," in words:
            return ""
        return words.partition("+")[2]

    @property
    def public_constraint(self) -> Constraint | None:
        """The versions it allows without their local parts, by which versions are compared."""
        if not self.known or self.requirement.refusal or not self.specifier:
            return None
        return constraint_of(re.sub(r"\+[A-Za-z0-9._]+", "", self.specifier))

    @property
    def is_named(self) -> bool:
        """Whether it asks an index for a project, as neither URLs nor paths do."""
        return bool(
            self.known
            and self.name
            and self.requirement.kind == "requirement"
            and not self.requirement.refusal
        )


class Include(NamedTuple):
    """A file named by -r or -c (`constraint`); `value` is the name as written, `line` its line."""

    value: Text
    line: Line
    constraint: bool
    state: IncludeState
    file: PipRequirements | None = None


class PipRequirements:
    """What one file, or one environment's `pip:` section, asks pip for.

    `constraint`: it is a file of constraints, which ask for nothing. `environment` is set where
    the lines stand in an environment. Lines in file order, those of included files left out.
    """

    __slots__ = ("constraint", "environment", "includes", "lines", "path", "text")

    def __init__(
        self,
        text: Text,
        path: str,
        environment: CondaEnvironment | None = None,
        constraint: bool = False,
    ) -> None:
        self.text = text
        self.path = path
        self.environment = environment
        self.constraint = constraint
        self.lines: list[Line] = []
        self.includes: list[Include] = []

    def files(self, constraints: bool = False) -> Iterator[PipRequirements]:
        """Itself and all that -r includes, each once; with `constraints` also what -c names."""
        pending: list[PipRequirements] = [self]
        seen: set[int] = set()
        while pending:
            one = pending.pop(0)
            if id(one) in seen:
                continue
            seen.add(id(one))
            yield one
            pending.extend(
                include.file
                for include in one.includes
                if include.file is not None and (constraints or not include.constraint)
            )

    def constraint_lines(self) -> Iterator[Line]:
        """The lines of all files that -c names, here and in included files."""
        for one in self.files(constraints=True):
            if one.constraint:
                yield from one.lines

    def values_of(self, *options: str) -> list[Text]:
        """The values that options get, here and in included files."""
        return [
            value
            for one in self.files()
            for line in one.lines
            for option in options
            for value in line.requirement.value_of(option)
        ]

    @property
    def is_hashed(self) -> bool:
        """Whether a line has a hash, so that pip wants one of every line, and exact versions."""
        return any(line.requirement.hashes for line in self.lines)

    def __repr__(self) -> str:
        return f"PipRequirements({self.path!r}, {len(self.lines)} lines)"


DeclaredRequirements = PipRequirements
"""The same of whichever file: a rule on PipRequirements is run on requirements files and on
environment.yml alone, one on this also on what pixi and uv hand to an index.
"""
