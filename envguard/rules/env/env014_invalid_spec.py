"""ENV014: invalid-spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.model import Severity
from envguard.rules import Outcome, rule
from envguard.rules.env.problems import problem_finding

if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment


@rule("ENV014", "invalid-spec", Severity.ERROR, since="0.1.0")
def invalid_spec(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""conda refuses these words, or takes them for something else than was meant.

    ## Why
    `conda env create` fails on them without naming the line, or succeeds with another meaning:
    `python=>3.9` is read as newer than 3.9.*, so 3.9 itself is refused.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy>=1.2 <2
      - requests[security]
    ```

    ## Bad, and taken for something else
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=>3.9
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy>=1.2,<2
      - requests=2.32
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
    - https://github.com/conda/ceps/blob/main/cep-0029.md
    """
    for problem in environment.problems_of("refused", "misread"):
        yield problem_finding(problem)
