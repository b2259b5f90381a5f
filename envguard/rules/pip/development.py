"""Which lists are for development, tests or documentation, where little depends on versions."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.pip.requirements import PipRequirements

_WORDS = {
    "dev", "develop", "development", "test", "tests", "testing", "doc", "docs", "documentation",
    "lint", "linting", "typing", "mypy", "ci", "build", "bench", "benchmark", "benchmarks", "style",
    "format", "release", "packaging", "optional", "extra", "extras", "upstream", "nightly",
    "nightlies",
}  # fmt: skip
_BETWEEN = str.maketrans("-_.", "///")


def is_for_development(requirements: PipRequirements, settings: Settings) -> bool:
    """Whether the name or a folder of the file says so."""
    words = settings.relative(requirements.path).rpartition(".")[0]
    return not _WORDS.isdisjoint(words.lower().translate(_BETWEEN).split("/"))
