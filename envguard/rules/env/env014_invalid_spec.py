"""ENV014: invalid-spec."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity
from envguard.rules import Outcome, rule
from envguard.rules.env.problems import problem_finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment


@rule("ENV014", "invalid-spec", Severity.ERROR, since="0.1.0")
def invalid_spec(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""conda refuses these words, or takes them for something else than was meant.

    ## Why
    `conda env create` fails on them without naming the line, or succeeds with another meaning:
    `python=>3.9` is read as newer than 3.9.*, so 3.9 itself is refused. conda has no extras: of
    `dask[dataframe]` it installs `dask`, which is a warning, since what an extra would bring may be
    there all the same.

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
        from envguard.formats.match_spec_grammar import DROPPED_EXTRAS

        # the package and its version are read as they are meant, only its extras are lacking
        is_mild = problem.values.get("reason") == DROPPED_EXTRAS
        yield problem_finding(problem, Severity.WARNING if is_mild else None)
