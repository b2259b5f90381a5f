"""A problem of reading an environment as a finding; its words are the reader's."""

from __future__ import annotations

from envguard.model import Finding, Related, Severity, finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import EnvironmentProblem


def problem_finding(
    problem: EnvironmentProblem,
    severity: Severity | None = None,
    related: tuple[Related, ...] = (),
) -> Finding:
    """The problem at its place, with its own message and values."""
    found = finding(problem.text, problem.message, severity=severity, related=related)
    return found._replace(values=problem.values)
