"""EGD004: rule-failed."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.incidents import FailedRule


@rule("EGD004", "rule-failed", Severity.ERROR, since="0.1.0", tempered=False)
def rule_failed(failure: FailedRule) -> Iterator[Outcome]:
    r"""A rule or a plugin raised an error; everything else was checked all the same.

    ## Why
    What the rule would have said is not known, so the run is no pass: the exit code is 4. A
    failing built-in rule is a bug of envguard worth reporting; a plugin's is its author's.

    ## References
    - https://peps.python.org/pep-0008/#programming-recommendations
    """
    yield finding(
        failure.text,
        "{code} failed here and its findings are missing: {error}. Please report it to its author.",
        code=failure.code,
        error=failure.error,
    )
