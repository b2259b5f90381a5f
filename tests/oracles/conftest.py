"""Says at the end of a run how much was compared with each oracle."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each module of this folder, and one for each count that a test recorded."""
    modules: dict[str, Counter[str]] = {}
    recorded: dict[str, list[str]] = {}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.getreports(outcome):
            path = PurePosixPath(report.nodeid.partition("::")[0])
            if path.parent.name != "oracles":
                continue
            modules.setdefault(path.name, Counter())[outcome] += 1
            for name, value in getattr(report, "user_properties", ()):
                recorded.setdefault(path.name, []).append(f"{name} {value}")
    if not modules:
        return
    terminalreporter.section("compared with the oracles")
    for module, outcomes in sorted(modules.items()):
        counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())
        terminalreporter.write_line(f"{module}: {counts}")
        for line in recorded.get(module, ()):
            terminalreporter.write_line(f"  {line}")
