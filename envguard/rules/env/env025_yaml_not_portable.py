"""ENV025: yaml-not-portable."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity
from envguard.rules import Outcome, rule
from envguard.rules.env.problems import problem_finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import EnvironmentProblem


@rule("ENV025", "yaml-not-portable", Severity.ERROR, since="0.1.0")
def yaml_not_portable(problem: EnvironmentProblem) -> Iterator[Outcome]:
    r"""YAML refuses the environment file, so conda cannot read it at all.

    ## Why
    conda fails without a line number. The usual causes are a tab, a wrong indentation, and a
    `*` at the beginning of a text without quotes.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - *numpy
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26
    ```

    ## References
    - https://yaml.org/spec/1.2.2/
    - https://github.com/conda/ceps/blob/main/cep-0024.md
    """
    yield problem_finding(problem)
