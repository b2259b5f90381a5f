"""Which lists are for development, tests or documentation, where little depends on versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from envguard.model.patterns import late

if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.pip.requirements import PipRequirements

_WORDS = late(
    r"(?:^|[-_./])(?:dev|develop|development|test|tests|testing|docs?|documentation|lint|linting|"
    r"typing|mypy|ci|build|bench|benchmarks?|style|format|release|packaging|optional|extras?|"
    r"upstream|nightly|nightlies)"
    r"(?:$|[-_./])",
    re.IGNORECASE,
)


def is_for_development(requirements: PipRequirements, settings: Settings) -> bool:
    """Whether the name or a folder of the file says so."""
    words = settings.relative(requirements.path)
    return _WORDS.search(words.rpartition(".")[0]) is not None
