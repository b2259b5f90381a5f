"""From a requirements file or an environment to PipRequirements; -r and -c are followed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from envguard.formats import requirement
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.environment.dump import is_from_pip
from envguard.subjects.pip.requirements import Include, IncludeState, Line, PipRequirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from envguard.subjects.environment.environment import CondaEnvironment

Look = Callable[[str], "Text | Literal['missing', 'outside', 'unknown']"]
"""The text of the file at a path, or why there is none."""

_MAXIMUM_FILES = 50
_REMOTE = late(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WINDOWS = late(r"[A-Za-z]:[\\/]")


def read_file(text: Text, path: str, look: Look) -> PipRequirements:
    """A requirements file, or one of constraints where its name says so; never raises."""
    base = os.path.basename(path).lower()
    found = PipRequirements(text, path, constraint="constraints" in base)
    found.lines = [_line(one) for one in requirement.read_lines(text)]
    _Follow(look).follow(found, (os.path.abspath(path),))
    return found


def read_section(environment: CondaEnvironment, look: Look) -> PipRequirements | None:
    """An environment's `pip:` section, None where it asks for nothing.

    Rows that `conda list` marks as pip's make one without lines. Paths in it start at the
    environment's folder: conda runs pip there.
    """
    lines = [
        Line(one.requirement, one.text, one.name, one.known, one)
        for one in environment.pip_dependencies
        if one.requirement is not None
    ]
    if not lines and not any(is_from_pip(one) for one in environment.conda_dependencies):
        return None
    found = PipRequirements(environment.text, environment.path, environment)
    found.lines = lines
    _Follow(look).follow(found, (os.path.abspath(environment.path),))
    return found


def _line(one: requirement.Requirement) -> Line:
    return Line(one, one.text.strip(), one.normalised_name, one.known)


class _Follow:
    """Reads the files that others include, each once."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.read: dict[tuple[str, bool], PipRequirements] = {}

    def follow(self, file: PipRequirements, above: tuple[str, ...]) -> None:
        """Fill in the includes of a file; `above` are the files that led to it."""
        for line in file.lines:
            for option in ("--requirement", "--constraint"):
                for value in line.requirement.value_of(option):
                    constraint = option == "--constraint" or file.constraint
                    file.includes.append(self._include(file, line, value, constraint, above))

    def _include(
        self,
        file: PipRequirements,
        line: Line,
        value: Text,
        constraint: bool,
        above: tuple[str, ...],
    ) -> Include:
        words = value.value
        state: IncludeState = "unknown"
        found: PipRequirements | None = None
        if _REMOTE.match(words) and not words.lower().startswith("file:"):
            state = "remote"
        elif line.known and words and "\\" not in words and not _WINDOWS.match(words):
            path = words[len("file://") :] if words.lower().startswith("file://") else words
            target = os.path.normpath(os.path.join(os.path.dirname(file.path), path))
            state, found = self._file(target, constraint, above)
        return Include(value, line, constraint, state, found)

    def _file(
        self, path: str, constraint: bool, above: tuple[str, ...]
    ) -> tuple[IncludeState, PipRequirements | None]:
        absolute = os.path.abspath(path)
        if absolute in above:
            return "circular", None
        known = self.read.get((absolute, constraint))
        if known is not None:
            return "read", known
        if len(self.read) >= _MAXIMUM_FILES:
            return "unknown", None
        text = self.look(path)
        if isinstance(text, str):
            return text, None
        found = PipRequirements(text, path, constraint=constraint)
        self.read[(absolute, constraint)] = found
        found.lines = [_line(one) for one in requirement.read_lines(text)]
        self.follow(found, (*above, absolute))
        return "read", found
