"""ENV023: environment-name-policy."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.bounded_pattern import matches
from envguard.model import Severity, finding, unknown
from envguard.rules import Outcome, rule
from envguard.subjects.command import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.environment.environment import CondaEnvironment

_LONGEST = 200
_UNTRIED = (
    "the name is very long, or the pattern looks around or back, sets flags or repeats repetitions, "
    "which may take endless time"
)


@rule("ENV023", "environment-name-policy", Severity.INFO, since="0.1.0", profile="paper")
def environment_name_policy(environment: CondaEnvironment, settings: Settings) -> Iterator[Outcome]:
    r"""The environment's name does not follow the project's own pattern.

    ## Why
    A lab that names its environments by one pattern, such as project, Python and framework, can
    tell from `conda env list` what is what. The rule is off unless the setting `environment-name`
    gives a regular expression.

    ## Bad
    ```toml title="envguard.toml"
    environment-name = "[a-z]+-py3[0-9]+-torch[0-9]+"
    ```
    ```yaml title="environment.yml"
    name: test2
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pytorch=2.5
    ```

    ## Good
    ```toml title="envguard.toml"
    environment-name = "[a-z]+-py3[0-9]+-torch[0-9]+"
    ```
    ```yaml title="environment.yml"
    name: speech-py311-torch25
    channels: [conda-forge, nodefaults]
    dependencies:
      - python=3.11
      - pytorch=2.5
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
    """
    pattern = settings.text("environment-name")
    name = environment.name
    if not pattern or name is None or HOLE in name.value:
        return
    follows = matches(pattern, name.value) if len(name.value) <= _LONGEST else None
    if follows is None:
        yield unknown(
            name.text,
            "Whether the name {name} follows the pattern that {origin} asks for was not tried.",
            _UNTRIED,
            name=name.value,
            origin=settings.origin("environment-name"),
        )
    elif not follows:
        yield finding(
            name.text,
            "The name {name} does not follow the pattern that {origin} asks for: {pattern}.",
            name=name.value,
            pattern=pattern,
            origin=settings.origin("environment-name"),
        )
