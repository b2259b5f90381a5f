"""ENV004: prefix-leaked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.lines import entry_removal
from envguard.formats.tree import Scalar
from envguard.model import Severity, finding
from envguard.model.edits import fix, remove
from envguard.model.patterns import late
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment

_HOME = late(r"^(?:/home/|/Users/|/root/|~|/u/|/data/home|[A-Za-z]:[\\/])|/(?:home|users)/", re.I)


@rule("ENV004", "prefix-leaked", Severity.WARNING, fix="safe", since="0.1.0")
def prefix_leaked(environment: CondaEnvironment) -> Iterator[Outcome]:
    r"""`prefix:` holds the path of the environment on its author's machine.

    ## Why
    conda ignores it elsewhere, and it publishes a user name and a folder layout. A prefix that
    lies in no home is only a remark.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    prefix: /home/ada/miniconda3/envs/nlp
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## Fix
    Safe: the line is removed.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#sharing-an-environment
    """
    prefix = environment.prefix
    if prefix is None or environment.root is None:
        return
    path = prefix.value.value if isinstance(prefix.value, Scalar) else ""
    taken = entry_removal(environment.root, "prefix")
    yield finding(
        prefix.text,
        "prefix: publishes {path}, and means nothing on any other machine: delete the line.",
        severity=None if _HOME.search(path) else Severity.INFO,
        fix=fix("safe", "remove `prefix:`", remove(taken)) if taken is not None else None,
        path=path or "a path",
    )
