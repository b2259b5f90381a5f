"""PRJ002: environment-file-ignored."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ignored_file import IgnoredFile


@rule("PRJ002", "environment-file-ignored", Severity.WARNING, since="0.1.0")
def environment_file_ignored(file: IgnoredFile) -> Iterator[Outcome]:
    r"""git ignores the environment file, so nobody else ever gets it.

    ## Why
    Patterns such as `env*` or `*.yml`, meant for virtual environments and local settings, take
    environment.yml along. It is there on the author's machine and missing in every clone.

    ## Bad
    ```text title=".gitignore"
    __pycache__/
    env*
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## Good
    ```text title=".gitignore"
    __pycache__/
    env*
    !environment.yml
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## References
    - https://git-scm.com/docs/gitignore
    """
    yield finding(
        file.text,
        "git ignores this file because of `{pattern}`, so it is missing in every clone: add it with "
        "`git add -f`, or an exception to .gitignore.",
        confidence=Confidence.CERTAIN if file.in_repository else Confidence.LIKELY,
        related=(related(file.pattern, "ignored here"),),
        pattern=file.pattern.value,
    )
