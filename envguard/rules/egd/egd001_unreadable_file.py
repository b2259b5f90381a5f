"""EGD001: unreadable-file."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.incidents import UnreadableFile


@rule("EGD001", "unreadable-file", Severity.ERROR, since="0.1.0", tempered=False)
def unreadable_file(problem: UnreadableFile) -> Iterator[Outcome]:
    r"""A file could not be read, or its own program would refuse it.

    ## Why
    What cannot be read cannot be judged: silence about such a file would be no pass. conda,
    Docker and the others refuse a broken file too, often without saying in which line. (For environment.yml see ENV025.)

    ## Bad
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps: [
          - run: pip install -r requirements.txt
    ```

    ## Good
    ```yaml title=".github/workflows/test.yml"
    on: push
    jobs:
      test:
        runs-on: ubuntu-24.04
        steps:
          - run: pip install -r requirements.txt
    ```

    ## References
    - https://yaml.org/spec/1.2.2/
    """
    yield finding(
        problem.text,
        "This {kind} file cannot be read: {reason}.",
        kind=problem.kind,
        reason=problem.reason,
    )
