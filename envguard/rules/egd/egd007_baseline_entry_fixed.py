"""EGD007: baseline-entry-fixed."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.incidents import FixedEntry


@rule("EGD007", "baseline-entry-fixed", Severity.WARNING, since="0.1.0", tempered=False)
def baseline_entry_fixed(entry: FixedEntry) -> Iterator[Outcome]:
    r"""An entry of the baseline matches no finding any more.

    ## Why
    What was mended would be hidden if it came back: a baseline may only shrink. It is said of files
    that this run has read, and of files that are gone. `--write-baseline` takes such entries out
    and keeps the others with their reasons.

    ## References
    - https://eslint.org/docs/latest/use/suppressions
    """
    yield finding(
        entry.text,
        "This {code} in {path} is mended: take the entry out, or run with --write-baseline.",
        code=entry.code,
        path=entry.path,
    )
