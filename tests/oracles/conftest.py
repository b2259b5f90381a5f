"""Says at the end of a run how much was compared with each oracle, also where all agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

_TOLD = pytest.StashKey[list[str]]()


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keep a text, such as a table of counts, for the end of the run."""
    return request.config.stash.setdefault(_TOLD, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """A line for each module of this folder and each property that a test recorded, then tables."""
    modules, recorded = _counted(terminalreporter)
    if not modules:
        return
    terminalreporter.section("compared with the oracles")
    for module, outcomes in sorted(modules.items()):
        counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())
        terminalreporter.write_line(f"{module}: {counts}")
        for line in recorded.get(module, ()):
            terminalreporter.write_line(f"  {line}")
    for text in config.stash.get(_TOLD, []):
        terminalreporter.write_line(text)


def _counted(
    reporter: pytest.TerminalReporter,
) -> tuple[dict[str, Counter[str]], dict[str, list[str]]]:
    modules: dict[str, Counter[str]] = {}
    recorded: dict[str, list[str]] = {}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in reporter.getreports(outcome):
            path = PurePosixPath(report.nodeid.partition("::")[0])
            if path.parent.name != "oracles":
                continue
            modules.setdefault(path.name, Counter())[outcome] += 1
            for name, value in getattr(report, "user_properties", ()):
                recorded.setdefault(path.name, []).append(f"{name} {value}")
    return modules, recorded
