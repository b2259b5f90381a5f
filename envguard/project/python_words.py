"""What one place of a project says about Python."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model.excerpt import Excerpt
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment


class PythonWord(NamedTuple):
    """What one place says: `minors` are the series that it allows, such as {"3.11"}.

    `source` is environment, pyproject, version-file, dockerfile, workflow or kernel.
    """

    text: Excerpt
    source: str
    relative: str
    minors: frozenset[str]

    @property
    def series(self) -> str:
        """The version in a few words: the series where they are few, else as written."""
        return ", ".join(sorted(self.minors)) if len(self.minors) <= 2 else self.text.value


def python_words(environment: CondaEnvironment, relative: str) -> Iterator[PythonWord]:
    """The Python that an environment pins, if it pins one; `relative` is its file's path."""
    from envguard.subjects.environment.python_pin import minors_allowed, python_pin

    pin = python_pin(environment)
    if pin.state != "pinned" or pin.dependency is None:
        return
    if pin.minor is not None:
        minors = frozenset((pin.minor,))
    else:
        constraint = pin.dependency.constraint
        minors = frozenset(minors_allowed(constraint)) if constraint else frozenset()
    if minors:
        yield PythonWord(Excerpt.of(pin.dependency.text), "environment", relative, minors)
