"""ENV020: secret-in-variables."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.tree import Mapping, Scalar
from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.command import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment


@rule("ENV020", "secret-in-variables", Severity.ERROR, since="0.1.0", tempered=False)
def secret_in_variables(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""`variables:` holds a token or a password in clear.

    ## Why
    Everybody who can read the file has it, and with it every fork and every old commit. conda also
    writes it into the environment's own `conda-meta/state`. Revoke it, and set the variable
    outside of the project.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
    variables:
      WANDB_API_KEY: 0123456789abcdef0123456789abcdef01234567
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
    variables:
      WANDB_PROJECT: nlp
      TOKENIZERS_PARALLELISM: "false"
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#setting-environment-variables
    - https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning
    """
    entry = environment.variables
    if entry is None or not isinstance(entry.value, Mapping):
        return
    from envguard.subjects.secrets import is_secret

    for key, value in entry.value.pairs():
        if not isinstance(value, Scalar) or HOLE in value.value:
            continue
        if is_secret(key.value, value.value):
            yield finding(
                key.text,
                "{name} holds a secret in clear, for everybody who can read this file: revoke it, "
                "and set the variable outside of the project.",
                name=key.value,
            )
